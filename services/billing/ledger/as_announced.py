"""Entries of the ledger that were announced are made again for a database that does not know them."""

from collections.abc import Sequence
from uuid import UUID

from services.billing.ledger.model import Entry, EntryKind
from shared.schemas.billing import DifferenceWrittenOff, LedgerEvent, PaymentReversed, WriteOffReversed


def entry_as_announced(event: LedgerEvent, entries: Sequence[Entry]) -> Entry | None:
    """None for the end of a payment that is not among these entries."""
    reverses, kind = None, EntryKind.PAYMENT
    if isinstance(event, PaymentReversed | WriteOffReversed):
        reverses, kind = event.reverses or _reversed_by(event, entries), EntryKind.REVERSAL
        if reverses is None:
            return None
    elif isinstance(event, DifferenceWrittenOff):
        kind = EntryKind.WRITE_OFF
    return Entry(
        entry_id=event.entry_id,
        order_id=event.order_id,
        kind=kind,
        amount=-event.amount if reverses else event.amount,
        currency=event.currency,
        method=event.method,
        reference=event.reference,
        reason=event.reason,
        reverses=reverses,
        paid_at=event.paid_at or event.recorded_at,
        recorded_at=event.recorded_at,
        by=event.by,
    )


def _reversed_by(event: LedgerEvent, entries: Sequence[Entry]) -> UUID | None:
    """Of an event that is older than that field: a payment that stands and is like it."""
    taken_back = {entry.reverses for entry in entries}
    for entry in entries:
        is_like = (entry.amount, entry.method, entry.reference) == (event.amount, event.method, event.reference)
        if entry.kind is EntryKind.PAYMENT and entry.entry_id not in taken_back and is_like:
            return entry.entry_id
    return None
