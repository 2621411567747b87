"""What a return gives back goes by the means that it came by, and is said to have gone on the return's page too."""

from typing import Any

from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.backoffice.test_order_words import left_while_cancelled
from tests.support.languages import Says, in_both

LAMP = [{"line_no": 1, "quantity": 1}]


async def credited(shop: Services, method: str) -> dict[str, Any]:
    """A return of a lamp of an order that was paid so, all of which left."""
    order = await shop.place()
    await shop.post("billing", f"/orders/{order['order_id']}/payments", {"method": method})
    for shipment in (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]:
        await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship")
    await shop.hand_on()
    one: dict[str, Any] = await shop.post("returns", f"/orders/{order['order_id']}/returns", {"lines": LAMP})
    await shop.post("returns", f"/returns/{one['return_id']}/receive", {"lines": LAMP})
    await shop.post("returns", f"/returns/{one['return_id']}/credit", {})
    await shop.hand_on()
    return one


async def test_the_means_of_a_refund_is_at_first_that_of_the_payment(shop: Services, seat: Seat) -> None:
    page = await seat("owner", "en")
    for method, said in (("CB", "card"), ("paypal", "paypal"), ("Virement bancaire", "transfer")):
        one = await credited(shop, method)
        for at in (f"/returns/{one['return_id']}", f"/orders/{one['order_id']}"):
            await page.goto(f"{at}/refund")
            assert (method, page.one("[name=method]").value) == (method, said)


@in_both()
async def test_a_refund_of_a_return_is_said_to_have_gone_on_its_page_which_names_the_customer(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    one = await credited(shop, "card")
    path = f"/returns/{one['return_id']}"
    await shop.post("returns", f"{path}/refund", {"method": "card"})
    await shop.hand_on()
    page = await (await seat("owner", language)).goto(path)
    french = language == "fr"
    assert "Zoé Martin" in page.text("#customer")
    assert "12,50 €" if french else "€12.50" in page.text("#decisions")
    assert ("Carte bancaire" if french else "Card") in page.text("#decisions")
    await page.follow("Remboursement versé" if french else "Refund given")
    assert ("Remboursement versé" if french else "Refund given") in page.text("#dialog-content")
    await page.goto("/returns?which=all")
    assert "Zoé Martin" in page.text("#list")


async def test_what_the_shop_opened_itself_stays_in_the_history_and_no_mail_is_said_to_tell_of_it(
    shop: Services, seat: Seat
) -> None:
    order = await left_while_cancelled(shop)
    (one,) = (await shop.get("returns", f"/orders/{order['order_id']}"))["returns"]
    page = await (await seat("owner", "en")).goto(f"/returns/{one['return_id']}")
    assert "No mail tells the customer of this return" in page.text("#papers")
    await shop.post("returns", f"/returns/{one['return_id']}/receive", {"lines": LAMP})
    await page.reload()
    history = page.text("#history")
    assert ("Opened by the shop itself" in history, "Goods received" in history) == (True, True)
