"""What a reminder says by now, asked right before it goes out, and whether it waits."""

from collections.abc import Sequence
from datetime import date

from services.billing.account import Account
from services.billing.model import OrderState
from services.billing.reminders.model import Frozen, Party, frozen
from services.billing.reminders.overdue import content_of, customer_of, of_business, reminded
from services.billing.reminders.settings import ReminderSettings
from shared.schemas.billing import PaymentReminderIssued, RemindedInvoice, ReminderContent


def still_due(
    reminders: Sequence[PaymentReminderIssued], party: Party, settings: ReminderSettings, *, today: date
) -> ReminderContent | None:
    """What it says by now: without what is paid, frozen or cancelled meanwhile; None where nothing is left."""
    first = reminders[0]
    accounts = _going_there(first, party, party.open)
    invoices = _left_of(first, accounts, settings, today)
    order = {key: place for place, key in enumerate((one.order_id, one.invoice_id) for one in first.content.invoices)}
    invoices.sort(key=lambda one: order[one.order_id, one.invoice_id])
    if not invoices:
        return None
    business = any(map(of_business, accounts))
    return content_of(invoices, text=first.content.text, business=business, settings=settings)


def why_it_waits(
    reminders: Sequence[PaymentReminderIssued], party: Party, settings: ReminderSettings, *, today: date
) -> Frozen | None:
    """Of one of which nothing goes out now, though something is due: it does once nothing is in the way any more."""
    for account in _going_there(reminders[0], party, party.accounts):
        why = frozen(account, party.pending)
        is_over = account.order.state is OrderState.CANCELLED or why not in (Frozen.HELD, Frozen.PAYMENT_PENDING)
        if not is_over and _left_of(reminders[0], [account], settings, today):
            return why
    return None


def _going_there(first: PaymentReminderIssued, party: Party, accounts: Sequence[Account]) -> list[Account]:
    """It goes to the address of the first order, whoever that is for by now."""
    to = next((customer_of(one) for one in party.accounts if one.order.order_id == first.order_id), None)
    return [one for one in accounts if customer_of(one) == to]


def _left_of(
    first: PaymentReminderIssued, accounts: Sequence[Account], settings: ReminderSettings, today: date
) -> list[RemindedInvoice]:
    listed = {(one.order_id, one.invoice_id) for one in first.content.invoices}
    return [
        one
        for account in accounts
        for one in reminded(account, today, settings, late_only=False)
        if (one.order_id, one.invoice_id) in listed
    ]
