"""Why nothing is written off of an order: nothing is due, the shop writes nothing off, or it is more than the limit."""

from decimal import Decimal

from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Visit
from services.backoffice.wording.texts import marked as _

_NOTHING_DUE = _("Nothing is due on this order.")
_IS_OFF = _("By the shop’s settings nothing is written off.")
_TOO_MUCH = _("%(due)s is due on this order: more than the %(left)s that the shop’s settings allow to write off.")
_TOO_MUCH_NOW = _(
    "%(due)s is due on this order: more than the %(left)s that may still be written off of it, beside the %(already)s"
    " that is."
)


def why_not_written_off(visit: Visit, order: Json) -> str:
    """In the reader's language, of an order as billing answers it; one of the version before does not say the limit."""
    due, already = Decimal(order["due"]), Decimal(order.get("written_off", 0))
    left = order.get("write_off_left")
    if not due or left is None:
        return visit.texts.text(_NOTHING_DUE)
    if not Decimal(left) and not already:
        return visit.texts.text(_IS_OFF)
    shown = {"due": due, "left": left, "already": already}
    said = visit.texts.text(_TOO_MUCH_NOW if already else _TOO_MUCH)
    return said % {name: visit.texts.money(amount, order["currency"]) for name, amount in shown.items()}
