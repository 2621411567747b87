"""What operators see of records that cannot be handled, over HTTP."""

from typing import Any

import pytest

from shared.cloudevents import unpack
from shared.http.pagination import cursor
from shared.messaging.parked import retry_due
from tests.messaging.ledger import Ledger
from tests.support.orders import cancelled, placed
from tests.support.service import token


async def listed(ledger: Ledger, query: str = "") -> dict[str, Any]:
    answer = await ledger.http.get(f"/operations/parked{query}")
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


@pytest.mark.parametrize("after", ["nonsense", cursor("x"), cursor("٣"), cursor(1, 2)])
async def test_a_cursor_that_the_list_of_parked_records_did_not_give_is_refused(ledger: Ledger, after: str) -> None:
    answer = await ledger.http.get("/operations/parked", params={"after": after})
    assert (answer.status_code, answer.json()["type"]) == (422, "bad-cursor")


async def test_parked_records_come_in_pages_the_oldest_first(ledger: Ledger) -> None:
    await ledger.deliver(*(placed(number="broken") for _ in range(3)))
    first = await listed(ledger, "?limit=2")
    second = await listed(ledger, f"?limit=2&after={first['next']}")
    assert [record["offset"] for record in first["items"] + second["items"]] == [0, 1, 2]
    assert second["next"] is None
    assert (await listed(ledger, "?limit=3"))["next"] is None


async def test_parked_records_and_dead_letters_are_listed_apart(ledger: Ledger) -> None:
    broken = placed(number="broken")
    await ledger.deliver(broken)
    await ledger.deliver_records([ledger.record(placed(), value=b"{not json")])
    for state in ("parked", "dead"):
        assert [record["state"] for record in (await listed(ledger, f"?state={state}"))["items"]] == [state]
    assert [record["state"] for record in (await listed(ledger))["items"]] == ["parked", "dead"]
    assert (await ledger.http.get("/operations/parked?state=lost")).status_code == 422


async def test_a_parked_record_shows_what_it_is_and_why_it_failed(ledger: Ledger) -> None:
    broken = placed(number="broken")
    await ledger.deliver(broken)
    (record,) = (await listed(ledger))["items"]
    assert (record["topic"], record["partition"], record["offset"]) == ("orders.events", 0, 0)
    assert (record["key"], record["type"]) == (str(broken.order_id), "backshop.orders.OrderPlaced.v1")
    assert (record["error"], record["attempts"]) == ("RuntimeError: this use case has a bug", 1)
    assert record["next_attempt_at"] > record["parked_at"]
    assert record["headers"]["ce_type"] == "backshop.orders.OrderPlaced.v1"
    assert '"number":"broken"' in record["value"].replace(" ", "")
    whole = (await ledger.http.get(f"/operations/parked/{record['id']}")).json()
    assert whole == record | {"value": whole["value"]}  # of which the list has the beginning


async def test_a_list_has_the_beginning_of_each_record_and_the_record_itself_has_all_of_it(ledger: Ledger) -> None:
    await ledger.deliver_records([ledger.record(placed(), value=b"x" * 900_000), ledger.record(placed(), value=None)])
    long, none = (await listed(ledger, "?state=dead"))["items"]
    assert (long["value"], none["value"]) == ("x" * 1000, None)
    assert (await ledger.http.get(f"/operations/parked/{long['id']}")).json()["value"] == "x" * 900_000


async def test_a_dead_letter_that_is_no_text_is_shown_all_the_same(ledger: Ledger) -> None:
    await ledger.deliver_records([ledger.record(placed(), value=b'{"number": "\xff"}')])
    (record,) = (await listed(ledger, "?state=dead"))["items"]
    assert record["value"] == '{"number": "\\xff"}'


async def test_personal_data_of_parked_records_is_for_operators_only(ledger: Ledger) -> None:
    await ledger.deliver(placed(number="broken"))
    async with ledger.client(token("orders:read orders:write operations:write")) as other:
        for path in ("/operations/parked", "/operations/parked/1"):
            assert (await other.get(path)).status_code == 403
        # They answer with the record, too.
        for path in ("/operations/parked/1/retry", "/operations/parked/1/drop"):
            assert (await other.post(path, headers={"Idempotency-Key": path})).status_code == 403
    async with ledger.client(token("operations:read")) as reader:
        assert (await reader.post("/operations/parked/1/drop", headers={"Idempotency-Key": "k"})).status_code == 403


async def test_what_a_record_says_is_for_who_may_read_its_service(ledger: Ledger) -> None:
    await ledger.deliver(placed(number="broken"))
    async with ledger.client(token("operations:read operations:write")) as monitor:
        (listed_record,) = (await monitor.get("/operations/parked")).json()["items"]
        shown = (await monitor.get("/operations/parked/1")).json()
        retried = await monitor.post("/operations/parked/1/retry", headers={"Idempotency-Key": "k"})
    assert (listed_record["value"], shown["value"], shown["error"]) == (
        None,
        None,
        "RuntimeError: this use case has a bug",
    )
    assert retried.json() == {"id": 1}


async def test_what_cannot_be_read_is_not_tried_again_and_nothing_waits_for_it(ledger: Ledger) -> None:
    order = placed(number="1001")
    await ledger.deliver_records([ledger.record(order, value=b"{not json", key=str(order.order_id).encode())])
    (dead,) = await ledger.parked()
    refused = await ledger.post(f"/operations/parked/{dead.id}/retry")
    assert (refused.status_code, refused.json()["type"]) == (409, "record-cannot-be-read")
    assert refused.json()["detail"].startswith(
        f"record {dead.id} cannot be read, so that trying again is of no use: Invalid JSON"
    )
    await ledger.deliver(cancelled(order))
    assert await ledger.notes(order.order_id) == ["cancelled"]
    assert [one.state for one in await ledger.parked()] == ["dead"]
    assert (await ledger.post("/operations/parked/999/retry")).status_code == 404


async def test_a_parked_record_that_this_version_cannot_read_is_a_dead_letter_at_once(ledger: Ledger) -> None:
    """As it was read by a newer one, or asked for before that was refused."""
    order = placed(number="broken")
    await ledger.deliver(order, cancelled(order))
    async with ledger.transaction() as tx:
        await tx.execute("UPDATE parked SET value = '{}', next_attempt_at = now() WHERE attempts = 1")
    wanted = frozenset(ledger.service.handlers)
    while await retry_due(ledger.database, lambda record: unpack(record, wanted), ledger.inbox.run):
        pass
    assert [(one.state, one.attempts) for one in await ledger.parked()] == [("dead", 1)]
    assert await ledger.notes(order.order_id) == ["cancelled"]
