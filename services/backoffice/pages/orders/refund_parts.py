"""How a refund is split over the payments of an order: as staff say it, else over the oldest first."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from services.backoffice.web.actions import amount_or_none
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Form

MOST_PAYMENTS = 100


class RefundPart(NamedTuple):
    """A payment of which something may still go back; the names of its fields begin with `place`."""

    place: str
    payment: Json
    is_filled_in: bool = False


def refund_parts(form: Form, ledger: Sequence[Json]) -> list[RefundPart]:
    """A billing service of the version before does not tell what may go back of each: then there are none."""
    payments = [entry for entry in ledger if Decimal(entry.get("refundable") or 0)][:MOST_PAYMENTS]
    places = {form[f"{place}/entry_id"]: place for place in _places(form)}
    free = map(_place, range(len(places), MOST_PAYMENTS * 2))
    at = [(places.get(payment["entry_id"]) or next(free), payment) for payment in payments]
    return [RefundPart(place, payment, bool(form[f"{place}/amount"].strip())) for place, payment in at]


def read_parts(form: Form) -> list[Json]:
    """Of the payments of which an amount is filled in; the form then has these first, numbered as they are sent.

    Raises NumberRefused.
    """
    rows = [(form[f"{place}/entry_id"], form[f"{place}/amount"]) for place in _places(form)]
    rows.sort(key=lambda row: not row[1].strip())
    for number, (entry_id, amount) in enumerate(rows):
        form |= {f"{_place(number)}/entry_id": entry_id, f"{_place(number)}/amount": amount}
    amounts = [
        (entry_id, amount_or_none(form, f"{_place(number)}/amount")) for number, (entry_id, _) in enumerate(rows)
    ]
    return [{"entry_id": entry_id, "amount": amount} for entry_id, amount in amounts if amount]


def _places(form: Form) -> Iterator[str]:
    """Of the payments in the form."""
    return (place for place in map(_place, range(MOST_PAYMENTS)) if form[f"{place}/entry_id"])


def _place(number: int) -> str:
    return f"payments/{number}"
