"""The stream by which open pages learn what changes elsewhere."""

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from services.backoffice.accounts import sessions
from services.backoffice.web.visit import SignedIn, Visit
from shared.postgres.transient import is_transient

router = APIRouter()


@router.get("/live")
async def get_live(visit: SignedIn) -> StreamingResponse:
    state = visit.request.app.state

    async def goes_on() -> bool:
        return await _goes_on(visit)

    return StreamingResponse(state.live.stream(state.stopping, goes_on), media_type="text/event-stream")


async def _goes_on(visit: Visit) -> bool:
    """Nobody is signed out because the database is away for a moment."""
    try:
        return await sessions.is_signed_in(visit.database, visit.session.token)
    except Exception as error:
        if is_transient(error):
            return True
        raise
