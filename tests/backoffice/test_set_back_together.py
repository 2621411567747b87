"""All services are set back to one backup, and take back what they had announced: their books are as they were."""

from collections.abc import Iterable
from typing import Any

import pytest

from cli.check import broken_rules
from deploy.databases import Databases
from shared.messaging.take_back import Outcome, Unknown, Verdict
from shared.schemas.event import Event
from tests.backoffice.services import Services
from tests.support.clock import Clock
from tests.support.service import ShopService

BACK_UP = """
DO $$
DECLARE one record;
BEGIN
    DROP SCHEMA IF EXISTS kept CASCADE;
    CREATE SCHEMA kept;
    FOR one IN SELECT quote_ident(relname) AS name, string_agg(quote_ident(attname), ', ') AS columns FROM pg_class
            JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
            WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' GROUP BY 1 LOOP
        EXECUTE format('CREATE TABLE kept.%s AS SELECT %s FROM public.%1$s', one.name, one.columns);
    END LOOP;
    CREATE TABLE kept.last_values AS SELECT sequencename::text, last_value FROM pg_sequences
        WHERE schemaname = 'public';
END $$
"""
SET_BACK = """
DO $$
DECLARE one record;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT quote_ident(relname) AS name, string_agg(quote_ident(attname), ', ') AS columns FROM pg_class
            JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
            WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' GROUP BY 1 LOOP
        EXECUTE format('TRUNCATE public.%s CASCADE', one.name);
    END LOOP;
    FOR one IN SELECT quote_ident(relname) AS name, string_agg(quote_ident(attname), ', ') AS columns FROM pg_class
            JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
            WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' GROUP BY 1 LOOP
        EXECUTE format(
            'INSERT INTO public.%s (%s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM kept.%1$s', one.name, one.columns);
    END LOOP;
    PERFORM setval(quote_ident(sequencename), coalesce(last_value, 1), last_value IS NOT NULL) FROM kept.last_values;
    DROP SCHEMA kept CASCADE;
END $$
"""


class Backup:
    """Of all services together, and how much each had announced and read by then."""

    def __init__(self, shop: Services) -> None:
        self.shop = shop
        self.announced: dict[str, int] = {}
        self.read: dict[str, dict[tuple[str, int], int]] = {}

    @classmethod
    async def take(cls, shop: Services) -> "Backup":
        backup = cls(shop)
        for name, of in shop.items():
            async with of.transaction() as tx:
                await tx.execute(BACK_UP)
            backup.announced[name], backup.read[name] = len(await everything(of)), dict(of._positions)
        return backup

    async def set_back(self) -> dict[str, list[Event]]:
        """What each had announced since, which Kafka has and the services do not know any more."""
        unknown = {name: (await everything(of))[self.announced[name] :] for name, of in self.shop.items()}
        for name, of in self.shop.items():
            async with of.database.transaction(taking_back=True) as tx:
                await tx.execute(SET_BACK)
            of._positions = dict(self.read[name])
            self.shop._handed_on[name] = len(await of.announced())
        return unknown


async def everything(of: ShopService) -> list[Event]:
    return await of._outbox()


async def take_back(shop: Services, unknown: dict[str, list[Event]]) -> dict[str, list[tuple[str, Verdict]]]:
    found = {}
    for name, of in shop.items():
        how = of.service.take_back
        keys = {event.key for event in unknown[name]}
        others = [event for by, events in unknown.items() if by != name for event in events]
        needed = [event for event in others if type(event) in how.needs and event.key in keys]
        async with of.database.transaction(taking_back=True) as tx:
            verdicts = await how.take(tx, Unknown(unknown[name], needed))
        found[name] = [(type(event).__name__, one) for event, one in zip(unknown[name], verdicts, strict=True)]
    return found


async def read_again(shop: Services, unknown: dict[str, list[Event]], topics: Iterable[str]) -> None:
    """Each service reads what the others had announced since, topic by topic, and what they announce now."""
    for name in topics:
        for reader in shop.values():
            read = [event for event in unknown[name] if type(event) in reader.service.handlers]
            if read:
                await reader.deliver(*read)
    await shop.hand_on()


async def history(shop: Services, order_id: str) -> list[tuple[str, str, str]]:
    items = (await shop.get("orders", f"/orders/{order_id}/history"))["items"]
    is_held = (await shop.get("orders", f"/orders/{order_id}"))["hold"] is not None
    passing = () if is_held else ("hold_effective",)
    return sorted((one["at"], one["action"], one["by"]) for one in items if one["action"] not in passing)


async def books(shop: Services, orders: Iterable[str]) -> dict[str, Any]:
    """Of each order its history, slips and documents, with their dates and states.

    That a hold was effective which is over is not noted again: it is over already when that is heard.
    """
    return {
        order_id: (
            await history(shop, order_id),
            (await shop.get("fulfilment", f"/orders/{order_id}"))["shipments"],
            (await shop.get("billing", f"/orders/{order_id}"))["documents"],
        )
        for order_id in orders
    }


@pytest.mark.parametrize(
    "topics",
    [
        ("orders", "billing", "fulfilment", "returns", "notifier"),
        ("notifier", "returns", "fulfilment", "billing", "orders"),
    ],
)
async def test_what_was_done_after_the_backup_is_as_it_was_with_its_dates(
    shop: Services, administrator: Databases, clock: Clock, topics: tuple[str, ...]
) -> None:
    before = [(await shop.place())["order_id"] for _ in range(4)]
    waiting = (await shop.place(hold_reason="gift: ask for the card"))["order_id"]
    backup = await Backup.take(shop)

    clock.pass_by(hours=1)
    after = [(await shop.place())["order_id"] for _ in range(4)]
    for placed in (before, after):
        clock.pass_by(hours=1)
        await shop.post("orders", f"/orders/{placed[0]}/hold", {"reason": "address"})
        await shop.post("orders", f"/orders/{placed[1]}/hold", {"reason": "address"})
        await shop.post("orders", f"/orders/{placed[2]}/cancel", {"reason": "too late"})
        lines = [{"line_no": 1, "quantity": 1}]
        await shop.post("billing", "/credit-notes", {"order_id": placed[3], "lines": lines, "reason": "scratched"})
        await shop.hand_on()
        clock.pass_by(hours=1)
        await shop.post("orders", f"/orders/{placed[1]}/resume", {})
        await shop.hand_on()
    await shop.post("orders", f"/orders/{waiting}/resume", {})
    await shop.hand_on()
    orders = [*before, waiting, *after]
    was = await books(shop, orders)

    clock.pass_by(hours=8)
    unknown = await backup.set_back()
    taken = await take_back(shop, unknown)
    left_open = [(name, *one) for name, all_ in taken.items() for one in all_ if one[1].outcome is Outcome.OPEN]
    assert left_open == []
    await read_again(shop, unknown, topics)

    assert await books(shop, orders) == was
    assert {rule for rule, found in (await broken_rules(administrator)).items() if found} == {
        "no event waits in an outbox"
    }
    new = (await shop.place())["order_id"]
    (slip,) = (await shop.get("fulfilment", f"/orders/{new}"))["shipments"]
    assert slip["slip_number"] == f"BE-{len(orders) + 1:06d}"


async def test_a_parcel_that_is_marked_as_shipped_again_left_once(
    shop: Services, administrator: Databases, clock: Clock
) -> None:
    early = (await shop.place())["order_id"]
    backup = await Backup.take(shop)
    orders = [early, (await shop.place())["order_id"]]
    for order_id in orders:
        clock.pass_by(hours=1)
        await ship(shop, order_id)
    was = {order_id: await history(shop, order_id) for order_id in orders}

    clock.pass_by(hours=8)
    unknown = await backup.set_back()
    taken = await take_back(shop, unknown)
    left_open = {(of, one.why) for of, one in taken["fulfilment"] if one.outcome is Outcome.OPEN}
    assert ("ShipmentShipped", "mark it as shipped again") in left_open
    await read_again(shop, unknown, shop)
    for order_id in orders:
        await ship(shop, order_id)

    assert {order_id: await history(shop, order_id) for order_id in orders} == was
    assert {rule for rule, found in (await broken_rules(administrator)).items() if found} == {
        "no event waits in an outbox"
    }


async def ship(shop: Services, order_id: str) -> None:
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order_id}"))["shipments"]
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship")
    await shop.hand_on()
