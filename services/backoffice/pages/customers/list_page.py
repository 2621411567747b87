"""The list of customers, newest first, searched and in pages."""

from fastapi import APIRouter, Response

from services.backoffice.pages.customers.actions import NEW_CUSTOMER
from services.backoffice.web.visit import SignedIn

router = APIRouter()


@router.get("/customers")
async def get_customers_page(visit: SignedIn, q: str = "", after: str | None = None) -> Response:
    customers = await visit.services.area("orders", "/customers", q=q.strip() or None, after=after)
    return visit.page("customers/customers.html", q=q, after=after, customers=customers, new=NEW_CUSTOMER)
