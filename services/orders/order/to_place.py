"""The customer of what is ordered already, as of an order to place: it was validated then."""

from shared.schemas.orders import Address, AddressToPlace, Customer, CustomerToPlace


def customer_to_place(customer: Customer) -> CustomerToPlace:
    addresses = {
        "billing_address": _address(customer.billing_address),
        "delivery_address": customer.delivery_address and _address(customer.delivery_address),
    }
    return CustomerToPlace.model_construct(**customer.__dict__ | addresses)


def _address(address: Address) -> AddressToPlace:
    return AddressToPlace.model_construct(**address.__dict__)
