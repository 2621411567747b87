"""What a return has credited goes back as far as it was paid, which billing says of the order."""

from decimal import Decimal

from services.backoffice.web.actions import content_or_none
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Visit

ZERO = Decimal(0)


async def with_what_is_owed(visit: Visit, one: Json) -> Json:
    """The return with no more `to_refund` than is owed back, the rest of it `not_owed`; as it is where nobody says."""
    if not Decimal(one["to_refund"]):
        return one
    account = await content_or_none(visit, "billing", f"/orders/{one['order_id']}")
    if account is None or "to_refund" not in account:  # billing of the version before
        return one
    credited, owed = Decimal(one["to_refund"]), Decimal(account["to_refund"])
    left = min(credited, owed)
    more: Json = {"to_refund": str(left), "not_owed": str(credited - left)}
    if left <= 0:
        more["may"] = [what for what in one["may"] if what != "refund"]
        more["waits_for"] = "closing" if one["waits_for"] == "refund" else one["waits_for"]
    return one | more
