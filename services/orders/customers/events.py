"""What is announced of a customer."""

from services.orders.customers.model import KnownCustomer
from shared.schemas.orders import CustomerChanged, CustomerCreated
from shared.transaction import Tx, announce


def told(tx: Tx, customer: KnownCustomer) -> KnownCustomer:
    """Announce it as it is now; it is to be written with that it was."""
    announce(tx, customer_changed(customer) if customer.announced_version else customer_created(customer))
    return customer.but(announced_version=customer.version)


def customer_created(customer: KnownCustomer) -> CustomerCreated:
    return CustomerCreated.model_construct(
        customer_id=customer.customer_id,
        customer_version=customer.version,
        profile=customer.profile,
        created_at=customer.created_at,
        by=customer.created_by,
    )


def customer_changed(customer: KnownCustomer) -> CustomerChanged:
    return CustomerChanged.model_construct(
        customer_id=customer.customer_id,
        customer_version=customer.version,
        profile=customer.profile,
        changed_at=customer.changed_at,
        by=customer.changed_by,
    )
