"""An order opened from the list knows that list: one comes back to it, and goes on in it."""

from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.support.languages import Says, in_one


@in_one("en")
async def test_an_order_is_opened_with_the_list_it_stands_in(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    held = await shop.place()
    await shop.post("orders", f"/orders/{held['order_id']}/hold", {"reason": "address"})
    page = await (await seat("sales", language)).goto("/orders")
    (link,) = page.links(held["number"], within="#orders")
    assert link.attributes["href"] == f"/orders/{held['order_id']}"
    await page.goto("/orders?status=on_hold&q=martin&done=held&next=//evil.example")
    (link,) = page.links(held["number"], within="#orders")
    assert link.attributes["href"] == f"/orders/{held['order_id']}?list=q%3Dmartin%26status%3Don_hold"
    await page.follow(held["number"], within="#orders")
    assert held["number"] in page.heading


@in_one("en")
async def test_a_command_leads_back_to_the_order_with_its_list(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    placed = await shop.place()
    page = await seat("sales", language)
    path = f"/orders/{placed['order_id']}"
    await page.goto(f"{path}?list=status%3Dprocessing_awaiting_payment&done=paid&other=1")
    page.browser.http.headers["HX-Current-URL"] = f"http://office{page.path}"
    page.type(page.one("#note textarea"), "call back")
    await page.press(says["Save the note"])
    assert page.path == f"{path}?list=status%3Dprocessing_awaiting_payment&done=note-saved"

    page.browser.http.headers["HX-Current-URL"] = "http://office/orders?list=q%3Dzoe"
    page.type(page.one("#note textarea"), "called")
    await page.press(says["Save the note"])
    assert page.path == f"{path}?done=note-saved"


@in_one("en")
async def test_each_tab_and_tile_says_how_much_waits_and_leads_to_it(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    paid, held, _ = await shop.place(), await shop.place(), await shop.place()
    await shop.post("billing", f"/orders/{paid['order_id']}/payments", {})
    await shop.post("orders", f"/orders/{held['order_id']}/hold", {"reason": "address"})
    await shop.hand_on()
    home, page = await seat("manager", language), await seat("sales", language)
    await home.goto("/")
    for word in ("To ship", "To pay", "On hold"):
        await page.goto("/orders")
        assert [one.text for one in page.links(says[word], within=".tabs")] == [f"{says[word]} 1"]
        await page.follow(says[word], within=".tabs")
        assert len(page.all("#orders tbody tr")) == 1
        (tile,) = home.links(says[word], within=".tiles")
        assert tile.text == f"{says[word]} 1"
        assert tile.attributes["href"] == page.path
    await page.follow(says["To refund"], within=".tabs")
    assert page.all("#orders tbody tr") == []
    assert says["Nothing waits here: all of it is done."] in page.text("#orders")


@in_one("en")
async def test_completed_is_one_word_for_all_that_is_done(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    await shop.place()
    page = await (await seat("sales", language)).goto("/orders")
    words = [one.text for one in page.all("#filter-form label.check")]
    assert len(set(words) - {"Shipped"}) >= 10
    assert words.count(says["Completed"]) == 1
    await page.goto("/orders?status=completed_shipped")
    assert page.text(".chip.set") == "Status: Completed, shipped"
