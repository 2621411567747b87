"""What the API answers of the list of orders and its statistics."""

from datetime import datetime
from uuid import UUID

from shared.schemas.event import Contract
from shared.schemas.money import Amount, Currency
from shared.schemas.order_status import Hold, PaymentStatus, ShipmentStatus, Status
from shared.schemas.values import Email, Line


class OrderSummary(Contract):
    """An order in the list. `balance` above zero is owed to the customer, below zero still to be paid."""

    order_id: UUID
    number: str
    reference: Line | None
    placed_at: datetime
    customer_name: Line
    customer_email: Email | None
    customer_phone: Line | None
    currency: Currency
    gross: Amount
    balance: Amount
    status: Status
    payment_status: PaymentStatus
    shipment_status: ShipmentStatus
    hold: Hold
