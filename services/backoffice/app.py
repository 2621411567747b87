"""The back office: its pages, and what runs beside them. READ FIRST."""

from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from services.backoffice.accounts.forget_old import forget_old
from services.backoffice.accounts.staff_tokens import StaffTokens
from services.backoffice.pages.account import my_settings, second_factor, sign_in
from services.backoffice.pages.customers import actions as customer_actions
from services.backoffice.pages.customers import add_customer, customer_page
from services.backoffice.pages.customers import list_page as customer_list_page
from services.backoffice.pages.customers import messages_page as messages_of_customer
from services.backoffice.pages.documents import actions as document_actions
from services.backoffice.pages.documents import credit_page, rates_page
from services.backoffice.pages.documents import page as document_page
from services.backoffice.pages.home import page as home_page
from services.backoffice.pages.messages import actions as message_actions
from services.backoffice.pages.messages import mailbox_page, messages_page
from services.backoffice.pages.operations import actions as record_actions
from services.backoffice.pages.operations import page as operations_page
from services.backoffice.pages.orders import actions as order_actions
from services.backoffice.pages.orders import (
    customer_link,
    edit_page,
    notify_page,
    order_page,
    print_slips,
    proposed_carriers,
    remind_page,
    saved_views,
    ship_all,
    ship_selected,
    shipment_window,
    status_selected,
    task_actions,
    unship_selected,
)
from services.backoffice.pages.orders import list_page as order_list_page
from services.backoffice.pages.overdue import page as overdue_page
from services.backoffice.pages.own_order import find_page as find_own_order_page
from services.backoffice.pages.own_order import page as own_order_page
from services.backoffice.pages.own_order import papers_page as own_papers_page
from services.backoffice.pages.own_order import pictures as own_pictures
from services.backoffice.pages.own_order import public_withdraw_page as public_withdraw_page
from services.backoffice.pages.own_order import return_page as own_return_page
from services.backoffice.pages.own_order import withdraw_page as withdraw_own_order_page
from services.backoffice.pages.products import actions as stock_actions
from services.backoffice.pages.products import edit_product, product_page, release_reservation
from services.backoffice.pages.products import list_page as product_list_page
from services.backoffice.pages.quotes import actions as quote_actions
from services.backoffice.pages.quotes import copies as quote_copies
from services.backoffice.pages.quotes import edit_page as quote_edit_page
from services.backoffice.pages.quotes import list_page as quote_list_page
from services.backoffice.pages.quotes import offer_page
from services.backoffice.pages.quotes import page as quote_page
from services.backoffice.pages.returns import exchange_page as return_exchange_page
from services.backoffice.pages.returns import page as returns_page
from services.backoffice.pages.returns import return_page
from services.backoffice.pages.settings import page as settings_page
from services.backoffice.pages.settings import texts_page
from services.backoffice.pages.staff import page as staff_page
from services.backoffice.pages.tasks import page as tasks_page
from services.backoffice.pages.withdrawals import list_page as withdrawals_page
from services.backoffice.pages.withdrawals import withdrawal_page
from services.backoffice.settings import backoffice_settings
from services.backoffice.web import errors, live_stream, static_files
from services.backoffice.web.live import Live
from services.backoffice.web.render import assets
from services.backoffice.web.security import SecureHeaders
from services.backoffice.web.service_clients import new_client
from shared.service import Service

router = APIRouter(include_in_schema=False)
for page in (
    sign_in,
    home_page,
    operations_page,
    record_actions,
    ship_selected,  # before what takes any word for an order
    print_slips,
    status_selected,
    unship_selected,
    proposed_carriers,
    ship_all,
    shipment_window,
    notify_page,
    customer_link,
    remind_page,
    order_page,
    edit_page,
    order_actions,
    task_actions,
    tasks_page,
    order_list_page,
    saved_views,
    add_customer,  # before what takes any word for a customer
    customer_list_page,
    customer_page,
    messages_of_customer,
    customer_actions,
    product_list_page,
    product_page,
    stock_actions,
    edit_product,
    release_reservation,
    quote_list_page,
    quote_edit_page,  # before what takes any word for a quote
    quote_page,
    quote_actions,
    quote_copies,
    offer_page,
    own_order_page,
    own_papers_page,
    find_own_order_page,
    own_return_page,
    own_pictures,
    withdraw_own_order_page,
    public_withdraw_page,
    document_page,
    document_actions,
    credit_page,
    returns_page,
    withdrawals_page,
    withdrawal_page,
    return_page,
    return_exchange_page,
    messages_page,
    message_actions,
    mailbox_page,
    my_settings,
    second_factor,
    texts_page,  # before the sections, whose address it would be too
    settings_page,
    rates_page,
    overdue_page,
    staff_page,
    live_stream,
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


service = Service(
    name="backoffice",
    handlers={},
    routers=(router,),
    background=(live.follow, forget_old),
    install=install,
    uploads=own_return_page.UPLOADS,
    any_query=True,
    answer_s=9,  # a command waits for its service, and the page that tells so for all of them
)
