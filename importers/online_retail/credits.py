"""Cancellations become credit notes on earlier sales of the same customer, each part of a row once."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from client.api import Found, ServiceRefused
from client.waiting import comes_true
from deploy.problem import Problem
from importers.online_retail.amounts import money
from importers.online_retail.matching import SoldLine, creditable_lines, take
from importers.online_retail.orders import Placed
from importers.online_retail.progress import Progress
from importers.online_retail.sales import Credit
from importers.online_retail.shop import Shop

TRIES = 3


@dataclass(frozen=True, slots=True)
class Note:
    """A credit note for a row, or for part of it."""

    number: str
    invoice: str
    sale: str
    quantity: int
    net: Decimal
    is_new: bool


@dataclass(frozen=True, slots=True)
class Credited:
    """What became of a credit; `left` is how much of its quantity found no earlier sale, and `why`."""

    credit: Credit
    notes: tuple[Note, ...]
    left: int
    why: str = ""


async def wait_for_invoices(
    credits: Iterable[Credit], placed: Mapping[str, Placed], shop: Shop, progress: Progress, *, limit_s: float
) -> list[str]:
    """Until billing has invoiced the sales that the credits may be of; returns the numbers it has not."""
    wanted = {(credit.row.customer, credit.row.sku) for credit in credits}
    sales = [
        one.sale
        for one in placed.values()
        if one.order and any((row.customer, row.sku) in wanted for row in one.sale.rows)
    ]
    loop = asyncio.get_running_loop()
    give_up_at = loop.time() + limit_s

    async def is_invoiced_in_time(order_id: UUID) -> bool:
        async def is_decided() -> bool:
            return not await shop.may_still_be_invoiced(order_id)

        return await comes_true(is_decided, within_s=give_up_at - loop.time())

    invoiced = await progress.together("sales seen invoiced", (is_invoiced_in_time(sale.order_id) for sale in sales))
    return [sale.number for sale, is_invoiced in zip(sales, invoiced, strict=True) if not is_invoiced]


async def give_credits(credits: Iterable[Credit], shop: Shop, progress: Progress) -> dict[str, Credited]:
    """What became of each credit, by its reference."""
    by_customer: dict[str | None, list[Credit]] = {}
    for credit in sorted(credits, key=lambda one: (one.row.at, one.row.number, one.row.line)):
        by_customer.setdefault(credit.row.customer, []).append(credit)
    crediting = Crediting(shop)
    outcomes = await progress.together(
        "customers whose credits were matched", (crediting.credit_customer(theirs) for theirs in by_customer.values())
    )
    return {one.credit.reference: one for outcome in outcomes for one in outcome}


class Crediting:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._sold_at: dict[UUID, datetime] = {}

    async def credit_customer(self, credits: Sequence[Credit]) -> list[Credited]:
        """One after the other, the earliest first: they may be of the same sales."""
        return [await self._credit(credit) for credit in credits]

    async def _credit(self, credit: Credit) -> Credited:
        issued: set[str] = set()
        for tries_left in range(TRIES, -1, -1):
            # The invoices first: what another import credits in between is then in the notes, and is not asked twice.
            invoices = await self._invoices(credit)
            notes = await self._notes(credit, issued)
            left = credit.quantity - sum(note.quantity for note in notes)
            parts = take(credit, left, await self._sold_lines(credit, invoices)) if left and tries_left else {}
            if not parts:
                break
            for invoice_id, lines in parts.items():
                try:
                    issued.add(await self._issue(credit, invoice_id, lines))
                except ServiceRefused:  # somebody else has credited it since it was read: read again
                    break
        return Credited(credit, tuple(notes), left, _why(credit, left))

    async def _invoices(self, credit: Credit) -> list[Found]:
        assert credit.row.customer
        return [found async for found in self._shop.invoices(customer=credit.row.customer, sku=credit.row.sku)]

    async def _sold_lines(self, credit: Credit, invoices: Iterable[Found]) -> list[tuple[datetime, SoldLine]]:
        lines = [line for invoice in invoices for line in creditable_lines(credit, invoice)]
        return [(await self._time_of(line.order_id), line) for line in lines]

    async def _time_of(self, order_id: UUID) -> datetime:
        """When an order was placed; its invoice knows the day only."""
        if order_id not in self._sold_at:
            order = await self._shop.find_order(order_id)
            if order is None:
                raise Problem(
                    f"billing has an invoice of order {order_id}, which orders does not know: is it one shop?"
                )
            self._sold_at[order_id] = datetime.fromisoformat(order["placed_at"])
        return self._sold_at[order_id]

    async def _notes(self, credit: Credit, issued: set[str]) -> list[Note]:
        notes = [
            Note(
                number=found["number"],
                invoice=found["original"]["number"],
                sale=found["order_reference"],
                quantity=sum(line["quantity"] for line in found["lines"]),
                net=Decimal(found["totals"]["net"]),
                is_new=found["number"] in issued,
            )
            async for found in self._shop.credit_notes(credit.reference)
            if found["kind"] == "credit_note"
        ]
        return notes[::-1]  # the shop lists the newest first

    async def _issue(self, credit: Credit, invoice_id: UUID, lines: Sequence[SoldLine]) -> str:
        body = {
            "invoice_id": str(invoice_id),
            "lines": [{"line_no": line.line_no, "quantity": line.quantity} for line in lines],
            "reference": credit.reference,
            "occurred_at": credit.row.at.isoformat(),
            "reason": f"Cancellation {credit.row.number} of {credit.row.at:%Y-%m-%d}",
        }
        found = await self._shop.issue_credit_note(body, key=f"online-retail-{credit.reference}-{invoice_id}")
        return str(found["number"])


def _why(credit: Credit, left: int) -> str:
    row = credit.row
    sale = f"earlier sale of {row.sku} at {money(row.unit_price)} to customer {row.customer}"
    if left == credit.quantity:
        return f"no {sale} was found with something left to credit"
    return f"no {sale} was found for {left} of {credit.quantity}" if left else ""
