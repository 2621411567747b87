"""What stands on a quote, as values that quote.typ lays out."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from services.orders.quotes.model import QuoteState
from services.orders.quotes.pdf.words import PAGE
from services.orders.quotes.to_print import ToPrint
from services.orders.settings import ShopSettings
from shared import formats
from shared.bidi import isolated
from shared.look.on_paper import logo_values
from shared.money import decimals_of
from shared.schemas.method_names import method_name
from shared.schemas.orders import Address, DeliveryKind, OrderLine
from shared.shop_name import shop_name

Values = dict[str, Any]


def page_values(wanted: ToPrint) -> Values:
    return _Page(wanted).values()


class _Page:
    def __init__(self, wanted: ToPrint) -> None:
        self.quote, self.paper, self.look, self.is_sample = wanted.quote, wanted.paper, wanted.look, wanted.is_sample
        self.customer, self.content = self.quote.ordered
        self.language = self.content.language
        self.words = PAGE[self.language]
        self.basis = "with" if self.content.prices_include_vat else "without"

    def values(self) -> Values:
        words, quote = self.words, self.quote
        return {
            "language": self.language,
            "title": f"{words['quote']} {quote.number}",
            "author": self.shop,
            "shop": isolated(self.shop),
            "seller": [isolated(line) for line in self._seller()],
            "identity": ". ".join(self._identity()),
            "accent": self.look.accent,
            "logo": logo_values(self.look.logo),
            "mark": self._mark(),
            "facts": [[words[name], value] for name, value in self._facts() if value],
            "to": {"title": words["customer"], "lines": self._lines_of(self.customer.billing_address)},
            "deliver": self._deliver(),
            "comment": isolated(quote.comment) if quote.comment else None,
            "columns": list(self._columns()),
            "rows": [list(self._row(line)) for line in self.content.lines],
            "sums": list(self._sums()),
            "words": {name: words[name] for name in ("quote", "page", "agreed")},
        }

    @property
    def shop(self) -> str:
        return self.paper.legal_name if self.paper else shop_name()

    def _mark(self) -> str | None:
        if self.is_sample:
            return self.words["sample"]
        return self.words["draft"] if self.quote.state is QuoteState.DRAFT else None

    def _seller(self) -> list[str]:
        paper = self.paper
        if paper is None:
            return []
        address = Address.model_construct(
            street=paper.street, postal_code=paper.postal_code, city=paper.city, country=paper.country
        )
        lines = [paper.legal_form, *formats.address_lines(address, self.language), paper.email]
        return [line for line in lines if line]

    def _identity(self) -> Iterator[str]:
        """What the papers of a firm must bear (C. com. R123-237)."""
        if paper := self.paper:
            yield ", ".join(isolated(one) for one in (paper.legal_name, paper.legal_form) if one)
            if paper.registration:
                yield isolated(paper.registration)
            if paper.siren:
                yield f"SIREN {paper.siren}"
            if paper.vat_number:
                yield self.words["own_vat_number"].format(number=paper.vat_number)

    def _facts(self) -> Iterator[tuple[str, str | None]]:
        quote = self.quote
        if quote.revision > 1:
            yield "version", str(quote.revision)
        yield "date", self._day(quote.sent_at or quote.saved_at or quote.created_at)
        yield "valid_until", self._day(quote.valid_until)
        yield "customer_number", self.customer.reference
        yield "vat_number", self.customer.vat_number
        yield "payment", isolated(method_name(self.content.payment.method, self.language))
        if self.content.shipping:
            yield "shipping", isolated(method_name(self.content.shipping.method, self.language))

    def _deliver(self) -> Values | None:
        shipping = self.content.shipping
        if shipping and shipping.kind is DeliveryKind.PICKUP:
            return {"title": self.words["picked_up"], "lines": []}
        if self.customer.delivery_address is None:
            return None
        return {"title": self.words["deliver_to"], "lines": self._lines_of(self.customer.delivery_address)}

    def _lines_of(self, address: Any) -> list[str]:
        named = [address.name or self.customer.name]
        return [isolated(line) for line in dict.fromkeys(named + formats.address_lines(address, self.language))]

    def _columns(self) -> Iterator[str]:
        yield self.words["product"]
        yield self.words["quantity"]
        yield self.words[f"unit_price_{self.basis}"]
        if self._has_discounts:
            yield self.words["discount"]
        yield self.words["rate"]
        yield self.words[f"total_{self.basis}"]

    def _row(self, line: OrderLine) -> Iterator[Any]:
        yield [isolated(line.title), isolated(line.sku)]
        yield formats.number(line.quantity, self.language)
        yield self._price(line.unit_price)
        if self._has_discounts:
            yield self._money(-line.discount) if line.discount else ""
        yield self._rate(line.vat_rate)
        yield self._money(line.total)

    @property
    def _has_discounts(self) -> bool:
        return any(line.discount for line in self.content.lines)

    def _sums(self) -> Iterator[tuple[str, str]]:
        content, words = self.content, self.words
        charges = content.shipping and content.shipping.price or content.payment.cost
        if content.discount or charges:
            yield words["lines"], self._money(content.lines_total)
        if content.discount:
            yield words["discount"], self._money(-content.discount)
        if content.shipping and content.shipping.price:
            yield isolated(method_name(content.shipping.method, self.language)), self._money(content.shipping.price)
        if content.payment.cost:
            yield isolated(method_name(content.payment.method, self.language)), self._money(content.payment.cost)
        yield words["net"], self._money(content.totals.net)
        for one in content.totals.vat_by_rate:
            yield words["vat"].format(rate=self._rate(one.rate)), self._money(one.vat)
        yield words["gross"], self._money(content.totals.gross)

    def _money(self, amount: Decimal) -> str:
        return formats.money(amount, self.content.currency, self.language)

    def _price(self, price: Decimal) -> str:
        """A screw may cost a fraction of a cent."""
        exponent = price.normalize().as_tuple().exponent
        assert isinstance(exponent, int)
        currency = self.content.currency
        return formats.money(price, currency, self.language, decimals=max(-exponent, decimals_of(currency)))

    def _rate(self, rate: Decimal) -> str:
        written = f"{rate.normalize():f}".replace(".", formats.separators(self.language).decimal)
        return f"{written}\N{NARROW NO-BREAK SPACE}%" if self.language == "fr" else f"{written}%"

    def _day(self, at: datetime) -> str:
        return formats.long_date(at.astimezone(_time_zone()).date(), self.language)


@cache
def _time_zone() -> ZoneInfo:
    return ShopSettings().time_zone
