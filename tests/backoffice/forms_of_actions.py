"""A form of every action that the back office has, filled in with what it asks for."""

from collections.abc import Iterator
from typing import NamedTuple

from services.backoffice.pages.customers.actions import CUSTOMER_ACTIONS
from services.backoffice.pages.documents.actions import DOCUMENT_ACTIONS
from services.backoffice.pages.messages.actions import MESSAGE_ACTIONS
from services.backoffice.pages.operations.actions import RECORD_ACTIONS
from services.backoffice.pages.orders.actions import ORDER_ACTIONS
from services.backoffice.pages.orders.task_actions import NEW_TASK, TASK_ACTIONS
from services.backoffice.pages.products.actions import STOCK_ACTIONS
from services.backoffice.pages.products.edit_product import PRODUCT_ACTIONS
from services.backoffice.pages.products.release_reservation import RESERVATION_ACTIONS
from services.backoffice.pages.quotes.actions import QUOTE_ACTIONS
from services.backoffice.pages.returns.actions import NEW_RETURN, RETURN_ACTIONS
from services.backoffice.pages.withdrawals.actions import LETTER, WITHDRAWAL_ACTIONS
from shared.scopes import SERVICES

SOME_ID = "019a9d3c-0000-7000-8000-000000000000"
TABLES = (
    ORDER_ACTIONS,
    NEW_TASK,
    TASK_ACTIONS,
    DOCUMENT_ACTIONS,
    STOCK_ACTIONS,
    PRODUCT_ACTIONS,
    RESERVATION_ACTIONS,
    QUOTE_ACTIONS,
    MESSAGE_ACTIONS,
    RECORD_ACTIONS,
    CUSTOMER_ACTIONS,
    NEW_RETURN,
    RETURN_ACTIONS,
    WITHDRAWAL_ACTIONS,
    LETTER,
)
IDS = {"order_id": SOME_ID, "quote_id": SOME_ID, "document_id": SOME_ID, "message_id": SOME_ID, "parked_id": "1"}
IDS |= {"customer_id": SOME_ID, "task_id": SOME_ID, "return_id": SOME_ID, "withdrawal_id": SOME_ID}
_UNITS = {"lines/0/line_no": "1", "lines/0/quantity": "1"}
FIELDS: dict[str, dict[str, str]] = {
    "/orders/{order_id}/hold": {"reason": "address unclear"},
    "/orders/{order_id}/note": {"text": "calls back", "version": "0"},
    "/orders/{order_id}/customer": {"name": "Zoé", "billing_address/country": "FR", "version": "1"},
    "/orders/{order_id}/attach": {"customer_id": "new", "reason": "she called", "version": "1"},
    "/orders/{order_id}/detach": {"reason": "it was another's", "version": "1"},
    "/customers/{customer_id}/merge": {"merged_id": SOME_ID, "merged_version": "1", "version": "1"},
    "/customers/{customer_id}/unmerge": {"merge_id": SOME_ID},
    "/customers/{customer_id}/edit": {"name": "Zoé", "version": "1"},
    "/orders/{order_id}/receive": {"amount": "5.00"},
    "/orders/{order_id}/unpay": {"reason": "cheque bounced"},
    "/orders/{order_id}/write-off": {"reason": "fee of a bank"},
    "/orders/{order_id}/unwrite-off": {"entry_id": SOME_ID, "reason": "it came after all"},
    "/orders/{order_id}/refund": {"method": "cash"},
    "/orders/{order_id}/refund-given": {"refund_id": SOME_ID},
    "/orders/{order_id}/refund-failed": {"refund_id": SOME_ID},
    "/orders/{order_id}/ready": {"shipment_id": SOME_ID},
    "/orders/{order_id}/unready": {"shipment_id": SOME_ID},
    "/orders/{order_id}/ship": {"shipment_id": SOME_ID},
    "/orders/{order_id}/unship": {"shipment_id": SOME_ID, "reason": "still here"},
    "/orders/{order_id}/deliver": {"shipment_id": SOME_ID},
    "/orders/{order_id}/undeliver": {"shipment_id": SOME_ID, "reason": "at the relay point"},
    "/orders/{order_id}/split": {"shipment_id": SOME_ID},
    "/orders/{order_id}/merge": {"shipment_id": SOME_ID, "other_shipment_id": SOME_ID},
    "/orders/{order_id}/parcel": {"shipment_id": SOME_ID, "weight_g": "500"},
    "/orders/{order_id}/parcel-correct": {"parcel_id": SOME_ID, "weight_g": "500"},
    "/orders/{order_id}/parcel-remove": {"parcel_id": SOME_ID},
    "/orders/{order_id}/parcel-again": {"parcel_id": SOME_ID},
    "/orders/{order_id}/parcel-found": {"parcel_id": SOME_ID},
    "/orders/{order_id}/tasks/add": {"title": "call her"},
    "/orders/{order_id}/tasks/{task_id}/change": {"title": "call her", "version": "1"},
    "/orders/{order_id}/return": _UNITS,
    **{f"/returns/{{return_id}}/{name}": _UNITS for name in ("change", "receive", "dispose", "credit")},
    "/orders/{order_id}/letter": {"name": "Zoé", "received_on": "2026-03-02", "language": "fr"},
    "/withdrawals/{withdrawal_id}/match": {"order_number": "1001", "version": "1"},
    "/returns/{return_id}/decline": {"reason": "too late"},
    "/returns/{return_id}/refund": {"method": "cash"},
    "/orders/{order_id}/cancel": {"reason": "changed her mind"},
    "/stock/adjust": {"sku": "LAMP", "quantity": "-1", "reason": "broken"},
    "/stock/receive": {"sku": "LAMP", "quantity": "3"},
    "/stock/threshold": {"sku": "LAMP", "low_stock_threshold": "2", "version": "1"},
    "/reservation/release": {"sku": "LAMP", "reservation_id": SOME_ID},
    "/product/edit": {"sku": "LAMP", "title": "Lampe", "vat_rate": "20", "version": "1"},
}
"""What the forms of the actions are filled in with; those that are not here ask for nothing."""

OF_SHIPMENT = ("ship", "ready", "deliver", "split", "merge", "parcel")
OF_ANOTHER = (
    "/note",
    "unwrite-off",
    "refund-given",
    "refund-failed",
    "parcel-correct",
    "parcel-remove",
    "parcel-again",
    "parcel-found",
    "/reservation/release",
    "/unmerge",
    *(f"/tasks/{SOME_ID}/{name}" for name in ("change", "finish", "reopen", "remove")),
)
"""How the paths end that are about a shipment, and about what an order may not have; a note is a form on its page."""

ORDER_PATH = f"/orders/{SOME_ID}"
OF_THEIR_OWN = {"/reservation/release": "orders:place"}
"""What whoever has this scope may do to what is their own: of others they are told that there is none."""
WITHOUT_A_PAGE = {"orders:place"}


class Sent(NamedTuple):
    """A form of an action, and the scope that its service asks for."""

    path: str
    scope: str
    fields: dict[str, str]


def _forms() -> Iterator[Sent]:
    """One of every action in the tables, at every service that has it."""
    for table in TABLES:
        for action in table.all:
            address = f"{table.address}/{action.name}"
            for service in SERVICES if "{service}" in address else ("",):
                path = address.format(service=service, **IDS)
                yield Sent(path, action.scope, FIELDS.get(address, {}))


FORMS = sorted(_forms(), key=lambda form: form.path.endswith("/cancel"))  # nothing goes after it
