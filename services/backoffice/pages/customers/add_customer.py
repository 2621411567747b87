"""A customer is written down by staff: the storefront's come by themselves."""

from fastapi import APIRouter, Response

from services.backoffice.pages.customers.actions import NEW_CUSTOMER, form_parts
from services.backoffice.web.actions import Target, failure_of, not_now
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit
from services.backoffice.wording.vocabulary import REFUSALS

router = APIRouter()

LIST = "/customers"


@router.get("/customers/add")
async def get_add_customer(visit: SignedIn) -> Response:
    assert NEW_CUSTOMER.button
    if not visit.may(NEW_CUSTOMER.scope):
        return not_now(visit, NEW_CUSTOMER.button.text, REFUSALS["insufficient-scope"], to=LIST)
    return visit.dialog(NEW_CUSTOMER.dialog, form=Form(key=visit.new_key()), to=LIST, **await _shown(visit))


@router.post("/customers/add")
async def post_add_customer(visit: SignedIn, form: Sent) -> Response:
    """To the page of the customer it made."""
    made: list[Json] = []

    async def make() -> None:
        made.append(await NEW_CUSTOMER.send(visit, Target({}, LIST), form))

    if again := await failure_of(visit, make()):
        return visit.dialog(NEW_CUSTOMER.dialog, form=form, to=LIST, **again, **await _shown(visit))
    return visit.leave_to(f"/customers/{made[0]['customer_id']}", done="customer-saved")


async def _shown(visit: Visit) -> Json:
    return {"address": "/customers/add", "customer": None, **await form_parts(visit, None)}
