"""What a mail of a shipment says of the rest is so once it goes out: not credited meanwhile, nor back on the shelf."""

from uuid import UUID

import pytest

from services.notifier.settings import MailSettings
from shared.schemas.fulfilment import (
    LineQuantity,
    LineTitle,
    ShipmentLine,
    ShipmentState,
    ShipmentUnshipped,
    SkuQuantity,
    SlipChanged,
    SlipReduced,
)
from shared.schemas.orders import OrderPlaced
from shared.stored_settings import save_settings
from tests.notifier.shipments import AT, FIRST, SECOND, THIRD, TITLES, corrected, left, send_all, texts, told
from tests.support.clock import Clock
from tests.support.orders import placed
from tests.support.service import ShopService

TABLE = LineQuantity(line_no=3, sku="TABLE", quantity=3)
LAMP, CHAIR = LineQuantity(line_no=1, sku="LAMP", quantity=2), LineQuantity(line_no=2, sku="CHAIR", quantity=1)
ALL_TITLES = tuple([LineTitle(line_no=no, title=title) for no, (_, title) in TITLES.items()])


@pytest.fixture(autouse=True)
def just_then(clock: Clock) -> None:
    clock.at = AT


def credited(order: OrderPlaced, *follows: LineQuantity, tables: int, sequence: int = 3) -> SlipReduced:
    """So many tables of the second slip."""
    return SlipReduced(
        order_id=order.order_id,
        sequence=sequence,
        shipment_id=SECOND,
        slip_number="BE-000001-2",
        state=ShipmentState.READY if follows else ShipmentState.VOID,
        lines=(),
        credited=(SkuQuantity(sku="TABLE", quantity=tables),),
        nothing_left_to_ship=False,
        order_shipped_in_full=not follows,
        reduced_at=AT,
        follows=follows,
    )


def edited(order: OrderPlaced, *follows: LineQuantity) -> SlipChanged:
    return SlipChanged(
        order_id=order.order_id,
        sequence=3,
        shipment_id=SECOND,
        slip_number="BE-000001-2",
        state=ShipmentState.READY,
        lines=(),
        edited=2,
        nothing_left_to_ship=False,
        order_shipped_in_full=False,
        changed_at=AT,
        follows=follows,
        titles=(LineTitle(line_no=4, title="Banc"),),
    )


def first_is_back(order: OrderPlaced, *, sequence: int) -> ShipmentUnshipped:
    lines = tuple([ShipmentLine(**one.model_dump(), allocated=one.quantity) for one in (LAMP, CHAIR)])
    return ShipmentUnshipped(
        order_id=order.order_id,
        sequence=sequence,
        shipment_id=FIRST,
        slip_number="BE-000001",
        lines=lines,
        nothing_shipped=False,
        by="carol",
        follows=(LAMP, CHAIR),
        titles=ALL_TITLES,
    )


async def test_what_is_credited_before_the_mail_goes_out_does_not_follow(notifier: ShopService) -> None:
    order = placed(language="en")
    await notifier.deliver(order, left(order), credited(order, TABLE.model_copy(update={"quantity": 2}), tables=1))
    (text,) = await texts(notifier, "partly_shipped")
    assert "2 × Table" in text
    await notifier.deliver(credited(order, tables=2, sequence=4))
    assert await told(notifier) == [("shipped", "queued")]
    (text,) = await texts(notifier, "shipped")
    assert "All of your order 1001 has left now" in text
    assert "Table" not in text


async def test_what_an_edit_takes_off_and_brings_is_what_follows(notifier: ShopService) -> None:
    order = placed(language="en")
    await notifier.deliver(order, left(order), edited(order, LineQuantity(line_no=4, sku="BENCH", quantity=1)))
    (text,) = await texts(notifier, "partly_shipped")
    assert "1 × Banc" in text
    assert "Table" not in text


async def test_nobody_is_told_that_all_has_left_while_a_slip_is_open_again(notifier: ShopService) -> None:
    order = placed(language="en")
    first_again = left(order, sequence=5, order_shipped_in_full=True, follows=())
    await notifier.deliver(order, left(order), left(order, SECOND, sequence=3), first_is_back(order, sequence=4))
    assert await told(notifier) == [("partly_shipped", "not_sent"), ("partly_shipped", "queued")]
    (text,) = [one for one in await texts(notifier, "partly_shipped") if "3 × Table\n\nYour parcel" in one]
    assert "Some of your order 1001 has left" in text
    assert text.index("The rest follows") < text.index("2 × Lampe de chêne")
    await send_all(notifier)
    await notifier.deliver(first_again)
    assert await told(notifier) == [("partly_shipped", "sent"), ("shipped", "queued")]


async def test_what_left_after_a_parcel_still_followed_it(notifier: ShopService) -> None:
    order = placed(language="en")
    after = LineQuantity(line_no=4, sku="BENCH", quantity=1)
    first, second = left(order, follows=(TABLE, after)), left(order, SECOND, sequence=3, follows=(after,))
    await notifier.deliver(order, first, second, credited(order, tables=0, sequence=4))
    assert await told(notifier) == [("partly_shipped", "queued"), ("shipped", "queued")]
    (text,) = await texts(notifier, "partly_shipped")
    assert "3 × Table" in text
    assert "BENCH" not in text


async def test_what_was_told_already_stays_as_it_was_told(notifier: ShopService) -> None:
    order = placed()
    await notifier.deliver(order, left(order))
    await send_all(notifier)
    await notifier.deliver(credited(order, tables=3))
    assert await told(notifier) == [("partly_shipped", "sent")]
    assert "3 × Table" in (await texts(notifier, "partly_shipped"))[0].replace("\N{NO-BREAK SPACE}", " ")


async def test_a_parcel_corrected_later_promises_nothing_that_has_left_since(notifier: ShopService) -> None:
    order = placed(language="en")
    await notifier.deliver(order, left(order))
    await send_all(notifier)
    await notifier.deliver(corrected(order, sequence=3, tell_customer=True))
    assert "3 × Table" in (await texts(notifier, "partly_shipped"))[0]
    await notifier.deliver(left(order, SECOND, sequence=4), corrected(order, sequence=5, tell_customer=True))
    newest = (await texts(notifier, "shipped"))[0]
    assert "2 × Lampe de chêne" in newest
    assert "Table" not in newest


async def test_a_shop_that_tells_only_once_all_has_left_tells_it_when_that_becomes_so(notifier: ShopService) -> None:
    async with notifier.transaction() as tx:
        settings = MailSettings(mails_partly_shipped=False)
        await save_settings(tx, settings, expected_version=0, at=AT, by="alice")
    order, other = placed(), placed()
    await notifier.deliver(order, left(order))
    assert await told(notifier) == []
    await notifier.deliver(credited(order, tables=3))
    assert await told(notifier) == [("shipped", "queued")]
    await send_all(notifier)
    await notifier.deliver(first_is_back(order, sequence=4))
    assert await told(notifier) == [("shipped", "sent")]
    ids = {"shipment_id": THIRD}
    first_back = first_is_back(other, sequence=4).model_copy(update=ids)
    await notifier.deliver(other, left(other, THIRD), left(other, UUID(int=9), sequence=3), first_back)
    assert [state for _, state in await told(notifier)] == ["not_sent", "not_sent", "sent"]
    await notifier.deliver(credited(other, tables=0, sequence=5))
    assert ("shipped", "queued") in await told(notifier)


async def test_a_mail_that_failed_is_not_tried_again_because_the_rest_is_credited(notifier: ShopService) -> None:
    order = placed()
    await notifier.deliver(order, left(order))
    async with notifier.transaction() as tx:
        await tx.execute("UPDATE messages SET state = 'failed' WHERE kind = 'partly_shipped'")
    await notifier.deliver(credited(order, tables=3))
    assert await told(notifier) == [("partly_shipped", "failed")]
