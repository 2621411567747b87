"""The list of products, as it is searched and filtered."""

from playwright.async_api import Locator, expect

from tests.browser.conftest import Desk
from tests.browser.products_sold import sell
from tests.support.languages import Says, in_one
from tests.support.shop import Shop
from tests.support.waiting import until


@in_one("en")
async def test_products_are_found_while_typing_and_by_the_colour_of_their_dot(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    for stock, threshold, name in ((9, 1, "Full"), (1, 5, "Scarce"), (0, 0, "Empty")):
        await sell(shop, f"{name.upper()}-{language}", f"{name} kettle {language}", stock=stock, threshold=threshold)
    page = await desk("read_only", language)
    await page.goto("/products")
    rows = page.locator("#list tbody tr")

    await page.get_by_label(says["Name or SKU"]).press_sequentially(f"kettle {language}")
    await expect(rows).to_have_count(3)
    await page.get_by_role("link", name=says["Low stock"]).click()
    await expect(rows).to_have_count(1)
    await expect(rows).to_contain_text(f"Scarce kettle {language}")
    await page.get_by_role("link", name=says["Nothing left"]).click()
    await expect(rows).to_contain_text(f"Empty kettle {language}")
    await expect(page.get_by_label(says["Name or SKU"])).to_have_value(f"kettle {language}")

    await page.goto("/products?colour=red")
    await expect(rows.filter(has_text=f"Empty kettle {language}")).to_have_count(1)
    await expect(rows.filter(has_text=f"Full kettle {language}")).to_have_count(0)


@in_one("fr")
async def test_a_dot_says_what_it_means_on_hover_and_on_focus(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    await sell(shop, f"TRAY-{language}", "Plateau", stock=2, threshold=3)
    page = await desk("read_only", language)
    await page.goto(f"/products?q=TRAY-{language}")
    dot = page.locator("main .dot")
    await expect(dot.get_by_role("img", name=says["Low stock"])).to_be_visible()
    assert await _tooltip(dot) == ""

    await dot.hover()
    assert await until(_tooltip, dot) == says["Low stock"]
    await page.mouse.move(0, 0)
    assert await until(_has_no_tooltip, dot)
    await dot.focus()
    assert await until(_tooltip, dot) == says["Low stock"]


async def _tooltip(dot: Locator) -> str:
    """What is shown beside it now."""
    shown: str = await dot.evaluate(
        "dot => { const style = getComputedStyle(dot, '::before');"
        " return style.opacity === '1' && style.content !== 'none' ? JSON.parse(style.content) : '' }"
    )
    return shown


async def _has_no_tooltip(dot: Locator) -> bool:
    return not await _tooltip(dot)
