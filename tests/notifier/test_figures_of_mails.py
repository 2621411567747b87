"""Every mail with figures is read back as its reader reads it, and its figures are added up."""

import re
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from shared.schemas.money import Totals
from shared.schemas.orders import DeliveryKind, OrderPlaced, Payment, Shipping
from shared.schemas.values import Language
from tests.notifier.conftest import history, only_message, read
from tests.support.orders import cancelled, placed
from tests.support.service import ShopService

FIGURE = r"−?[^\d\s-]{0,4}\d[\d,.\s\u202f\xa0]*"
VAT_OF_TOTAL = ("including VAT", "dont TVA")
TOTAL = re.compile(r"^Total( of the order| de la commande)?$")


def order(language: Language, currency: str, *, includes_vat: bool, kind: DeliveryKind) -> OrderPlaced:
    """40 less 10 with postage of 5 and costs of 1: 36, of which or with 20 % VAT."""
    net, vat, gross = (30, 6, 36) if includes_vat else (36, Decimal("7.2") if currency != "JPY" else 7, None)
    whole = Decimal(gross if gross is not None else net + vat)
    return placed(
        language=language,
        currency=currency,
        price="20",
        lines={"LAMP": 2},
        prices_include_vat=includes_vat,
        discount=Decimal(10),
        shipping=None,
        payment=Payment(method="card", cost=Decimal(1), vat_rate=Decimal(20)),
        totals=Totals(net=Decimal(net), vat=Decimal(vat), gross=whole),
    ).model_copy(update={"shipping": Shipping(method="Colis 24", kind=kind, price=Decimal(5), vat_rate=Decimal(20))})


def amount(written: str) -> Decimal:
    """€1,234.50 and 1 234,50 €; yen have no decimals."""
    sign = -1 if written.strip().startswith("−") else 1
    digits = re.sub(r"[^\d,.]", "", written)
    whole, decimals = re.fullmatch(r"([\d,.]*?)(?:[,.](\d\d))?", digits).groups()  # type: ignore[union-attr]
    return sign * Decimal(f"{re.sub(r'[,.]', '', whole)}.{decimals or 0}")


def rows_of_text(text: str) -> list[tuple[str, str]]:
    """Without the part of the total that is VAT."""
    found = (re.fullmatch(r"(.+?)\s?: (\S*\d[^()]*?)(?: \(.*\))?", line) for line in text.splitlines())
    return [(row[1], row[2]) for row in found if row and not row[1].startswith(VAT_OF_TOTAL)]


class Cells(HTMLParser):
    """The rows of a table, each with the texts of its cells."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag == "td":
            self.rows[-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] += data


def rows_of_html(html: str) -> list[tuple[str, str]]:
    """Without the part of the total that is VAT."""
    cells = Cells()
    cells.feed(html)
    found = [(row[1], row[2]) for row in cells.rows]
    return [row for row in found if not row[0].startswith(VAT_OF_TOTAL)]


def add_up(rows: list[tuple[str, str]]) -> None:
    (total,) = [amount(written) for name, written in rows if TOTAL.match(name)]
    assert len(rows) >= 5, rows
    assert sum(amount(written) for name, written in rows if not TOTAL.match(name)) == total, rows


@pytest.mark.parametrize("kind", DeliveryKind)
@pytest.mark.parametrize("includes_vat", [True, False])
@pytest.mark.parametrize("currency", ["EUR", "JPY"])
@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_figures_of_each_mail_add_up_to_its_total(
    notifier: ShopService, language: Language, currency: str, includes_vat: bool, kind: DeliveryKind
) -> None:
    ordered = order(language, currency, includes_vat=includes_vat, kind=kind)
    await notifier.deliver(ordered)
    await notifier.deliver(cancelled(ordered))
    messages = [await read(notifier, message.message_id) for message in await history(notifier)]
    assert [message.kind for message in messages] == ["order_confirmation", "order_cancellation"]
    for message in messages:
        add_up(rows_of_text(message.text))
        add_up(rows_of_html(message.html))


async def test_lines_that_a_mail_does_not_name_are_in_its_sum(notifier: ShopService) -> None:
    await notifier.deliver(placed(language="en", lines={f"SKU{number}": 1 for number in range(60)}))
    add_up(rows_of_text((await only_message(notifier)).text))


@pytest.mark.parametrize(
    ("language", "paid", "told"),
    [
        ("en", "12.00", "So far we have received €12.00 from you: we will pay it back to you, and whatever else"),
        (
            "fr",
            "12.00",
            "nous avons reçu 12,00\xa0€ de votre part\xa0: nous vous rembourserons cette somme, ainsi que tout",
        ),
        ("en", "0", "If a payment is still on its way to us, we will pay it back to you."),
        ("fr", "0", "Si un paiement est encore en route, nous vous le rembourserons."),
        ("en", None, "a payment still on its way to us, we will pay back to you."),
        ("fr", None, "Tout ce que vous avez payé pour celle-ci, ou un paiement encore en route, vous sera remboursé."),
    ],
)
async def test_what_was_received_is_said_and_that_what_may_still_arrive_is_paid_back(
    notifier: ShopService, language: Language, paid: str | None, told: str
) -> None:
    event = cancelled(placed(language=language), paid=None if paid is None else Decimal(paid))
    await notifier.deliver(event)
    message = await only_message(notifier)
    assert told in message.text
    assert any(each in message.text for each in ("nous avons reçu", "we have received")) == (paid == "12.00")


async def test_a_cancellation_of_which_not_all_figures_are_known_tells_none_but_the_total(
    notifier: ShopService,
) -> None:
    event = cancelled(placed(language="en", shipping="5.90"))
    older = event.model_copy(update=dict.fromkeys(("prices_include_vat", "discount", "shipping", "payment", "totals")))
    await notifier.deliver(older)
    text = (await only_message(notifier)).text
    assert "2 × Lamp\n\nTotal of the order: €30.90\n" in text
