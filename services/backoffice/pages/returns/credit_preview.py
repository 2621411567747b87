"""What the credit of a return gives back, as billing says of the credit note that follows."""

from collections.abc import Mapping
from decimal import Decimal

from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Visit

FEES = ("restocking_percent", "postage")
CHARGES = ("shipping", "payment_costs")
ZERO = Decimal(0)


async def credit_preview(
    visit: Visit,
    one: Json,
    units: Mapping[int, int],
    *,
    charges: Mapping[str, bool] | None = None,
    fees: Json | None = None,
) -> Json:
    """`charges` says which are given back too; fees that are not named are those of the settings. `to_refund` is what
    is to be refunded then for the return, `owed` what of its order is owed back, and `exchanged` what settles orders
    that were placed in exchange.

    Raises ServiceRefused and ServiceUnavailable.
    """
    usual: Json = one.get("fees", {})
    kept = {name: usual.get(name) if not fees or fees.get(name) is None else fees[name] for name in FEES}
    preview = await visit.services.get(
        "billing",
        f"/orders/{one['order_id']}/credit-preview",
        line=[f"{line_no}:{quantity}" for line_no, quantity in units.items()],
        **charges or {},
        **kept,
    )
    given, exchanged = _given(one) + Decimal(preview["totals"]["gross"]), _exchanged(one)
    taken = given if exchanged is None else min(exchanged, given)
    then = max(min(given - taken, Decimal(preview["to_refund"])), ZERO)
    parts = [part | {"worth": str(Decimal(part["amount"]) + Decimal(part["kept"] or 0))} for part in preview["parts"]]
    more = {"parts": parts, "to_refund": str(then), "owed": preview["to_refund"], "exchanged": str(taken)}
    return preview | more | {"percent": kept["restocking_percent"] or "0"}


def _given(one: Json) -> Decimal:
    """What was credited for it, and has not gone back nor is on its way."""
    credited = sum((_amount(decision) for decision in one["decisions"] if _is_done(decision, "credit")), ZERO)
    return credited - sum((_amount(decision) for decision in _standing(one, "refund")), ZERO)


def _exchanged(one: Json) -> Decimal | None:
    """What the orders in exchange cost; None where that of one is not known yet."""
    amounts = [decision["amount"] for decision in _standing(one, "exchange")]
    return None if None in amounts else sum(map(Decimal, amounts), ZERO)


def _standing(one: Json, kind: str) -> list[Json]:
    return [of for of in one["decisions"] if of["kind"] == kind and of["state"] != "refused"]


def _is_done(decision: Json, kind: str) -> bool:
    return bool(decision["kind"] == kind and decision["state"] == "done")


def _amount(decision: Json) -> Decimal:
    return Decimal(decision["amount"] or 0)
