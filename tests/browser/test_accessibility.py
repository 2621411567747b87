"""Every page and dialog can be used by everybody.

axe finds no violation, nothing is cut off on any screen, and the keyboard reaches everything that a mouse does.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import cache
from itertools import groupby
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from deploy.local.assets import node_modules
from deploy.local.settings import LocalSettings
from tests.browser.conftest import WIDE
from tests.browser.dialogs import DIALOGS
from tests.browser.done import Found
from tests.browser.faults_of_a_page import (
    COLLECT_WHAT_GETS_THE_FOCUS,
    LEFT_OUT_BY_FOCUS,
    NOT_IN_THE_MIDDLE,
    RUN_AXE,
    TABS_OVER_EACH_OTHER,
    TOO_SMALL_FOR_A_THUMB,
    WIDER_THAN_THE_WINDOW,
)
from tests.browser.pages import SIGHTS
from tests.browser.prepared import GUARDED, hire, prepare
from tests.browser.steps import NOBODY, away, sit_down
from tests.support.shop import Shop, running_shop

PHONE = 390
TABLET = 768
LAPTOP = 1024
WIDTHS = (WIDE["width"], LAPTOP, TABLET, PHONE)
"""The first is that of the window as it is opened."""
SPARE = 10
"""So much more often than there are controls: the window itself and what scrolls take their turns too."""

LIKE_OTHERS = {
    "order-task-finish",
    "orders-status",
    "task-remove",
    "task-reopen",
    "tasks-done",
    "account-password-refused",
    "cancellation-invoice",
    "document-billing-away",
    "message-not-sent",
    "messages-no-match",
    "messages-of-order",
    "operations-billing-away",
    "order-deliver",
    "order-parcel-again",
    "order-receive",
    "orders-print",
    "order-unready",
    "parked-none",
    "parked-record",
    "product-untracked",
    "products-no-match",
    "quote-decline",
    "quote-revise",
    "quotes-no-match",
    "quotes-to-revise",
    "record-drop",
    "recovery-codes-renew",
    "reservation-release",
    "returns-none",
    "own-order-withdrawn",
    "withdrawal-settle",
    "withdrawals-none",
    "return-approve",
    "return-cancel",
    "return-decline",
    "return-close",
    "return-dispose",
    "second-factor-end",
    "settings-invoices",
    "settings-seller",
    "settings-slips",
    "staff-disable",
    "stock-adjust-refused",
    "stock-receive",
}
"""They have nothing that another sight has not: no other elements, no other layout."""

OPENERS = "a[hx-target='#dialog-content']"
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[^/]*@[^/]*|\d+")


@pytest.fixture(scope="module")
async def viewer(chromium: Browser) -> AsyncIterator["Viewer"]:
    """In a shop of its own: what is prepared here, such as dead letters, is in the way of other tests."""
    async with running_shop(backoffice=True) as shop, AsyncExitStack() as stack:
        await hire(shop)
        yield Viewer(chromium, shop, await prepare(shop), stack)


async def test_every_page_and_dialog_is_accessible_and_fits_every_screen(viewer: "Viewer") -> None:
    wrong: dict[str, list[str]] = {}
    seen: set[tuple[str, bool]] = set()
    unlike = [sight for sight in SIGHTS if sight.name not in LIKE_OTHERS]
    for service, some in groupby(unlike, key=lambda sight: sight.away):
        async with away(viewer.shop, service):
            for sight in some:
                page = await viewer.seated(sight.who)
                await sight.reach(page, viewer.shop, viewer.found)
                if told := await looked_at(page, sight.address, seen):
                    wrong[sight.name] = told
    assert wrong == {}, wrong


async def test_every_dialog_opens_by_keyboard_and_gives_the_focus_back(viewer: "Viewer") -> None:
    opened: set[str] = set()
    unlike = [sight for sight in SIGHTS if sight.name not in LIKE_OTHERS and not sight.away]
    for who, address in sorted({(sight.who, sight.address) for sight in unlike if sight.who in ("owner", GUARDED)}):
        page = await viewer.seated(who)
        await page.goto(address.format_map(viewer.found))
        for opener in await page.locator(OPENERS).all():
            kind = ID.sub("…", (await opener.get_attribute("href") or "").partition("?")[0])
            if kind not in opened:
                await opens_and_closes(page, opener)
                opened.add(kind)
    assert opened == DIALOGS


async def opens_and_closes(page: Page, opener: Locator) -> None:
    """By keyboard alone; from a menu, or one of what is folded, it is the menu that has the focus again."""
    menu = opener.locator("xpath=ancestor::details[1]/summary")
    for summary in await opener.locator("xpath=ancestor::details/summary").all():
        if not await summary.evaluate("one => one.parentElement.open"):
            await summary.focus()
            await page.keyboard.press("Enter")
    await opener.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("dialog :focus")).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(menu if await menu.count() else opener).to_be_focused()


class Viewer:
    """Sits down once for each role; nobody comes in anew each time."""

    def __init__(self, chromium: Browser, shop: Shop, found: Found, stack: AsyncExitStack) -> None:
        self.shop = shop
        self.found = found
        self._chromium = chromium
        self._stack = stack
        self._seated: dict[str, Page] = {}

    async def seated(self, who: str) -> Page:
        if who in self._seated:
            return self._seated[who]
        context = await self._chromium.new_context(
            base_url=self.shop.settings.url("backoffice"), locale="en", reduced_motion="reduce", viewport=WIDE
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


async def looked_at(page: Page, address: str, seen: set[tuple[str, bool]]) -> list[str]:
    """What is wrong with it as it is shown now.

    A page that was seen before is not looked at in the dark again, nor in the width of a laptop; nor is a second dialog
    of it, as they are made alike.
    """
    dialog = bool(await page.locator("dialog[open]").count())
    is_new = (address, dialog) not in seen
    seen.add((address, dialog))
    wrong = await left_out_by_tab(page)
    await page.evaluate(axe())
    wrong += await page.evaluate(RUN_AXE, [])
    if is_new:
        await page.emulate_media(color_scheme="dark")
        wrong += [f"dark: {one}" for one in await page.evaluate(RUN_AXE, ["color-contrast", "link-in-text-block"])]
        await page.emulate_media(color_scheme="light")
    tabs = 0 if dialog else await page.locator(".tabs").count()
    for width in WIDTHS:
        if (width == TABLET and not tabs) or (width == LAPTOP and (dialog or not is_new)):  # nothing changes there
            continue
        if width != WIDE["width"]:
            await page.set_viewport_size({"width": width, "height": WIDE["height"]})
        wrong += [f"{width} px: {one}" for one in await page.evaluate(WIDER_THAN_THE_WINDOW)]
        if width == PHONE:
            wrong += [f"small: {one}" for one in await page.evaluate(TOO_SMALL_FOR_A_THUMB)]
            wrong += [f"off its middle: {one}" for one in await page.evaluate(NOT_IN_THE_MIDDLE)]
        if tabs:
            wrong += [f"{width} px, over another tab: {one}" for one in await page.evaluate(TABS_OVER_EACH_OTHER)]
    await page.set_viewport_size(WIDE)
    return wrong + await _without_name(page)


async def left_out_by_tab(page: Page) -> list[str]:
    """What the tabulator, pressed often enough, does not come to, or does not show that it has."""
    presses = await page.evaluate(COLLECT_WHAT_GETS_THE_FOCUS) + SPARE
    if await page.locator("iframe").count():  # a frame passes the focus on in its own time
        for _ in range(presses):
            await page.keyboard.press("Tab")
    else:
        await asyncio.gather(*(page.keyboard.press("Tab") for _ in range(presses)))
    left_out: list[str] = await page.evaluate(LEFT_OUT_BY_FOCUS)
    return left_out


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
    if not facts["title"].rpartition(" · ")[0].strip():
        wrong.append("no title")
    if facts["language"] != "en":
        wrong.append(f"the language is {facts['language']!r}")
    return wrong
