"""The stream by which open pages learn what changes elsewhere."""

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from services.backoffice.visit import SignedIn

router = APIRouter()


@router.get("/live")
async def get_live(visit: SignedIn) -> StreamingResponse:
    state = visit.request.app.state
    return StreamingResponse(state.live.stream(state.stopping), media_type="text/event-stream")
