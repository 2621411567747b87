"""What an invoice's files say was paid: what had come by its issue, and the oldest invoice takes it first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from uuid_utils.compat import uuid7

from services.billing.documents.model import Document, DocumentKind
from services.billing.files.settlement import Received, is_due_as_issued, settlement_of
from services.billing.ledger.model import Entry, EntryKind
from services.billing.settings import SellerSettings
from tests.billing.document_cases import all_cases

INVOICE = all_cases()["consumer"].document
"""Over 25.00, issued on 2 March 2026 at 10:00."""
EARLIER = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def entry(amount: str, *, at: datetime = EARLIER, reverses: UUID | None = None, refund: bool = False) -> Entry:
    kind = EntryKind.REVERSAL if reverses else EntryKind.REFUND if refund else EntryKind.PAYMENT
    return Entry(uuid7(), INVOICE.order_id, kind, Decimal(amount), "EUR", "card", None, None, reverses, at, at, "alice")


def settled(
    *entries: Entry, document: Document = INVOICE, others: Sequence[Document] = ()
) -> tuple[str, str, list[Received]]:
    found = settlement_of(document, [*others, document], entries, SellerSettings().date_of)
    return str(found.paid), str(found.due), list(found.payments)


def test_nothing_had_been_paid() -> None:
    assert settled() == ("0", "25.00", [])


def test_a_payment_is_told_with_its_day_and_method() -> None:
    assert settled(entry("10.00")) == ("10.00", "15.00", [Received(EARLIER.date(), "card", Decimal("10.00"))])


def test_what_came_after_the_issue_does_not_count() -> None:
    assert settled(entry("10.00", at=INVOICE.issued_at + timedelta(seconds=1))) == ("0", "25.00", [])
    assert settled(entry("10.00", at=INVOICE.issued_at))[:2] == ("10.00", "15.00")


def test_a_payment_shortly_after_midnight_in_nantes_is_of_that_day() -> None:
    (received,) = settled(entry("10.00", at=datetime(2026, 2, 27, 23, 30, tzinfo=UTC)))[2]
    assert received.paid_on == date(2026, 2, 28)


def test_a_payment_that_made_an_invoice_of_an_earlier_date_is_on_it() -> None:
    made_it = replace(entry("25.00", at=INVOICE.issued_at + timedelta(days=9)), entry_id=UUID(int=1))
    assert settled(made_it)[:2] == ("25.00", "0.00")


def test_a_payment_that_was_taken_back_is_not_told() -> None:
    wrong = entry("10.00")
    back = entry("-10.00", reverses=wrong.entry_id)
    assert settled(wrong, back, entry("5.00")) == (
        "5.00",
        "20.00",
        [Received(EARLIER.date(), "card", Decimal("5.00"))],
    )


def test_what_was_paid_beyond_it_is_not_of_this_invoice() -> None:
    told = settlement_of(INVOICE, [INVOICE], [entry("40.00")], SellerSettings().date_of)
    assert (str(told.paid), [str(one.amount) for one in told.payments], str(told.beyond)) == (
        "25.00",
        ["40.00"],
        "15.00",
    )
    assert settled(entry("40.00"), entry("-30.00", refund=True)) == ("10.00", "15.00", [])


def test_the_older_invoice_is_paid_first_less_what_was_credited_of_it() -> None:
    older = INVOICE.model_copy(update={"document_id": UUID(int=1)})
    credit = older.model_copy(update={"document_id": UUID(int=2), "kind": DocumentKind.CREDIT_NOTE})
    assert settled(entry("30.00"), others=[older]) == ("5.00", "20.00", [])
    assert settled(entry("20.00"), others=[older]) == ("0", "25.00", [])
    assert settled(entry("25.00"), others=[older, credit])[:2] == ("25.00", "0.00")


def test_what_is_written_off_is_neither_paid_nor_due() -> None:
    off = replace(entry("0.50"), kind=EntryKind.WRITE_OFF)
    entries = [entry("24.50"), off]
    found = settlement_of(INVOICE, [INVOICE], entries, SellerSettings().date_of)
    assert (str(found.paid), str(found.written_off), str(found.due)) == ("24.50", "0.50", "0.00")
    assert [one.amount for one in found.payments] == [Decimal("24.50")]
    assert settled(*entries, entry("-0.50", reverses=off.entry_id))[:2] == ("24.50", "0.50")


def test_of_a_credit_nothing_is_due() -> None:
    assert settled(entry("25.00"), document=all_cases()["credit in full"].document) == ("0", "0", [])


def test_a_later_revision_asks_for_what_is_due_only_while_that_is_as_it_was() -> None:
    issued, made = INVOICE.issued_at, INVOICE.issued_at + timedelta(days=9)
    credit = all_cases()["credit of one unit"].document  # of 9 March
    paid = entry("10.00", at=issued + timedelta(days=1))
    for others, entries, asks in (([], [entry("10.00")], True), ([], [paid], False), ([credit], [], False)):
        assert is_due_as_issued(INVOICE, [INVOICE, *others], entries, made) is asks
        assert is_due_as_issued(INVOICE, [INVOICE, *others], entries, issued)
