"""A customer's phone as anybody anywhere can dial it, beside the text as it was typed."""

import phonenumbers

from shared.schemas.orders import Customer


def e164_of(phone: str | None, country: str) -> str | None:
    """Such as `+33612345678`; a number without a country's code is one of `country`.

    None for what is no number that can be dialled: that is no reason to refuse an order.
    """
    if not phone:
        return None
    try:
        number = phonenumbers.parse(phone, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def e164_of_customer(customer: Customer) -> str | None:
    """Read from the text, which takes a while: it is kept beside the order."""
    return e164_of(customer.phone, customer.billing_address.country)
