"""What is announced of a customer."""

from services.orders.customers.merging import Merge
from services.orders.customers.model import KnownCustomer
from shared.schemas.orders import CustomerChanged, CustomerCreated, CustomerMerged, CustomerUnmerged
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


def customer_merged(kept: KnownCustomer, merged: KnownCustomer, merge: Merge) -> CustomerMerged:
    """Both as they are after it."""
    return CustomerMerged.model_construct(
        customer_id=kept.customer_id,
        customer_version=kept.version,
        merge_id=merge.merge_id,
        merged_id=merged.customer_id,
        merged_version=merged.version,
        profile=kept.profile,
        reason=merge.reason,
        merged_at=merge.merged_at,
        by=merge.by,
    )


def customer_unmerged(kept: KnownCustomer, merged: KnownCustomer, merge: Merge) -> CustomerUnmerged:
    """Both as they are after it."""
    assert merge.undone_at
    assert merge.undone_by
    return CustomerUnmerged.model_construct(
        customer_id=kept.customer_id,
        customer_version=kept.version,
        merge_id=merge.merge_id,
        merged_id=merged.customer_id,
        merged_version=merged.version,
        profile=kept.profile,
        unmerged_at=merge.undone_at,
        by=merge.undone_by,
    )
