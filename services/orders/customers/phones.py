"""A phone that staff write down is one that can be dialled; what comes with an order is kept as it was typed."""

from services.orders.order.phones import e164_of
from shared.refused import Refused


class NoPhone(Refused):
    type = "no-phone"
    status = 422
    field = "phone"


def dialled(phone: str | None, country: str) -> str | None:
    """As it is dialled from anywhere; without a country's code it is one of `country`. Raises NoPhone."""
    e164 = e164_of(phone, country)
    if phone and e164 is None:
        raise NoPhone(f'{phone} is no phone number: write it as in "+33 6 12 34 56 78"')
    return e164
