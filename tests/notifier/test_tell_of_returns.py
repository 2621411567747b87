"""Customers are told what is decided of their returns, each time, in their language."""

from datetime import date
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from services.notifier.messages.model import Message
from shared.clock import now
from shared.schemas.orders import OrderPlaced
from shared.schemas.returns import RequestedLine, ReturnApproved, ReturnDeclined
from tests.notifier.conftest import history, read
from tests.support.orders import placed
from tests.support.service import ShopService


def approved(order: OrderPlaced, **changes: Any) -> ReturnApproved:
    facts = {
        "order_id": order.order_id,
        "return_id": uuid7(),
        "number": "R1001",
        "at": now(),
        "by": "camille@shop.example",
        "expires_on": date(2026, 4, 1),
        "lines": (RequestedLine(line_no=1, sku="LAMP", quantity=2),),
    }
    return ReturnApproved(**facts | changes)


def declined(order: OrderPlaced) -> ReturnDeclined:
    told = approved(order)
    same = {name: getattr(told, name) for name in ("order_id", "return_id", "number", "at", "by")}
    return ReturnDeclined(**same, reason="The lamp was used.", sequence=3)


async def told(notifier: ShopService) -> list[Message]:
    return [one for one in await history(notifier) if one.kind in ("return_approved", "return_declined")]


@pytest.mark.parametrize("first", ["order", "return"])
async def test_a_return_that_is_approved_is_told_with_its_goods_and_its_last_day(
    notifier: ShopService, first: str
) -> None:
    order = placed(language="fr")
    event = approved(order)
    await notifier.deliver(*((order, event) if first == "order" else (event, order)), event)
    (message,) = await told(notifier)
    assert (message.state, message.subject) == ("queued", "Votre retour R1001 est accepté")
    text = (await read(notifier, message.message_id)).text
    assert "jusqu’au 1er avril 2026" in text
    assert "2 × LAMP" in text.replace("\N{NO-BREAK SPACE}", " ")


async def test_one_that_is_declined_is_told_with_the_reason_and_another_day_is_told_again(
    notifier: ShopService,
) -> None:
    order = placed(language="en")
    event = approved(order)
    later = event.model_copy(update={"sequence": 4, "expires_on": date(2026, 5, 1), "at": now()})
    await notifier.deliver(order, event, later, declined(order))
    assert sorted(one.subject for one in await told(notifier)) == [
        "Your return R1001 is approved",
        "Your return R1001 is approved",
        "Your return R1001 is declined",
    ]
    (no,) = [one for one in await told(notifier) if one.kind == "return_declined"]
    assert "The lamp was used." in (await read(notifier, no.message_id)).text
