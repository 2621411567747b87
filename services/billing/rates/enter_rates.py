"""Rates are entered: each that is new or other than before is kept, and files that waited for one are made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.billing.rates.model import EuroRate, refuse_impossible
from services.billing.rates.store import find_rates, insert_rates, list_newest, release_waiting
from shared.clock import now
from shared.transaction import Tx


@dataclass(frozen=True, slots=True)
class RatesEntered:
    entered: int
    unchanged: int
    documents: int


async def enter_rates(tx: Tx, rates: Sequence[EuroRate], *, today: date, by: str) -> RatesEntered:
    """Raises WrongRate, and enters none."""
    newest = {one.rate.currency: one.rate for one in await list_newest(tx)}
    for one in rates:
        refuse_impossible(one, newest.get(one.currency), today)
    last = {(one.currency, one.day): one for one in rates}
    known = await find_rates(tx, last.values())
    new = [one for place, one in last.items() if _differs(one, known.get(place))]
    await insert_rates(tx, new, at=now(), by=by)
    return RatesEntered(len(new), len(last) - len(new), await release_waiting(tx, {one.currency for one in new}))


def _differs(rate: EuroRate, known: EuroRate | None) -> bool:
    return known is None or (known.rate, known.source) != (rate.rate, rate.source)
