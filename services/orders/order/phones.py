"""A customer's phone as anybody anywhere can dial it, beside the text as it was typed."""

import phonenumbers


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
