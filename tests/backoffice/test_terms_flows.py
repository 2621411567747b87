"""Terms of payment as staff meet them: what ships unpaid, until when an order waits, and that it expired."""

from services.orders.usecases.expire_orders import expire_due
from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.support.clock import Clock
from tests.support.languages import Says, in_both, in_one

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
