"""The words by which an order is found: what was ordered, by whom, its documents, references of its payments."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from services.orders.order.content import Ordered
from services.orders.order.details import (
    CreditDetail,
    DocumentDetail,
    NewSlipDetail,
    ParcelDetail,
    PaymentDetail,
    ReturnDetail,
    ReturnStepDetail,
)
from services.orders.order.history import Action, Detail, Entry
from services.orders.search_words import code_word, number_word, words_of_document, words_of_order, words_of_payment

NUMBERED = (
    Action.INVOICED,
    Action.CREDITED,
    Action.CANCELLATION_INVOICED,
    Action.SLIP_CREATED,
    Action.PARCEL_ADDED,
    Action.PARCEL_CORRECTED,
    Action.RETURN_OPENED,
    Action.RETURN_REQUESTED,
    Action.PAYMENT_RECORDED,
    Action.PAYMENT_REVERSED,
)
"""What gives an order the number of a document, or the reference of a payment, by which it is found."""


def words_of_ordered(number: str, reference: str | None, ordered: Ordered, phone_e164: str | None) -> set[str]:
    customer, lines = ordered.customer, ordered.content.lines
    texts, codes = [customer.name, customer.email], [reference]
    for address in (customer.billing_address, customer.delivery_address):
        if address:
            texts += [address.name, address.company, address.city]
            codes.append(address.postal_code)
    words = words_of_order(
        texts=(text for text in texts if text),
        codes=(code for code in codes if code),
        phone=customer.phone,
        phone_e164=phone_e164,
        skus={line.sku for line in lines},
        titles=dict.fromkeys(line.title for line in lines),
    )
    whole = {code_word(one) for one in (customer.reference, customer.vat_number) if one}
    return {number_word(number), *whole, *words}


def numbers_given(entries: Iterable[Entry]) -> Mapping[UUID, set[str]]:
    """The words of the numbers that the entries give to their orders."""
    words: dict[UUID, set[str]] = {}
    for entry in entries:
        if entry.action in NUMBERED and entry.detail and (given := _given(entry.detail)):
            words.setdefault(entry.order_id, set()).update(given)
    return words


def _given(detail: Detail) -> set[str]:
    match detail:
        case ParcelDetail():
            return words_of_document(detail.number) if detail.number else set()
        case NewSlipDetail():
            return words_of_document(detail.slip)
        case PaymentDetail():
            return words_of_payment(detail.reference) if detail.reference else set()
        case DocumentDetail() | CreditDetail() | ReturnDetail() | ReturnStepDetail():
            return words_of_document(detail.number)
    raise AssertionError(f"{type(detail).__name__} has no number")
