"""A new invoice says which it replaces: the last one, once all that stood of it and of those before is credited."""

from uuid import UUID

from services.billing.documents.model import Document
from services.billing.documents.replaced_invoice import replaced_invoice
from tests.billing.document_cases import OLD, amount, case, credited


def invoice(number: int, **more: object) -> Document:
    document = case(**more).document  # type: ignore[arg-type]
    return document.model_copy(update={"document_id": UUID(int=number), "number": f"FA-2026-00000{number}"})


def credit(of: Document, *, given: str = "") -> Document:
    from_case = case()._replace(document=of)
    made = amount(from_case, given) if given else credited(from_case)
    return made.document.model_copy(update={"document_id": UUID(int=of.document_id.int + 10)})


def test_the_first_invoice_of_an_order_replaces_none() -> None:
    assert replaced_invoice([]) is None


def test_an_invoice_that_is_credited_in_full_is_replaced_by_the_next_with_its_number_and_date() -> None:
    old = invoice(3)
    found = replaced_invoice([old, credit(old)])
    assert found
    assert (found.invoice_id, found.number, found.issued_on) == (old.document_id, old.number, old.issued_on)


def test_while_anything_of_it_stands_the_next_is_beside_it() -> None:
    old = invoice(3)
    assert replaced_invoice([old]) is None
    assert replaced_invoice([old, credit(old, given="24.99")]) is None


def test_an_invoice_is_replaced_once() -> None:
    old = invoice(1)
    again = invoice(2, replaces=OLD)
    assert OLD.invoice_id == old.document_id
    assert replaced_invoice([old, credit(old), again]) is None
    found = replaced_invoice([old, credit(old), again, credit(again)])
    assert found
    assert found.number == "FA-2026-000002"
