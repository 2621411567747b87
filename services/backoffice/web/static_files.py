"""What pages load, and the icon of the browser's tab."""

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from services.backoffice.web.render import assets

router = APIRouter()


@router.get("/static/{name}")
async def get_static(request: Request, name: str) -> Response:
    answer = assets().answer(request, name)
    if answer is None:
        raise HTTPException(404)
    return answer
