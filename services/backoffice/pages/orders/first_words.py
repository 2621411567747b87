"""How a message to a customer begins, in the language of their order: with a shipment's goods and parcels if asked."""

from collections.abc import Iterator
from typing import NamedTuple

from services.backoffice.web.service_clients import Json
from services.backoffice.wording.texts import Texts
from services.backoffice.wording.texts import marked as _


class FirstWords(NamedTuple):
    """What staff go on from. Where goods have left, it `tells` so without a word more."""

    subject: str
    text: str
    tells: bool = False


def first_words(texts: Texts, order: Json, shipment: Json | None) -> FirstWords:
    number = {"number": order["number"]}
    greeting = texts.text(_("Hello %(name)s,")) % {"name": order["customer"]["name"]}
    if shipment is None:
        return FirstWords(texts.text(_("Your order %(number)s")) % number, f"{greeting}\n\n")
    if not shipment.get("shipped_at"):
        subject, about = _("Your order %(number)s"), _("This is about these goods of your order %(number)s:")
    elif shipment.get("pickup"):
        subject, about = _("Your order %(number)s"), _("You have these goods of your order %(number)s:")
    else:
        subject, about = _("Your order %(number)s is on its way"), _("These goods of your order %(number)s have left:")
    goods = [texts.text(about) % number, *_goods(texts, order, shipment)]
    parts = [greeting, "\n".join(goods), "\n".join(_parcels(texts, shipment))]
    return FirstWords(
        texts.text(subject) % number, "\n\n".join(part for part in parts if part), bool(shipment.get("shipped_at"))
    )


def _goods(texts: Texts, order: Json, shipment: Json) -> Iterator[str]:
    titles = {line["line_no"]: line["title"] for line in order["lines"]}
    for line in shipment["lines"]:
        yield f"{texts.number(line['quantity'])} × {titles.get(line['line_no'], line['sku'])}"


def _parcels(texts: Texts, shipment: Json) -> Iterator[str]:
    """Those on their way to the customer; a fulfilment service of the version before tells of none."""
    parcels = [one for one in shipment.get("parcels", ()) if not one["is_return"] and not one["lost_at"]]
    known = [one for one in parcels if one["carrier_name"] or one["tracking_number"]]
    if known:
        yield texts.text(_("Your parcel:") if len(known) == 1 else _("Your parcels:"))
    for one in known:
        yield ", ".join(word for word in (one["carrier_name"], one["tracking_number"]) if word)
        if one["link"]:
            yield one["link"]
