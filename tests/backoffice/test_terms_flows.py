"""Terms of payment as staff meet them: what ships unpaid, until when an order waits, and that it expired."""

from typing import Any

from services.orders.usecases.expire_orders import expire_due
from tests.backoffice.conftest import Seat
from tests.backoffice.elements import Element
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.support.clock import Clock
from tests.support.languages import Says, in_both, in_one
from tests.support.service import token

IN_BOTH = in_both()


@in_one("fr")
async def test_what_is_paid_on_delivery_is_shipped_by_one_click_and_then_to_be_paid(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place(payment={"method": "cash_on_delivery"})
    page = await (await seat("manager", language)).goto("/orders?status=processing_awaiting_shipment&goods_ready=true")
    await page.follow(order["number"])
    assert page.text("h1 .badge") == "À expédier"
    assert "Expédiée avant d’être payée, selon ses conditions de paiement." in page.text("#payment")
    assert page.all("#shipping .caution") == []
    assert [one.text for one in page.all("#page button.primary")] == [says["Mark as shipped"]]
    await page.press(says["Mark as shipped"])
    await shop.hand_on()
    await page.reload()
    assert page.text("h1 .badge") == "À payer"
    assert [one.text for one in page.all("#page button.primary")] == [says["Mark as paid"]]


@IN_BOTH
async def test_an_order_says_until_when_it_waits_and_that_it_expired(
    shop: Services, seat: Seat, clock: Clock, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await (await seat("manager", language)).goto(f"/orders/{order['order_id']}")
    until = {
        "en": "Waits for its payment until 5 Mar 2026, 11:00. Then it is cancelled, and the customer is told.",
        "fr": "Attend son paiement jusqu’au 5 mars 2026, 11:00. Elle est ensuite annulée, et le client en est averti.",
    }
    assert page.text("#expires") == until[language]
    await shop.post("orders", f"/orders/{order['order_id']}/hold", {"reason": "gift"})
    await page.reload()
    held = {
        "en": "Does not expire while it is on hold; once it is resumed, it waits 3 days for its payment.",
        "fr": "N’expire pas tant qu’elle est en attente ; une fois reprise, elle attend son paiement 3 jours.",
    }
    assert page.text("#expires") == held[language]
    await shop.post("orders", f"/orders/{order['order_id']}/resume", {})
    clock.pass_by(days=4)
    await expire_due(shop["orders"].database)
    await shop.hand_on()
    page = await (await seat("sales", language)).goto(f"/orders/{order['order_id']}")
    assert page.all("#expires") == []
    assert {
        "en": "Cancelled by the shop’s terms of payment, 6 Mar 2026, 11:00. Not paid in time",
        "fr": "Annulée par les conditions de paiement de la boutique, le 6 mars 2026, 11:00. Non payée à temps",
    }[language] in page.text("#cancellation")
    assert {
        "en": "11:00Cancelled by the shop’s terms of payment: it was not paid in time",
        "fr": "11:00Annulée par les conditions de paiement de la boutique : elle n’a pas été payée à temps",
    }[language] in page.text("#history")
    (mail,) = (await shop.get("notifier", "/messages", kind="order_cancellation"))["items"]
    assert mail["order_id"] == order["order_id"]


TERMS = "/settings/orders/terms"


async def stored(shop: Services) -> Any:
    section, *_ = (await shop.get("orders", "/settings"))["sections"]
    return section


def summaries(page: Page) -> list[str]:
    return [one.text for one in page.all("details.term summary")]


def wrong(page: Page) -> dict[str, str]:
    """What stands beside each field that is wrong."""
    fields = [one.attributes["name"] for one in page.all("[aria-invalid=true]")]
    return dict(zip(fields, [one.text for one in page.all(".wrong")], strict=True))


@IN_BOTH
async def test_an_owner_sets_the_terms_of_a_method_adds_one_and_removes_another(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await (await seat("owner", language)).goto("/settings")
    await page.follow(says["Terms of payment"], within="#of-orders")
    told = {
        "en": ["Card shipped once it is paid, expires unpaid after 3 days", "Add a method"],
        "fr": ["Carte bancaire expédié une fois payé, expire impayé après 3 jours", "Ajouter un mode de paiement"],
    }[language]
    assert [summaries(page)[0], summaries(page)[-1]] == told
    rows = page.all("details.term")
    fill(page, rows[0], expires_after_h="10", unit="hours")
    fill(page, rows[1], remove="yes")
    fill(page, rows[8], method="maison", title_fr="Compte maison", title_en="House account", ships_unpaid="yes")
    await page.press(says["Save"])
    assert says["The settings are saved."] in page.notice

    section = await stored(shop)
    assert (section["version"], section["changed_by"]) == (1, f"owner-{language}@shop.example")
    rows_now = {one["method"]: (one["ships_unpaid"], one["expires_after_h"]) for one in section["values"]["methods"]}
    assert (rows_now["card"], rows_now["maison"], "paypal" in rows_now) == ((False, 10), (True, None), False)
    changes = page.text("#version-1")
    for said in {
        "en": (
            "Card: shipped once it is paid, expires unpaid after 3 days"
            " → shipped once it is paid, expires unpaid after 10 hours",
            "House account: – → shipped before it is paid, never expires, “Compte maison”, “House account”",
            "PayPal: shipped once it is paid, expires unpaid after 3 days → –",
        ),
        "fr": (
            "Carte bancaire : expédié une fois payé, expire impayé après 3 jours"
            " → expédié une fois payé, expire impayé après 10 heures",
            "Compte maison : – → expédié avant d’être payé, n’expire jamais, « Compte maison », « House account »",
            "PayPal : expédié une fois payé, expire impayé après 3 jours → –",
        ),
    }[language]:
        assert said in changes


@in_one("en")
async def test_a_period_that_is_none_and_a_method_that_is_there_are_told_in_their_row(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await (await seat("owner", language)).goto(TERMS)
    whole = "Give a whole number from 1 to 366, or nothing where it never expires"
    for typed in ("0", "soon", "367", "-2"):
        fill(page, page.all("details.term")[0], expires_after_h=typed)
        await page.press(says["Save"])
        assert (page.status, wrong(page)) == (422, {"methods/0/expires_after_h": whole}), typed
    fill(page, page.all("details.term")[0], expires_after_h="3")
    fill(page, page.all("details.term")[1], remove="yes")
    fill(page, page.all("details.term")[8], method="CB")
    await page.press(says["Save"])
    twice = "This method has its terms already, in another row."
    assert (page.status, wrong(page)) == (422, {"methods/7/method": twice})
    assert (await stored(shop))["version"] == 0


@in_one("fr")
async def test_who_saves_terms_over_somebody_elses_sees_theirs_first(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await (await seat("owner", language)).goto(TERMS)
    bearer = token("orders:settings", subject="bob@shop.example")
    values = (await stored(shop))["values"] | {"others": {"ships_unpaid": False, "expires_after_h": 48}}
    headers = {"If-Match": '"0"', "Authorization": f"Bearer {bearer}"}
    assert (await shop["orders"].http.put("/settings/terms", json=values, headers=headers)).is_success
    fill(page, page.all("details.term")[0], expires_after_h="5")
    await page.press(says["Save"])
    assert page.status == 412
    assert "expédié une fois payé, expire impayé après 2 jours" in page.text("#others-theirs")
    assert "Carte bancaire : expédié une fois payé, expire impayé après 3 jours" in page.text("#methods-theirs")
    await page.press(says["Save over it"])
    assert (await stored(shop))["values"]["methods"][0]["expires_after_h"] == 120


def fill(page: Page, row: Element, **values: str) -> None:
    """Fields of a row by the last part of their names."""
    for name, value in values.items():
        (field,) = [one for one in row.select("input, select") if one.attributes["name"].endswith(f"/{name}")]
        page.type(field, value)


@in_one("fr")
async def test_a_payment_on_its_way_is_noted_and_fails(shop: Services, seat: Seat, language: str, says: Says) -> None:
    order = await shop.place()
    page = await (await seat("accounting", language)).goto(f"/orders/{order['order_id']}")
    await page.follow("Paiement en route", within="#payment")
    page.fill("Référence (facultative)", "psp-1")
    await page.press("Paiement en route")
    assert "Le paiement est noté comme en route." in page.notice
    await shop.hand_on()
    await page.reload()
    assert "Un paiement de 38,30 € est en route, noté par accounting person le 2 mars 2026, 11:00." in page.text(
        "#pending"
    )
    assert page.text("#expires") == (
        "N’expire pas tant qu’un paiement est en route ; s’il échoue, elle en attend un autre 3 jours."
    )
    await page.follow("Le paiement a échoué", within="#payment")
    await page.press("Le paiement a échoué")
    await shop.hand_on()
    await page.reload()
    assert page.all("#pending") == []
    assert "Le paiement de 38,30 € a échoué" in page.text("#history")
    assert page.text("#expires").startswith("Attend son paiement jusqu’au 5 mars 2026, 11:00.")
