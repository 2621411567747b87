"""SQL of changing the customer of an order, beside what every change of an order writes."""

from services.orders.order.content import Ordered
from services.orders.order.model import Order
from services.orders.order.words import words_of_ordered
from shared.transaction import Tx


async def update_customer_of_order(tx: Tx, order: Order, ordered: Ordered, phone_e164: str | None) -> None:
    """It is found by what it was until now as well."""
    customer = ordered.customer
    await tx.execute(
        "WITH contents AS (UPDATE order_contents SET customer = $2, phone_e164 = $3,"
        " words = words || array_to_tsvector($4::text[]) WHERE order_id = $1)"
        " UPDATE orders SET customer_name = $5, customer_email = $6, customer_phone = $7, customer_id = $8::uuid,"
        " customer_changed = $9, customer_sought = customer_sought OR $8::uuid IS NOT NULL WHERE order_id = $1",
        order.order_id,
        customer.model_dump_json(),
        phone_e164,
        sorted(words_of_ordered(order.number, order.reference, ordered, phone_e164)),
        customer.name,
        customer.email,
        customer.phone,
        order.customer_id,
        order.customer_changed,
    )
