"""A customer is written down by staff: the storefront's come by themselves."""

from fastapi import APIRouter, Response

from services.backoffice.pages.customers.actions import NEW_CUSTOMER, form_parts
from services.backoffice.web.actions import Target, failure_of, not_now
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit
from services.backoffice.wording.vocabulary import REFUSALS

router = APIRouter()

LIST = "/customers"
MOST = 8


@router.get("/customers/add")
async def get_add_customer(visit: SignedIn) -> Response:
    assert NEW_CUSTOMER.button
    if not visit.may(NEW_CUSTOMER.scope):
        return not_now(visit, NEW_CUSTOMER.button.text, REFUSALS["insufficient-scope"], to=LIST)
    return visit.dialog(NEW_CUSTOMER.dialog, form=Form(key=visit.new_key()), to=LIST, **await _shown(visit))


@router.post("/customers/add")
async def post_add_customer(visit: SignedIn, form: Sent) -> Response:
    """To the page of the customer it made. One who has the same e-mail address is shown first."""
    made: list[Json] = []
    if form["email"].strip() and "same_email" not in form and (same := await _with_email(visit, form["email"])):
        return visit.dialog(NEW_CUSTOMER.dialog, form=form, to=LIST, same=same, **await _shown(visit))

    async def make() -> None:
        made.append(await NEW_CUSTOMER.send(visit, Target({}, LIST), form))

    if again := await failure_of(visit, make()):
        return visit.dialog(NEW_CUSTOMER.dialog, form=form, to=LIST, **again, **await _shown(visit))
    return visit.leave_to(f"/customers/{made[0]['customer_id']}", done="customer-saved")


async def _with_email(visit: Visit, email: str) -> list[Json]:
    """None where orders does not answer: nothing is refused by it."""
    sought = email.strip().casefold()
    area = await visit.services.area("orders", "/customers", q=sought, limit=MOST)
    found = area.content["items"] if area.content else ()
    return [one for one in found if (one.get("email") or "").casefold() == sought]


async def _shown(visit: Visit) -> Json:
    return {"address": "/customers/add", "customer": None, **await form_parts(visit, None)}
