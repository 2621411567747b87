"""The customer's page of an order in exchange asks for nothing that the return settles."""

from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.backoffice.test_exchange_flows import came_back, comes_back
from tests.backoffice.test_own_order_flows import link_to

SOFA = {"replacements": [{"sku": "SOFA", "quantity": 1}]}


async def exchanged(shop: Services, path: str, body: object) -> str:
    """The customer's page of the order in exchange."""
    await shop.post("returns", f"{path}/exchange", body)
    await shop.hand_on()
    (order,) = (await shop.get("orders", "/orders", q="1002"))["items"]
    return link_to(order) + "&language=en"


async def test_nothing_is_asked_for_before_the_credit_and_the_difference_after_it(
    shop: Services, customer: Page
) -> None:
    path = await came_back(shop, {"SOFA": "119.00"})
    await customer.goto(await exchanged(shop, path, SOFA))
    assert "It is in exchange for your return RE-000001. What that gives back settles it." in customer.text("#status")
    assert "to be paid:" not in customer.text("#status")
    assert "payment" not in customer.text("#status")
    await shop.post("returns", f"{path}/credit", {})
    await shop.hand_on()
    await customer.reload()
    assert "Still to be paid: €29.18" in customer.text("#status")
    assert "settles it" not in customer.text("#status")


async def test_what_left_in_advance_is_not_asked_for_while_its_return_is_awaited(
    shop: Services, customer: Page
) -> None:
    path = await comes_back(shop, {})
    await customer.goto(await exchanged(shop, path, {"advance": True}))
    assert "Nothing is to be paid before." in customer.text("#status")
    assert "89.82" not in customer.text("#status")
    await shop.post("returns", f"{path}/receive", {"lines": [{"line_no": 1, "quantity": 2}]})
    await shop.post("returns", f"{path}/credit", {})
    await shop.hand_on()
    await customer.reload()
    assert "paid" not in customer.text("#status")
