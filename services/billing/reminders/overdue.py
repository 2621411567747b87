"""What of an account is still to be paid, invoice by invoice, and what of that is overdue."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from services.billing.account import Account
from services.billing.documents.model import Document
from services.billing.files.mentions import is_business
from services.billing.model import OrderState
from services.billing.reminders.schedule import Schedule
from services.billing.reminders.settings import ReminderSettings
from shared.money import to_cent
from shared.schemas.billing import AmountDue, LateCosts, RemindedInvoice, ReminderContent

FLAT = Decimal(40)
"""Euros for the costs of recovery (C. com. D441-5): of a business alone, for each invoice."""
EURO = "EUR"
DAYS_A_YEAR = 365


class Open(NamedTuple):
    """An invoice of which so much is still to be paid."""

    invoice: Document
    due: Decimal


def open_invoices(account: Account) -> list[Open]:
    """Oldest first; payments settle the oldest invoice first."""
    left, found = account.balance.settled, list[Open]()
    for invoice in account.invoices:
        charged = account.charged_of(invoice)
        covered = min(charged, max(left, account.zero))
        left -= covered
        if charged > covered:
            found.append(Open(invoice, charged - covered))
    return found


def overdue_invoices(account: Account, today: date) -> list[Open]:
    """None of an order that is cancelled."""
    if account.order.state is OrderState.CANCELLED:
        return []
    return [one for one in open_invoices(account) if one.invoice.due_on and one.invoice.due_on < today]


def overdue(account: Account, today: date) -> Schedule | None:
    """As it begins; None where nothing is overdue."""
    late = overdue_invoices(account, today)
    if not late:
        return None
    return Schedule(
        order_id=account.order.order_id,
        customer=customer_of(account),
        due_on=min(one.invoice.due_on for one in late if one.invoice.due_on),
        due=sum((one.due for one in late), account.zero),
        currency=account.order.currency or "",
    )


def customer_of(account: Account) -> str:
    """Those of one customer are reminded of at once: whose mails go to one address now. Else it is this order alone.

    Not the customer that staff merged or attached orders to, as each order has its own address: a reminder with the
    invoices of two goes to one of them. Small and capital letters are one address, as they are one mailbox everywhere.
    """
    email = email_of(account)
    return email.lower() if email else f"order {account.order.order_id}"


def email_of(account: Account) -> str | None:
    """Where mails about the order go now."""
    order = account.order
    if order.contact:
        return order.contact.email
    if account.invoices:
        return account.invoices[-1].customer.email
    return order.placed.customer.email if order.placed else None


def reminded(account: Account, today: date, settings: ReminderSettings, *, late_only: bool) -> list[RemindedInvoice]:
    """What a reminder lists of the account. An order that waits for its invoice stands for it, unless `late_only`."""
    if late_only:
        return [_reminded(account, one, today, settings) for one in overdue_invoices(account, today)]
    if account.invoices:
        return [_reminded(account, one, today, settings) for one in open_invoices(account)]
    order, due = account.order, account.balance.due
    if not due:
        return []
    number, currency = order.number or "", order.currency or ""
    gross = order.gross or account.zero
    return [RemindedInvoice(order_id=order.order_id, order_number=number, gross=gross, due=due, currency=currency)]


def content_of(
    invoices: Sequence[RemindedInvoice], *, text: int, business: bool, settings: ReminderSettings
) -> ReminderContent:
    late = LateCosts(rate=settings.late_rate, flat=FLAT) if business else None
    return ReminderContent(text=text, invoices=tuple(invoices), totals=totals_of(invoices), late=late)


def totals_of(invoices: Iterable[RemindedInvoice]) -> tuple[AmountDue, ...]:
    """By currency, in the order of these."""
    totals = Counter[str]()
    for one in invoices:
        totals[one.currency] += one.due  # type: ignore[assignment]
    return tuple(AmountDue(due=Decimal(due), currency=currency) for currency, due in sorted(totals.items()))


def of_business(account: Account) -> bool:
    return any(is_business(one.customer.vat_number, one.customer.billing_address.company) for one in account.invoices)


def interest(due: Decimal, currency: str, *, rate: Decimal, days: int) -> Decimal:
    """At this rate a year, in percent, for so many days."""
    return to_cent(due * rate / 100 * days / DAYS_A_YEAR, currency)


def _reminded(account: Account, one: Open, today: date, settings: ReminderSettings) -> RemindedInvoice:
    invoice = one.invoice
    return RemindedInvoice(
        order_id=invoice.order_id,
        order_number=invoice.order_number,
        invoice_id=invoice.document_id,
        number=invoice.number,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        gross=invoice.totals.gross,
        due=one.due,
        currency=invoice.currency,
        interest=_interest(account, one, today, settings),
    )


def _interest(account: Account, one: Open, today: date, settings: ReminderSettings) -> Decimal | None:
    """A business is late from the day after the due date, without a reminder. A consumer owes none."""
    due_on, rate = one.invoice.due_on, settings.late_rate
    if rate is None or due_on is None or due_on >= today or not of_business(account):
        return None
    since = max(due_on, settings.ecb_rate_since or due_on)
    return interest(one.due, one.invoice.currency, rate=rate, days=max((today - since).days, 0))
