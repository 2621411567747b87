"""What billing tells of an order."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from shared.schemas.billing import (
    AmountDue,
    CancellationInvoiceIssued,
    CreditNoteIssued,
    DifferenceWrittenOff,
    EditedOrderCredited,
    InvoiceIssued,
    InvoicingHeld,
    NothingToCredit,
    PaymentFailed,
    PaymentPending,
    PaymentRecorded,
    PaymentReminderIssued,
    PaymentReversed,
    RefundedPayment,
    RefundFailed,
    RefundRequested,
    RefundSucceeded,
    RemindedInvoice,
    ReminderContent,
)
from shared.schemas.money import Totals
from tests.orders.upstream_events.days import NOON, TODAY


def invoice_issued(order_id: UUID) -> InvoiceIssued:
    return InvoiceIssued(
        **_document(order_id, "25.00", sequence=1), invoice_id=uuid7(), number="FA-2026-000001", due_on=TODAY
    )


def cancellation_invoice_issued(order_id: UUID) -> CancellationInvoiceIssued:
    return CancellationInvoiceIssued(**_credit(order_id, "25.00", sequence=2))


def nothing_to_credit(order_id: UUID) -> NothingToCredit:
    return NothingToCredit(order_id=order_id, sequence=2, found_at=NOON)


def credit_note_issued(order_id: UUID, gross: str, *, sequence: int = 2) -> CreditNoteIssued:
    return CreditNoteIssued(
        **_credit(order_id, gross, sequence=sequence), lines=(), credited_in_full=False, reason="scratched", by="bob"
    )


def edited_order_credited(order_id: UUID, gross: str, *, sequence: int = 3) -> EditedOrderCredited:
    return EditedOrderCredited(
        **_credit(order_id, gross, sequence=sequence), edited=2, reason="Order changed", by="bob"
    )


def payment_recorded(order_id: UUID, amount: str, *, paid: str | None = None, sequence: int = 2) -> PaymentRecorded:
    return PaymentRecorded(**_ledger_entry(order_id, amount, paid=paid or amount, sequence=sequence))


def payment_reversed(order_id: UUID, amount: str, *, sequence: int = 3) -> PaymentReversed:
    return PaymentReversed(**_ledger_entry(order_id, amount, paid="0", sequence=sequence))


def written_off(order_id: UUID, amount: str, *, paid: str, sequence: int = 3) -> DifferenceWrittenOff:
    told = _ledger_entry(order_id, amount, paid=paid, sequence=sequence)
    return DifferenceWrittenOff(**told | {"written_off": Decimal(amount), "reason": "fee of a bank"})


def payment_pending(order_id: UUID, *, sequence: int = 2) -> PaymentPending:
    return PaymentPending(**_on_its_way(order_id, sequence))


def payment_failed(order_id: UUID, *, sequence: int = 3) -> PaymentFailed:
    return PaymentFailed(**_on_its_way(order_id, sequence), reason="refused by the bank")


def _on_its_way(order_id: UUID, sequence: int) -> dict[str, Any]:
    told = {"order_id": order_id, "sequence": sequence, "entry_id": order_id, "amount": Decimal("25.00")}
    return told | {"currency": "EUR", "method": "sepa", "recorded_at": NOON, "by": "psp"}


def payment_reminder(
    order_id: UUID, *, at: datetime, level: int | None = 1, sequence: int = 2
) -> PaymentReminderIssued:
    due, by = Decimal("25.00"), None if level else "alice"
    listed = RemindedInvoice(order_id=order_id, order_number="1001", gross=due, due=due, currency="EUR")
    said = ReminderContent(text=1, invoices=(listed,), totals=(AmountDue(due=due, currency="EUR"),))
    return PaymentReminderIssued(
        order_id=order_id, sequence=sequence, reminder_id=uuid7(), level=level, content=said, issued_at=at, by=by
    )


def refund_requested(order_id: UUID, *, sequence: int = 3) -> RefundRequested:
    return RefundRequested(**_going_back(order_id, sequence))


def refund_succeeded(order_id: UUID, *, paid: str, sequence: int = 4) -> RefundSucceeded:
    after = {"paid": Decimal(paid), "due": Decimal(0), "balance": Decimal(0), "refunded_at": NOON}
    return RefundSucceeded(**_going_back(order_id, sequence), **after)


def refund_failed(order_id: UUID, *, sequence: int = 4) -> RefundFailed:
    return RefundFailed(**_going_back(order_id, sequence), failure="the account is closed")


def refund_came_back(order_id: UUID, *, paid: str, sequence: int = 5) -> RefundFailed:
    after = {"paid": Decimal(paid), "due": Decimal(0), "balance": Decimal("5.00")}
    return RefundFailed(**_going_back(order_id, sequence), entry_id=order_id, came_back_at=NOON, **after)


def _going_back(order_id: UUID, sequence: int) -> dict[str, Any]:
    amount = Decimal("5.00")
    told = {"order_id": order_id, "sequence": sequence, "refund_id": order_id, "amount": amount, "currency": "EUR"}
    when = {"requested_at": NOON, "requested_by": "alice", "recorded_at": NOON, "by": "alice"}
    return told | when | {"method": "transfer", "payments": (RefundedPayment(entry_id=order_id, amount=amount),)}


def invoicing_held(order_id: UUID, hold_sequence: int) -> InvoicingHeld:
    return InvoicingHeld(order_id=order_id, sequence=2, hold_sequence=hold_sequence)


def _document(order_id: UUID, gross: str, *, sequence: int) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "sequence": sequence,
        "issued_on": TODAY,
        "issued_at": NOON,
        "currency": "EUR",
        "totals": Totals(net=Decimal(gross), vat=Decimal(0), gross=Decimal(gross)),
    }


def _credit(order_id: UUID, gross: str, *, sequence: int) -> dict[str, Any]:
    return _document(order_id, gross, sequence=sequence) | {
        "document_id": uuid7(),
        "number": "AV-2026-000001",
        "invoice_id": uuid7(),
        "invoice_number": "FA-2026-000001",
    }


def _ledger_entry(order_id: UUID, amount: str, *, paid: str, sequence: int) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "sequence": sequence,
        "entry_id": uuid7(),
        "amount": Decimal(amount),
        "paid": Decimal(paid),
        "due": Decimal("25.00") - Decimal(paid),
        "currency": "EUR",
        "recorded_at": NOON,
        "by": "bob",
    }
