"""How the services do, and records that could not be read: seen, tried again, dropped."""

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from playwright.async_api import Page, expect
from uuid_utils.compat import uuid7

from shared.schemas.orders import PlaceOrder
from tests.browser.conftest import Desk
from tests.browser.troubles import STRANGE
from tests.contracts.examples import example_of
from tests.support.languages import WORDS, Says, in_one
from tests.support.shop import Shop
from tests.support.waiting import until

HOSTILE = '<img src=x onerror="window.hacked = 1"><script>window.hacked = 1</script>\'"&amp;'

FORGE = """
async ([path]) => {
  const body = new URLSearchParams({ proof: document.querySelector("[name=proof]").value, key: crypto.randomUUID() });
  const answer = await fetch(path, { method: "POST", body });
  return [answer.status, await answer.text()];
}
"""


@pytest.fixture(autouse=True)
async def _clean(shop: Shop) -> AsyncIterator[None]:
    """What these tests leave is dropped: the shop is also that of others."""
    yield
    for record in (await shop.get("orders", "/operations/parked", limit=200))["items"]:
        await shop.post("orders", f"/operations/parked/{record['id']}/drop", None)


@in_one("fr")
async def test_a_dead_letter_appears_is_not_tried_again_as_it_is_and_is_dropped(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    page = await desk("owner", language)
    await page.goto("/operations")
    await expect(page.get_by_role("heading", level=1)).to_have_text(says["Operations"])
    services = page.locator(".service")
    await expect(services).to_have_count(5)
    await expect(services.get_by_text(says["Ready"], exact=True)).to_have_count(5)
    await expect(page.locator("#service-orders")).to_contain_text(says["answered by"])

    record = await _dead_letter(shop, value=b'{"order_id":"A-1","gross":"38.30"}')
    row = page.locator(f"#orders-{record['id']}")
    await expect(row).to_contain_text(says["unknown here"])
    await expect(row).to_contain_text(says["Dead letter"])
    await expect(page.locator("#service-orders")).to_contain_text("1")
    await row.get_by_role("link", name=str(record["id"]), exact=True).click()

    await expect(page.locator("#error")).to_have_text(says["unknown here"])
    assert await page.locator("#payload").inner_text() == '{\n  "order_id": "A-1",\n  "gross": "38.30"\n}'
    for told in ("orders.commands", str(record["offset"]), record["headers"]["ce_id"]):
        await expect(page.locator("#page")).to_contain_text(told)

    await page.get_by_role("link", name=says["Try again"]).click()
    await page.get_by_role("dialog").get_by_role("button", name=says["Try again"]).click()
    unread = (
        "This record cannot be read, so that trying again is of no use. Drop it, or try again with a version that can."
    )
    await expect(page.get_by_role("dialog")).to_contain_text(says[unread])
    await page.goto(f"/operations/orders/parked/{record['id']}")
    await page.get_by_role("link", name=says["Drop"], exact=True).click()
    assert (await shop.status("orders"))["dead_letters"] == 1
    await page.get_by_role("dialog").get_by_role("button", name=says["Drop this record"]).click()
    await expect(page.get_by_role("status").get_by_text(says["The record is dropped."])).to_be_visible()
    await expect(row).to_have_count(0)
    assert (await shop.get("orders", "/operations/parked"))["items"] == []


async def test_a_record_full_of_markup_is_text_wherever_it_is_shown(shop: Shop, desk: Desk) -> None:
    hostile = json.dumps({"note": HOSTILE}).encode()
    as_json = await _dead_letter(shop, value=hostile, key=HOSTILE, headers={"x-note": HOSTILE, HOSTILE: "1"})
    as_text = await _dead_letter(shop, value=HOSTILE.encode(), type_name=f"backshop.{HOSTILE}.v1")
    page = await desk("owner", "en")

    for address in ("/operations", "/operations/orders/parked"):
        await page.goto(address)
        await expect(page.locator(f"#orders-{as_json['id']}")).to_contain_text(HOSTILE)
    for record, shown in ((as_json, json.dumps(HOSTILE)), (as_text, HOSTILE)):
        path = f"/operations/orders/parked/{record['id']}"
        await page.goto(path)
        await expect(page.locator("#payload")).to_contain_text(shown)
        await page.get_by_role("link", name="Drop", exact=True).click()
        await expect(page.get_by_role("dialog")).to_contain_text("is not known here")
        assert await page.locator("#page img, #page script, #dialog img, #dialog script").count() == 0
    assert await page.evaluate("window.hacked") is None


async def test_a_record_is_dropped_without_javascript(shop: Shop, desk: Desk) -> None:
    record = await _dead_letter(shop, value=b"{}")
    page, says = await desk("manager", "fr", java_script_enabled=False), WORDS["fr"]
    await page.goto(f"/operations/orders/parked/{record['id']}")
    await page.get_by_role("link", name=says["Drop"], exact=True).click()
    await page.get_by_role("button", name=says["Drop this record"]).click()
    await expect(page.get_by_text(says["The record is dropped."])).to_be_visible()
    assert (await shop.get("orders", "/operations/parked"))["items"] == []


async def test_a_service_that_is_down_is_told_and_so_is_its_return(shop: Shop, desk: Desk) -> None:
    pages = [(await desk("read_only", "en"), WORDS["en"]), (await desk("read_only", "fr"), WORDS["fr"])]
    for page, says in pages:
        await page.goto("/operations")
        await expect(page.locator("#service-billing")).to_contain_text(says["Ready"])
    shop.kill("billing-1")
    try:
        for page, says in pages:
            await expect(page.locator("#service-billing")).to_contain_text(says["Silent"])
            await expect(page.locator("#records")).to_contain_text(says["does not answer"])
            await expect(page.locator("#service-orders")).to_contain_text(says["Ready"])
    finally:
        await shop.restart("billing-1")
    for page, says in pages:
        await expect(page.locator("#service-billing")).to_contain_text(says["Ready"])


async def _status(page: Page, path: str) -> int:
    answer = await page.request.get(path, headers={"Accept": "text/html"})
    return answer.status


async def _dead_letter(shop: Shop, **poison: Any) -> dict[str, Any]:
    """What orders keeps of a record it cannot read."""
    record = _poison(**poison)
    await _send(shop, record)
    found: dict[str, Any] = await until(_kept, shop, dict(record["headers"])["ce_id"].decode())
    return found


def _poison(
    *, value: bytes, key: str | None = None, type_name: str | None = None, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    """A command of a version that nobody knows."""
    name = PlaceOrder.type_name()
    context = example_of(name)["headers"] | STRANGE
    context |= {"ce_type": type_name or name.replace(".v1", ".v9"), "ce_id": str(uuid7())}
    texts: Sequence[tuple[str, str]] = list((context | (headers or {})).items())
    encoded = [(header, text.encode()) for header, text in texts]
    return {"key": (key or str(uuid7())).encode(), "value": value, "headers": encoded}


async def _send(shop: Shop, *records: dict[str, Any]) -> None:
    async with AIOKafkaProducer(bootstrap_servers=shop.settings.bootstrap_servers) as producer:
        for record in records:
            await producer.send(PlaceOrder.topic, **record)
        await producer.flush()


async def _kept(shop: Shop, event_id: str) -> dict[str, Any] | None:
    records = (await shop.get("orders", "/operations/parked", limit=200))["items"]
    return next((record for record in records if record["headers"]["ce_id"] == event_id), None)


async def _has_dead_letters(shop: Shop, count: int) -> bool:
    return bool((await shop.status("orders"))["dead_letters"] == count)
