"""What the other services tell of an order."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar
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
from shared.schemas.event import OrderEvent
from shared.schemas.fulfilment import (
    CancellationTooLate,
    CreditedGoodsLeft,
    FulfilmentHeld,
    PickupReady,
    PickupWithdrawn,
    ShipmentLine,
    ShipmentShipped,
    ShipmentState,
    ShipmentUnshipped,
    SkuQuantity,
    SlipChanged,
    SlipCreated,
    SlipReady,
    SlipReduced,
    SlipsMerged,
    SlipSplit,
    SlipsVoided,
    SlipWaits,
)
from shared.schemas.money import Totals
from shared.schemas.notifier import MessageFailed, MessageKind, MessageSent
from shared.schemas.returns import ReturnedLine, ReturnOpened, ReturnOpenedV2, ReturnReason

T = TypeVar("T", bound=OrderEvent)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = date(2026, 3, 2)


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


def fulfilment_held(order_id: UUID, hold_sequence: int) -> FulfilmentHeld:
    return FulfilmentHeld(order_id=order_id, sequence=2, hold_sequence=hold_sequence)


def slip_created(order_id: UUID, state: ShipmentState = ShipmentState.READY) -> SlipCreated:
    return SlipCreated(**_slip(order_id, sequence=1), state=state, lines=(), created_at=NOON)


def slip_ready(order_id: UUID) -> SlipReady:
    return SlipReady(**_slip(order_id, sequence=2), ready_at=NOON)


def slip_waits(order_id: UUID, *, sequence: int = 3) -> SlipWaits:
    missing = (SkuQuantity(sku="LAMP", quantity=1),)
    return SlipWaits(**_slip(order_id, sequence=sequence), missing=missing, waits_at=NOON)


def slip_split(order_id: UUID, *, sequence: int = 2) -> SlipSplit:
    """What is here stays on BX-1; BX-2, of which `slip_created` tells, has the rest."""
    state, off = ShipmentState.READY, {"split_off": uuid7(), "split_off_number": "BX-2"}
    return SlipSplit(**_slip(order_id, sequence=sequence), **off, state=state, lines=(), split_at=NOON, by="carol")


def slips_merged(order_id: UUID, *, sequence: int = 4) -> SlipsMerged:
    state, gone = ShipmentState.NOT_SHIPPED, {"merged": uuid7(), "merged_number": "BX-2"}
    return SlipsMerged(**_slip(order_id, sequence=sequence), **gone, state=state, lines=(), merged_at=NOON, by="carol")


def of_slip(number: str, event: T) -> T:
    return event.model_copy(update={"slip_number": number})


def pickup_ready(order_id: UUID, *, sequence: int = 2) -> PickupReady:
    return PickupReady(**_slip(order_id, sequence=sequence), ready_at=NOON, by="carol")


def pickup_withdrawn(order_id: UUID, *, sequence: int = 3) -> PickupWithdrawn:
    return PickupWithdrawn(**_slip(order_id, sequence=sequence), withdrawn_at=NOON, reason="broken", by="carol")


def slip_void(order_id: UUID, *, sequence: int = 3) -> SlipReduced:
    """All that was on it is credited."""
    return SlipReduced(
        **_slip(order_id, sequence=sequence),
        state=ShipmentState.VOID,
        lines=(),
        credited=(SkuQuantity(sku="LAMP", quantity=2),),
        nothing_left_to_ship=True,
        order_shipped_in_full=False,
        reduced_at=NOON,
    )


def credited_goods_left(order_id: UUID) -> CreditedGoodsLeft:
    lines = (ShipmentLine(line_no=1, sku="LAMP", quantity=2, allocated=0),)
    return CreditedGoodsLeft(**_slip(order_id, sequence=4), document_id=uuid7(), lines=lines, found_at=NOON)


def slips_voided(order_id: UUID) -> SlipsVoided:
    released = (SkuQuantity(sku="LAMP", quantity=2),)
    return SlipsVoided(order_id=order_id, sequence=2, slip_numbers=("BX-1",), released=released, voided_at=NOON)


def slip_changed(order_id: UUID, state: ShipmentState, *, number: str = "BE-000001", sequence: int = 2) -> SlipChanged:
    return SlipChanged(
        order_id=order_id,
        sequence=sequence,
        shipment_id=uuid7(),
        slip_number=number,
        state=state,
        lines=(),
        edited=2,
        nothing_left_to_ship=False,
        order_shipped_in_full=False,
        changed_at=NOON,
    )


def shipped(order_id: UUID, *, in_full: bool = True, sequence: int = 2) -> ShipmentShipped:
    return ShipmentShipped(
        **_slip(order_id, sequence=sequence), lines=(), shipped_at=NOON, order_shipped_in_full=in_full, by="carol"
    )


def unshipped(order_id: UUID, *, nothing_shipped: bool = True, sequence: int = 3) -> ShipmentUnshipped:
    return ShipmentUnshipped(
        **_slip(order_id, sequence=sequence), lines=(), nothing_shipped=nothing_shipped, unshipped_at=NOON, by="carol"
    )


LATE_PARCEL = uuid7()


def left_too_late(order_id: UUID, shipment_id: UUID = LATE_PARCEL) -> CancellationTooLate:
    slip = _slip(order_id, sequence=3) | {"shipment_id": shipment_id}
    return CancellationTooLate(**slip, lines=(), found_at=NOON)


def return_opened(order_id: UUID, shipment_id: UUID = LATE_PARCEL) -> ReturnOpened:
    return ReturnOpened(
        order_id=order_id,
        sequence=1,
        return_id=uuid7(),
        number="RT-1",
        shipment_id=shipment_id,
        reason=ReturnReason.PARCEL_LEFT_WHILE_CANCELLING,
        lines=(),
        opened_at=NOON,
    )


def return_of_credited_goods(order_id: UUID) -> ReturnOpenedV2:
    lines = (ReturnedLine(line_no=1, sku="LAMP", quantity=1),)
    told = return_opened(order_id).model_dump(exclude={"reason", "lines"})
    return ReturnOpenedV2(**told, reason=ReturnReason.CREDITED_GOODS_LEFT, document_id=uuid7(), lines=lines)


def message_sent(order_id: UUID) -> MessageSent:
    return MessageSent(**_message(order_id), sent_at=NOON)


def message_failed(order_id: UUID, error: str = "550 no such user") -> MessageFailed:
    return MessageFailed(**_message(order_id), failed_at=NOON, error=error)


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


def _slip(order_id: UUID, *, sequence: int) -> dict[str, Any]:
    return {"order_id": order_id, "sequence": sequence, "shipment_id": uuid7(), "slip_number": "BX-1"}


def _message(order_id: UUID) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "sequence": 1,
        "message_id": uuid7(),
        "kind": MessageKind.ORDER_CONFIRMATION,
    }
