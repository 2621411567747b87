"""Pictures of every page and dialog, in a shop of their own: each width, light and dark, French and English.

`backshop screenshots` runs this; `pages.py` says what there is to see.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import groupby
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from demo.filling import fill
from demo.staff import password_of_all
from deploy.problem import Problem
from tests.browser.conftest import sign_in
from tests.browser.contact_sheets import write_sheets
from tests.browser.done import Found
from tests.browser.pages import EMPTY, SIGHTS
from tests.browser.palette import of_few_colours
from tests.browser.prepared import hire, prepare
from tests.browser.steps import NOBODY, Sight, away, sit_down
from tests.support.chromium import ARGUMENTS, find_chromium
from tests.support.shop import Shop, running_shop

WIDTHS = (1440, 1024, 390)
HEIGHTS = {1440: 900, 1024: 768, 390: 844}
"""Of the window, by its width."""

THEMES = ("light", "dark")
LANGUAGES = ("en", "fr")
README_OWNER = "james.whitfield@shop.example"
TALLEST = 4000
"""Of a picture: what a list repeats further down is no news."""

HEIGHT_OF_CONTENT = "document.querySelector('dialog[open]') ? 0 : document.documentElement.scrollHeight"


async def take(to: Path, only: Sequence[str]) -> None:
    """Of all there is to see, or of what has a name that begins with one of `only`."""
    async with running_shop(backoffice=True) as shop, _chromium() as chromium:
        await hire(shop)
        async with Photographer(chromium, shop, to) as photographer:
            await photographer.take(_chosen(EMPTY, only), {})
            await _fill(shop)
            await photographer.take(_chosen(SIGHTS, only), await prepare(shop))
        await write_sheets(chromium, to, photographer.taken, languages=LANGUAGES, widths=WIDTHS, themes=THEMES)


async def take_for_readme(to: Path) -> None:
    """The home page, the list and an order of the demo shop, as one of its owners sees them."""
    async with running_shop(backoffice=True) as shop, _chromium() as chromium:
        await _fill(shop)
        paths = {"home": "/", "orders": "/orders", "order": f"/orders/{await _telling_order(shop)}"}
        size: ViewportSize = {"width": WIDTHS[0], "height": HEIGHTS[WIDTHS[0]]}
        page = await chromium.new_page(base_url=shop.settings.url("backoffice"), locale="en", viewport=size)
        await sign_in(page, README_OWNER, password_of_all(shop.settings))
        for name, path in paths.items():
            await page.goto(path)
            await _settled(page)
            picture = await of_few_colours(page, await page.screenshot())
            (to / f"{name}.png").write_bytes(picture)


class Photographer:
    """Goes to a sight once in each language, and takes it in every width and theme."""

    def __init__(self, chromium: Browser, shop: Shop, to: Path) -> None:
        self.taken: list[str] = []
        self._chromium = chromium
        self._shop = shop
        self._to = to
        self._seated: dict[tuple[str, str], Page] = {}
        self._open = AsyncExitStack()

    async def __aenter__(self) -> "Photographer":
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self._open.aclose()

    async def take(self, sights: Sequence[Sight], found: Found) -> None:
        for service, some in groupby(sights, key=lambda sight: sight.away):
            async with away(self._shop, service):
                for sight in some:
                    print(sight.name, flush=True)
                    await self._take(sight, found)

    async def seated(self, who: str, language: str) -> Page:
        """Who is signed in stays so; nobody comes in anew each time."""
        if (who, language) in self._seated:
            return self._seated[who, language]
        context = await self._chromium.new_context(
            base_url=self._shop.settings.url("backoffice"), locale=language, reduced_motion="reduce"
        )
        self._open.push_async_callback(context.close)
        page = await context.new_page()
        if who != NOBODY:
            await sit_down(page, who, language)
            self._seated[who, language] = page
        return page

    async def _take(self, sight: Sight, found: Found) -> None:
        for language in LANGUAGES:
            page = await self.seated(sight.who, language)
            await _resize(page, WIDTHS[0])
            await sight.reach(page, self._shop, found)
            for width in WIDTHS:
                await _resize(page, width)
                await _resize(page, width, await page.evaluate(HEIGHT_OF_CONTENT))
                for theme in THEMES:
                    await page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
                    await _settled(page)
                    await page.screenshot(path=self._to / f"{sight.name}-{language}-{width}-{theme}.png")
        self.taken.append(sight.name)


async def _resize(page: Page, width: int, content: int = 0) -> None:
    """The window grows with its content, so that what stands at its edges does so in the picture."""
    height = min(max(HEIGHTS[width], content), TALLEST)
    await page.set_viewport_size({"width": width, "height": height})


async def _settled(page: Page) -> None:
    await page.evaluate("document.fonts.ready.then(() => new Promise((drawn) => requestAnimationFrame(drawn)))")


async def _fill(shop: Shop) -> None:
    await fill(shop.settings, lambda said: print(said, flush=True))


async def _telling_order(shop: Shop) -> str:
    """One with much to see: with several lines and a note, ready to ship."""
    asked = {"status": "processing_awaiting_shipment", "limit": 50}
    told: dict[str, tuple[bool, int, bool]] = {}
    for one in (await shop.get("orders", "/orders", **asked))["items"]:
        order = await shop.get("orders", f"/orders/{one['order_id']}")
        shipments = (await shop.get("fulfilment", f"/orders/{one['order_id']}"))["shipments"]
        is_ready = [shipment["state"] for shipment in shipments] == ["ready"]
        told[one["order_id"]] = (is_ready, min(len(order["lines"]), 3), order["note"] is not None)
    return max(told, key=lambda order_id: told[order_id])


def _chosen(sights: Sequence[Sight], only: Sequence[str]) -> list[Sight]:
    return [sight for sight in sights if not only or sight.name.startswith(tuple(only))]


@asynccontextmanager
async def _chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=await find_chromium(), args=[*ARGUMENTS])
        yield browser
        await browser.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--for-readme", action="store_true")
    args = parser.parse_args()
    args.to.mkdir(parents=True, exist_ok=True)
    try:
        asyncio.run(take_for_readme(args.to) if args.for_readme else take(args.to, args.only))
    except Problem as problem:
        sys.exit(f"backshop: {problem}")


if __name__ == "__main__":
    main()
