"""Every page and dialog can be used by everybody: axe finds no violation, and nothing is cut off on any screen."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import cache
from itertools import groupby
from typing import Any

import pytest
from playwright.async_api import Browser, Page
from uuid_utils.compat import uuid7

from deploy.local.assets import node_modules
from deploy.local.settings import LocalSettings
from tests.browser.conftest import WIDE
from tests.browser.pages import NOBODY, SIGHTS, away, sit_down
from tests.browser.prepared import Found, hire, prepare
from tests.support.shop import Shop

WIDTHS = (390, 1024, 1440)

RUN_AXE = """
async (rules) => {
  const only = rules.length ? { runOnly: { type: "rule", values: rules } } : {};
  const found = await axe.run(document, { ...only, resultTypes: ["violations"] });
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`);
}
"""
WIDER_THAN_THE_WINDOW = """
() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const isWide = (element) => element.getBoundingClientRect().right > root.clientWidth + 1;
  return [...document.querySelectorAll("body *")].filter(isWide).map((one) => one.outerHTML.slice(0, 120)).slice(0, 5);
}
"""


@pytest.fixture(scope="module")
async def prepared() -> AsyncIterator[tuple[Shop, Found]]:
    """A shop of its own: what is prepared here, such as dead letters, is in the way of other tests."""
    shop = Shop(str(uuid7()))
    try:
        await shop.start(backoffice=True)
        await hire(shop)
        yield shop, await prepare(shop)
    finally:
        await shop.stop()


async def test_every_page_and_dialog_is_accessible_and_fits_every_screen(
    prepared: tuple[Shop, Found], chromium: Browser
) -> None:
    shop, found = prepared
    wrong: dict[str, list[str]] = {}
    async with AsyncExitStack() as stack:
        viewer = Viewer(chromium, shop, stack)
        for service, some in groupby(SIGHTS, key=lambda sight: sight.away):
            async with away(shop, service):
                for sight in some:
                    page = await viewer.seated(sight.who)
                    await sight.reach(page, shop, found)
                    if told := await looked_at(page):
                        wrong[sight.name] = told
    assert wrong == {}


class Viewer:
    """Sits down once for each role; nobody comes in anew each time."""

    def __init__(self, chromium: Browser, shop: Shop, stack: AsyncExitStack) -> None:
        self._chromium = chromium
        self._shop = shop
        self._stack = stack
        self._seated: dict[str, Page] = {}

    async def seated(self, who: str) -> Page:
        if who in self._seated:
            return self._seated[who]
        context = await self._chromium.new_context(
            base_url=self._shop.settings.url("backoffice"), locale="en", reduced_motion="reduce", viewport=WIDE
        )
        self._stack.push_async_callback(context.close)
        page = await context.new_page()
        if who != NOBODY:
            await sit_down(page, who, "en")
            self._seated[who] = page
        return page


@cache
def axe() -> str:
    """Its source: the pages' own policy forbids them to load it."""
    return (node_modules(LocalSettings()) / "axe-core" / "axe.min.js").read_text()


async def looked_at(page: Page) -> list[str]:
    """What is wrong with it as it is shown now."""
    wrong = []
    await page.evaluate(axe())
    wrong += await page.evaluate(RUN_AXE, [])
    await page.emulate_media(color_scheme="dark")
    wrong += [f"dark: {one}" for one in await page.evaluate(RUN_AXE, ["color-contrast", "link-in-text-block"])]
    await page.emulate_media(color_scheme="light")
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": WIDE["height"]})
        wrong += [f"{width} px: {one}" for one in await page.evaluate(WIDER_THAN_THE_WINDOW)]
    return wrong + await _without_name(page)


async def _without_name(page: Page) -> list[str]:
    facts: dict[str, Any] = await page.evaluate(
        """() => ({
          headings: document.querySelectorAll("#page h1, body > h1").length,
          title: document.title,
          language: document.documentElement.lang,
        })"""
    )
    wrong = []
    if facts["headings"] != 1:
        wrong.append(f"{facts['headings']} headings of the first level")
    if not facts["title"].removesuffix(" · Backshop").strip():
        wrong.append("no title")
    if facts["language"] != "en":
        wrong.append(f"the language is {facts['language']!r}")
    return wrong
