"""What staff type is shown again, with the name of who typed it; and what a page says of an order is true."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.backoffice.wording.people import person
from services.backoffice.wording.texts import texts_in
from shared.schemas.values import Language
from tests.backoffice.conftest import Seat
from tests.backoffice.elements import Element
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.support.languages import Says, in_both, in_one

IN_BOTH = in_both()


def entries(page: Page) -> list[str]:
    return [entry.text for entry in page.all("#history ol li")]


def entry_with(page: Page, *texts: str) -> str:
    (found,) = [entry for entry in entries(page) if all(text in entry for text in texts)]
    return found


async def ship(shop: Services, order: dict[str, Any]) -> None:
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship", {})


@in_one("en")
async def test_a_payment_is_found_again_by_its_method_and_reference_and_its_end_by_its_reason(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await (await seat("accounting", language)).goto(f"/orders/{order['order_id']}")
    await page.follow(says["Enter a payment"], within="#payment")
    page.type(page.one("[name=method]"), "Virement Qonto")
    page.type(page.one("[name=reference]"), "RF18-5390")
    await page.press(says["Enter the payment"])
    ledger = page.text("#payment .ledger")
    assert "Virement Qonto" in ledger
    assert "RF18-5390" in ledger
    assert "accounting person" in ledger

    await page.follow(says["Mark as not paid"], within="#payment")
    page.type(page.one("[name=reason]"), "chèque sans provision")
    await page.press(says["Mark as not paid"])
    assert "chèque sans provision" in page.text("#payment .ledger")
    await shop.hand_on()
    await page.reload()
    paid, taken_back = [entry for entry in entries(page) if "Virement Qonto" in entry and "RF18-5390" in entry]
    assert "chèque sans provision" not in paid
    assert "chèque sans provision" in taken_back
    assert "accounting person" in paid
    assert "accounting person" in taken_back


@in_one("fr")
async def test_reasons_of_what_is_done_with_an_order_stand_in_its_history(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await (await seat("manager", language)).goto(f"/orders/{order['order_id']}")
    await page.follow(says["Mark as shipped"], within="#shipping")
    await page.press(says["Mark as shipped"])
    await page.follow(says["Mark as not shipped"], within="#shipping")
    page.type(page.one("[name=reason]"), "encore sur le quai")
    await page.press(says["Mark as not shipped"])
    await shop.post(
        "billing", "/credit-notes", {"order_id": order["order_id"], "amount": "1.00", "reason": "geste commercial"}
    )
    await shop.hand_on()
    await page.goto(f"/orders/{order['order_id']}")
    await page.follow(says["Hold"], within=".more")
    page.type(page.one("[name=reason]"), "adresse à vérifier")
    await page.press(says["Put on hold"])
    await shop.hand_on()
    await shop.post("orders", f"/orders/{order['order_id']}/resume")
    await page.goto(f"/orders/{order['order_id']}")
    await page.follow(says["Cancel order"])
    page.type(page.one("[name=reason]"), "double commande")
    await page.press(says["Cancel this order"])
    for typed in ("encore sur le quai", "adresse à vérifier", "double commande"):
        assert "manager person" in entry_with(page, typed)
    assert "alice" in entry_with(page, "geste commercial")


@IN_BOTH
async def test_a_cancellation_shows_the_return_of_a_parcel_that_had_left_instead_of_ticks(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    await ship(shop, order)
    await shop.post("orders", f"/orders/{order['order_id']}/cancel", {})
    await shop.hand_on()
    page = await (await seat("sales", language)).goto(f"/orders/{order['order_id']}")
    (ticked,) = page.all("#cancellation .progress li.good")
    assert says["Cancellation invoice"] in ticked.text
    assert "RE-000001" in page.text("#cancellation .progress li.warning")
    void = {"en": "stock restored", "fr": "stock rétabli"}[language]
    assert [entry for entry in entries(page) if void in entry] == []


@IN_BOTH
async def test_a_pickup_that_is_cancelled_as_it_was_handed_over_tells_of_no_parcel(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place(shipping={"method": "Comptoir", "kind": "pickup", "price": "4.90", "vat_rate": "20"})
    await ship(shop, order)
    await shop.post("orders", f"/orders/{order['order_id']}/cancel", {})
    await shop.hand_on()
    page = await (await seat("sales", language)).goto(f"/orders/{order['order_id']}")
    had = {
        "en": "The goods had been handed over: return RE-000001",
        "fr": "Les articles étaient déjà remis : retour RE-000001",
    }[language]
    assert page.text("#cancellation .progress li.warning").endswith(had)
    why = {
        "en": "The goods were handed over while the order was cancelled",
        "fr": "Les articles ont été remis pendant l’annulation de la commande",
    }[language]
    assert why in page.text("#returns")
    assert [entry for entry in entries(page) if why in entry]
    for parcel in ("parcel", "colis", "Packing", "expédition"):
        assert parcel not in page.text("#cancellation") + page.text("#returns")
    await page.goto("/returns")
    left = {
        "en": "The goods left while the order was cancelled",
        "fr": "Les articles sont partis pendant l’annulation de la commande",
    }[language]
    assert left in page.text("#list")


@IN_BOTH
async def test_what_was_paid_of_a_cancelled_order_is_shown_until_it_is_given_back(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    await shop.post("billing", f"/orders/{order['order_id']}/payments", {"amount": "8.30"})
    await shop.hand_on()
    dialog = await (await seat("sales", language)).goto(f"/orders/{order['order_id']}/cancel")
    assert {"en": "€8.30 was paid", "fr": "8,30 € ont été payés"}[language] in dialog.text("main")
    await dialog.press(says["Cancel this order"])
    await shop.hand_on()
    page = await (await seat("accounting", language)).goto(f"/orders/{order['order_id']}")
    assert page.text("#to-refund") == {"en": "€8.30", "fr": "8,30 €"}[language]
    assert page.text("#payment .state .badge") == says["To refund"]
    await page.goto("/")
    await page.follow({"en": "To refund", "fr": "À rembourser"}[language], within="main")
    assert page.path == "/orders?to_refund=true"
    assert len(page.links(order["number"], within="#orders")) == 1
    await page.goto(f"/orders/{order['order_id']}")
    await shop.post("billing", f"/orders/{order['order_id']}/payments/reverse", {"reason": "remboursé"})
    await page.reload()
    assert page.all("#to-refund") == []
    assert page.text("#payment .state .badge") == {"en": "Nothing to pay", "fr": "Rien à payer"}[language]


@IN_BOTH
@pytest.mark.parametrize("placed_on_hold", [True, False])
async def test_resuming_says_what_is_made_now(
    shop: Services, seat: Seat, language: str, says: Says, placed_on_hold: bool
) -> None:
    order = await shop.place(**({"hold_reason": "address to be checked"} if placed_on_hold else {}))
    if not placed_on_hold:
        await shop.post("orders", f"/orders/{order['order_id']}/hold", {"reason": "address to be checked"})
        await shop.hand_on()
    page = await (await seat("sales", language)).goto(f"/orders/{order['order_id']}/resume")
    made_now = {
        "en": "What was held back is made now: the invoice and the packing slip.",
        "fr": "La facture et le bordereau d’expédition retenus sont établis maintenant.",
    }
    there = {
        "en": "Its documents are there already.",
        "fr": "Ses documents existent déjà.",
    }
    assert (made_now if placed_on_hold else there)[language] in page.text("form p")
    assert (there if placed_on_hold else made_now)[language] not in page.text("form p")


@in_one("en")
async def test_why_stock_came_and_went_stands_in_its_ledger_with_a_name(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await (await seat("warehouse", language)).goto("/products/LAMP")
    await page.follow(says["Receive goods"])
    page.type(page.one("[name=quantity]"), "5")
    page.type(page.one("[name=reason]"), "réassort")
    page.type(page.one("[name=reference]"), "BL-4417")
    await page.press(says["Receive"])
    await page.follow(says["Adjust"])
    page.type(page.one("[name=quantity]"), "-1")
    page.type(page.one("[name=reason]"), "cassée au déballage")
    await page.press(says["Adjust"])

    def row(typed: str) -> Element:
        (found,) = [one for one in page.all("#ledger tbody tr") if typed in one.text]
        return found

    assert "BL-4417" in row("réassort").text
    assert "warehouse person" in row("réassort").text
    assert "warehouse person" in row("cassée au déballage").text


PARIS = ZoneInfo("Europe/Paris")
NAMES = {"lucie@shop.example": "Lucie Bernier"}


@pytest.mark.parametrize(
    ("subject", "english", "french", "is_person"),
    [
        ("lucie@shop.example", "Lucie Bernier", "Lucie Bernier", True),
        ("Lucie@shop.example", "Lucie Bernier", "Lucie Bernier", True),
        ("storefront", "the online shop", "la boutique en ligne", True),
        ("import", "import", "import", True),
        ("local", "the technical team", "l’équipe technique", True),
        ("billing", "the shop itself", "la boutique elle-même", False),
        ("orders-1", "the shop itself", "la boutique elle-même", False),
        ("erp", "erp", "erp", True),
    ],
)
def test_whoever_acts_has_a_name(subject: str, english: str, french: str, is_person: bool) -> None:
    names: dict[Language, str] = {"en": english, "fr": french}
    for language, name in names.items():
        assert person(texts_in(language, PARIS), NAMES, subject) == (name, is_person)
