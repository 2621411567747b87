"""What the credit of a return gives back, as billing says of the credit note that follows."""

from collections.abc import Mapping
from decimal import Decimal

from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Visit

FEES = ("restocking_percent", "postage")


async def credit_preview(
    visit: Visit,
    one: Json,
    units: Mapping[int, int],
    *,
    shipping: bool = False,
    fees: Json | None = None,
) -> Json:
    """Fees that are not named are those of the settings; `to_refund` is what is to be refunded then for the return.

    Raises ServiceRefused and ServiceUnavailable.
    """
    usual: Json = one.get("fees", {})
    kept = {name: usual.get(name) if not fees or fees.get(name) is None else fees[name] for name in FEES}
    preview = await visit.services.get(
        "billing",
        f"/orders/{one['order_id']}/credit-preview",
        line=[f"{line_no}:{quantity}" for line_no, quantity in units.items()],
        shipping=shipping,
        **kept,
    )
    then = min(Decimal(one["to_refund"]) + Decimal(preview["totals"]["gross"]), Decimal(preview["to_refund"]))
    parts = [part | {"worth": str(Decimal(part["amount"]) + Decimal(part["kept"] or 0))} for part in preview["parts"]]
    return preview | {"parts": parts, "to_refund": str(then), "percent": kept["restocking_percent"] or "0"}
