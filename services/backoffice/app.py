"""The back office: its pages, and what runs beside them. READ FIRST."""

from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from services.backoffice import errors
from services.backoffice.calls import new_client
from services.backoffice.live import Live
from services.backoffice.pages import (
    account,
    documents,
    home,
    mailbox,
    messages,
    operations,
    order,
    order_actions,
    orders,
    product,
    products,
    second_factor,
    sign_in,
    staff,
    static_files,
    stock_actions,
    views,
)
from services.backoffice.pages import live as live_page
from services.backoffice.render import assets
from services.backoffice.security import SecureHeaders
from services.backoffice.settings import backoffice_settings
from services.backoffice.staff_tokens import StaffTokens
from services.backoffice.usecases.forget_old import forget_old
from shared.service import Service

router = APIRouter(include_in_schema=False)
for page in (
    sign_in,
    home,
    operations,
    order,
    order_actions,
    orders,
    views,
    products,
    product,
    stock_actions,
    documents,
    messages,
    mailbox,
    account,
    second_factor,
    staff,
    live_page,
    static_files,
):
    router.include_router(page.router)

live = Live()


def install(app: FastAPI) -> None:
    settings = backoffice_settings()
    app.state.live = live
    app.state.client = new_client()
    app.state.staff_tokens = StaffTokens(settings.token_private_key.get_secret_value())
    assets()  # read now, not with the first page
    errors.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(SecureHeaders)


service = Service(name="backoffice", reacts={}, router=router, background=(live.follow, forget_old), install=install)
