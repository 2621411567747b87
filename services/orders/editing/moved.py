"""An edit from delivery abroad to pickup, or back, changes whose VAT rates apply; a line keeps its rate."""

from collections.abc import Mapping

from services.orders.editing.model import EditToMake
from services.orders.order.content import OrderContent
from services.orders.pricing.vat_rates import is_known
from services.orders.pricing.verification import Taxed
from services.orders.products.model import Product
from shared.refused import Refused
from shared.schemas.orders import OrderLine


class OtherVatApplies(Refused):
    type = "other-vat-applies"
    status = 422


def refuse_rates_of_elsewhere(
    before: OrderContent, content: OrderContent, edit: EditToMake, products: Mapping[str, Product], taxed: Taxed
) -> None:
    """Raises OtherVatApplies of a line that stays, and would be refused if the order were placed as it is to be."""
    kept = {line.line_no for line in before.lines}
    places = {line.line_no: place for place, line in enumerate(edit.lines)}
    for line in content.lines:
        if line.line_no in kept and not _is_right(line, products.get(line.sku), taxed):
            raise OtherVatApplies(
                f"line {line.line_no} ({line.sku}) has VAT of {line.vat_rate} %, and another rate applies where the"
                " goods are handed over then: take the line off and add the product again",
                field=f"lines/{places[line.line_no]}/vat_rate",
            )


def _is_right(line: OrderLine, product: Product | None, taxed: Taxed) -> bool:
    if taxed.domestic:
        return product is None or line.vat_rate == product.vat_rate
    return any(is_known(line.vat_rate, country, taxed.day, taxed.more_rates) for country in taxed.countries)
