"""A made-up slip, to see how slips look: it says that it is a sample."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from services.fulfilment.orders.model import Order, OrderState
from services.fulfilment.papers.model import Paper, PaperLine
from services.fulfilment.papers.to_print import ToPrint
from services.fulfilment.shipments.model import Shipment
from services.fulfilment.slips.model import Slip, SlipLine
from shared.look.look import Look
from shared.schemas.fulfilment import ShipmentState
from shared.schemas.orders import Address
from shared.schemas.values import Language

NOBODY = UUID(int=0)
NAMES: dict[Language, tuple[str, str]] = {
    "en": ("Claire Example", "12 Sample Street"),
    "fr": ("Claire Exemple", "12 rue de l’Exemple"),
}
TITLES: dict[Language, tuple[str, str]] = {
    "en": ("Desk lamp in brushed brass", "Notebook, 96 pages"),
    "fr": ("Lampe de bureau en laiton brossé", "Carnet, 96 pages"),
}
GOODS = (("SKU-1", 2, "49.90", "A-12-3"), ("SKU-2", 3, "7.50", "B-4"))


def sample_slip(look: Look, language: Language, at: datetime) -> ToPrint:
    customer, street = NAMES[language]
    lines = tuple(
        SlipLine(line_no=number, sku=sku, quantity=quantity, tracked=True)
        for number, (sku, quantity, _, _) in enumerate(GOODS, start=1)
    )
    order = Order(NOBODY, "0000", OrderState.TAKEN, held=False, pickup=False)
    slip = Slip(NOBODY, 0, 0, NOBODY, ShipmentState.READY, lines, at)
    paper = Paper(
        language=language,
        placed_at=at,
        currency="EUR",
        prices_include_vat=True,
        customer=customer,
        phone=None,
        address=Address(name=customer, street=street, postal_code="75002", city="Paris", country="FR"),
        shipping_method="Colissimo",
        pickup=False,
        gift=False,
        feedback=None,
        lines=tuple(
            PaperLine(line_no=number, title=title, unit_price=Decimal(price))
            for number, (title, (_, _, price, _)) in enumerate(zip(TITLES[language], GOODS, strict=True), start=1)
        ),
    )
    locations = {sku: location for sku, _, _, location in GOODS}
    return ToPrint(Shipment(slip, order, {}), paper, locations, look=look, is_sample=True)
