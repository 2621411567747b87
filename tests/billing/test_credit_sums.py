"""Whatever is credited in whatever order, the parts add up to the invoice to the cent."""

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.billing.documents.left_to_credit import after
from services.billing.documents.model import Document
from services.billing.documents.partial_credit import credit_parts
from tests.billing.any_invoice import WISHES, Wish, credits_of, examples, invoices
from tests.billing.invoices import fresh


@examples(100)
@given(invoices(), WISHES)
def test_partial_credits_in_any_order_add_up_to_the_invoice_at_each_rate(
    document: Document, wishes: Sequence[Wish]
) -> None:
    given = []
    for left, credit in credits_of(document, wishes):
        given.append(credit)
        still = after(left, credit)
        for at in still.by_rate.values():
            assert min(at.net, at.vat, at.gross) >= 0
            assert at.net + at.vat == at.gross
        assert all(part.amount_left >= 0 and part.quantity_left >= 0 for part in still.parts.values())
        assert all(at.vat >= 0 and at.net >= 0 for at in credit.totals.vat_by_rate)
    for at in document.totals.vat_by_rate:
        parts = [other for part in given for other in part.totals.vat_by_rate if other.rate == at.rate]
        assert sum(part.vat for part in parts) == at.vat
        assert sum(part.net for part in parts) == at.net
        assert sum(part.gross for part in parts) == at.gross
    for line in document.lines:
        assert sum(part.of.get(line.line_no, (0, Decimal(0)))[1] for part in given) == line.payable


@examples(40)
@given(invoices(), st.data())
def test_goods_that_come_back_give_the_same_sum_in_any_steps(document: Document, data: st.DataObject) -> None:
    left = fresh(document)
    want = {line.line_no: data.draw(st.integers(1, line.quantity)) for line in document.lines}
    at_once = credit_parts(left, want).totals
    for line_no in data.draw(st.permutations([line_no for line_no, count in want.items() for _ in range(count)])):
        left = after(left, credit_parts(left, {line_no: 1}))
    assert document.totals.gross - left.gross == at_once.gross
