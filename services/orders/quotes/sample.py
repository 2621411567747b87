"""A made-up quote, to see how quotes look: it says that it is a sample."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from services.orders.order.content import OrderContent, Ordered
from services.orders.pricing.arithmetic import ZERO
from services.orders.quotes.model import Quote
from services.orders.quotes.settings import Paper
from services.orders.quotes.to_print import ToPrint
from shared.look.look import Look
from shared.money import vat_amount
from shared.schemas.money import Totals
from shared.schemas.orders import Address, Customer, OrderLine, Payment, Shipping
from shared.schemas.values import Language

NOBODY = UUID(int=0)
RATE = Decimal(20)
NAMES: dict[Language, tuple[str, str]] = {
    "en": ("Claire Example", "12 Sample Street"),
    "fr": ("Claire Exemple", "12 rue de l’Exemple"),
}
TITLES: dict[Language, tuple[str, str]] = {
    "en": ("Desk lamp in brushed brass", "Notebook, 96 pages"),
    "fr": ("Lampe de bureau en laiton brossé", "Carnet, 96 pages"),
}


def sample_quote(paper: Paper, look: Look, language: Language, *, at: datetime, valid_until: datetime) -> ToPrint:
    name, street = NAMES[language]
    address = Address(street=street, postal_code="75002", city="Paris", country="FR")
    quote = Quote(
        quote_id=NOBODY,
        number="Q0000",
        revision=1,
        ordered=Ordered(Customer(name=name, billing_address=address), _content(language)),
        valid_until=valid_until,
        created_at=at,
        created_by="",
    )
    return ToPrint(quote, paper, look, is_sample=True)


def _content(language: Language) -> OrderContent:
    lines = (_line(1, language, 2, "49.90"), _line(2, language, 3, "7.50"))
    shipping = Shipping(method="Colissimo", price=Decimal("6.90"), vat_rate=RATE)
    total = sum((line.total for line in lines), ZERO)
    at_rate = vat_amount(RATE, total + shipping.price, includes_vat=True, currency="EUR")
    return OrderContent(
        language=language,
        currency="EUR",
        prices_include_vat=True,
        lines=lines,
        lines_total=total,
        discount=ZERO,
        shipping=shipping,
        payment=Payment(method="bank_transfer"),
        totals=Totals(net=at_rate.net, vat=at_rate.vat, gross=at_rate.gross, vat_by_rate=(at_rate,)),
    )


def _line(number: int, language: Language, quantity: int, price: str) -> OrderLine:
    total = quantity * Decimal(price)
    return OrderLine(
        line_no=number,
        sku=f"SKU-{number}",
        title=TITLES[language][number - 1],
        quantity=quantity,
        unit_price=Decimal(price),
        discount=ZERO,
        vat_rate=RATE,
        total=total,
        payable=total,
        ships=True,
    )
