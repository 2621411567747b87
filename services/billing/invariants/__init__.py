"""What must hold of billing's documents and ledger, and what billing knows of orders, for comparison."""

from services.billing.invariants.compared import (
    CANCELLED_ORDERS,
    CREDITED_AT,
    CREDITED_IN_FULL_AT,
    DOCUMENTS_ANNOUNCED,
    EXCHANGES,
    GROSS,
    INVOICED_LINES,
    INVOICES,
    ISSUED,
    KNOWN_ORDERS,
    MADE,
    MONEY,
    NUMBERED,
    OF_RETURNS,
    PENDING,
    PLACED,
    RECORDED,
)
from services.billing.invariants.documents import OF_DOCUMENTS
from services.billing.invariants.exchanges import OF_EXCHANGES
from services.billing.invariants.money import OF_MONEY
from services.billing.invariants.rows import READ

INVARIANTS = (*OF_MONEY, *OF_EXCHANGES, *OF_DOCUMENTS)

__all__ = [
    "CANCELLED_ORDERS",
    "CREDITED_AT",
    "CREDITED_IN_FULL_AT",
    "DOCUMENTS_ANNOUNCED",
    "EXCHANGES",
    "GROSS",
    "INVARIANTS",
    "INVOICED_LINES",
    "INVOICES",
    "ISSUED",
    "KNOWN_ORDERS",
    "MADE",
    "MONEY",
    "NUMBERED",
    "OF_RETURNS",
    "PENDING",
    "PLACED",
    "READ",
    "RECORDED",
]
