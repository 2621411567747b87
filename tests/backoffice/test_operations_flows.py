"""How the services do, and records that could not be read, in both languages: seen, tried again, dropped."""

import json
from base64 import b64encode
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from shared.schemas.orders import PlaceOrder
from tests.backoffice.conftest import Seat
from tests.backoffice.office import Desk
from tests.backoffice.services import Services
from tests.contracts.examples import example_of
from tests.support.languages import Says, in_one

HOSTILE = '<img src=x onerror="window.hacked = 1"><script>window.hacked = 1</script>\'"&amp;'


async def dead_letter(
    shop: Services,
    *,
    value: bytes = b"{}",
    key: str | None = None,
    type_name: str | None = None,
    headers: dict[str, str] | None = None,
) -> dict[str, Any]:
    """What orders keeps of a command of a version that nobody knows."""
    name, event_id = PlaceOrder.type_name(), str(uuid7())
    context = example_of(name)["headers"] | {"ce_type": type_name or name.replace(".v1", ".v9"), "ce_id": event_id}
    encoded = [(header, text.encode()) for header, text in (context | (headers or {})).items()]
    example = PlaceOrder.model_validate(example_of(name)["value"])
    orders = shop["orders"]
    record = orders.record(example, key=(key or str(uuid7())).encode(), value=value, headers=encoded)
    await orders.deliver_records([record])
    kept = (await shop.get("orders", "/operations/parked", limit=200))["items"]
    return next(one for one in kept if one["headers"]["ce_id"] == event_id)


async def _as_a_newer_version_reads_it(shop: Services, parked_id: int) -> None:
    example = example_of(PlaceOrder.type_name())
    headers = [(name, b64encode(text.encode()).decode()) for name, text in example["headers"].items()]
    async with shop["orders"].transaction() as tx:
        await tx.execute(
            "UPDATE parked SET headers = $2, value = $3, key = $4 WHERE id = $1",
            parked_id,
            json.dumps(headers),
            json.dumps(example["value"]).encode(),
            example["key"],
        )


@in_one("fr")
async def test_a_dead_letter_is_shown_tried_again_and_dropped(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await seat("owner", language)
    record = await dead_letter(shop, value=b'{"order_id":"A-1","gross":"38.30"}')
    await page.goto("/operations")
    assert page.heading == says["Operations"]
    row = page.text(f"#orders-{record['id']}")
    assert says["unknown here"] in row
    assert says["Dead letter"] in row
    await page.follow(str(record["id"]), within=f"#orders-{record['id']}")

    assert page.text("#error") == says["unknown here"]
    assert page.one("#payload").raw_text == '{\n  "order_id": "A-1",\n  "gross": "38.30"\n}'
    for told in ("orders.commands", str(record["offset"]), record["headers"]["ce_id"]):
        assert told in page.text("#page")

    await page.follow(says["Try again"])
    await page.press(says["Try again"], within="#dialog-content")
    unread = (
        "This record cannot be read, so that trying again is of no use. Drop it, or try again with a version that can."
    )
    assert says[unread] in page.text("#dialog-content")
    await page.goto(f"/operations/orders/parked/{record['id']}")
    await _as_a_newer_version_reads_it(shop, record["id"])
    await page.follow(says["Try again"])
    await page.press(says["Try again"], within="#dialog-content")
    assert page.notice == says["The record is tried again."]
    assert says["Parked"] in page.text(f"#orders-{record['id']}")
    await page.follow(str(record["id"]), within=f"#orders-{record['id']}")
    await page.follow(says["Drop"])
    assert len((await shop.get("orders", "/operations/parked"))["items"]) == 1
    await page.press(says["Drop this record"])
    assert page.notice == says["The record is dropped."]
    assert page.all(f"#orders-{record['id']}") == []
    assert (await shop.get("orders", "/operations/parked"))["items"] == []


async def test_a_record_full_of_markup_is_text_wherever_it_is_shown(shop: Services, seat: Seat) -> None:
    hostile = json.dumps({"note": HOSTILE}).encode()
    as_json = await dead_letter(shop, value=hostile, key=HOSTILE, headers={"x-note": HOSTILE, HOSTILE: "1"})
    as_text = await dead_letter(shop, value=HOSTILE.encode(), type_name=f"backshop.{HOSTILE}.v1")
    page = await seat("owner")
    for address in ("/operations", "/operations/orders/parked"):
        await page.goto(address)
        assert HOSTILE in page.text(f"#orders-{as_json['id']}")
    for record, shown in ((as_json, json.dumps(HOSTILE)), (as_text, HOSTILE)):
        await page.goto(f"/operations/orders/parked/{record['id']}")
        assert shown in page.text("#payload")
        assert page.all("#page img, #page script") == []
        await page.follow("Drop")
        assert "is not known here" in page.text("#dialog-content")
        assert page.all("#page img, #page script, #dialog-content img, #dialog-content script") == []


@in_one("en")
async def test_who_may_only_read_is_offered_nothing_and_refused_by_the_service(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    record = await dead_letter(shop)
    path = f"/operations/orders/parked/{record['id']}"
    page = await (await seat("read_only", language)).goto(path)
    assert page.text("#error")
    assert page.all(f"a[href^='{path}/']") == []
    assert isinstance(page.browser, Desk)
    for action in ("retry", "drop"):
        answer = await page.browser.send(f"{path}/{action}")
        assert answer.status_code == 403
        assert says["Your role does not allow this."] in answer.text
    left = await shop.get("orders", f"/operations/parked/{record['id']}")
    assert (left["state"], left["attempts"]) == ("dead", 0)


async def test_dead_letters_are_listed_a_page_at_a_time_and_apart_from_what_is_parked(
    shop: Services, seat: Seat
) -> None:
    for _ in range(52):
        await dead_letter(shop)
    page = await (await seat("manager")).goto("/operations?state=dead")
    assert len(page.all("#records tbody tr")) == 5
    await page.follow("All of Orders")
    assert len(page.all("#records tbody tr")) == 50
    await page.follow("Later ones")
    assert len(page.all("#records tbody tr")) == 2
    await page.follow("Parked", within="main")
    assert "There are none." in page.text("#records")
    assert (await page.goto("/operations/orders/parked?after=made-up")).status == 422


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/operations/backoffice/parked", 404),
        ("/operations/..%2Fstaff/parked/1", 404),
        ("/operations/orders/parked/0", 404),
        ("/operations/status", 401),  # the back office's own, for operators with a token
    ],
)
async def test_only_the_five_services_have_records(shop: Services, seat: Seat, path: str, status: int) -> None:
    page = await seat("owner")
    assert (await page.browser.get(path)).status_code == status
