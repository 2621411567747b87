"""Customers are told what is decided of their returns, each time, in their language."""

from datetime import date
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from services.notifier.messages.model import Message
from services.notifier.settings import MailSettings
from shared.clock import now
from shared.schemas.orders import OrderPlaced
from shared.schemas.returns import (
    ReceivedUnits,
    RequestedLine,
    ReturnApproved,
    ReturnCancelled,
    ReturnDeclined,
    ReturnedGoodsReceived,
    ReturnOrigin,
    ReturnRequested,
    UnitOutcome,
    WayBack,
)
from shared.schemas.withdrawals import WithdrawalWay
from shared.stored_settings import save_settings
from tests.notifier.conftest import history, read
from tests.notifier.test_tell_of_withdrawals import received as withdrawn
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


def asked(order: OrderPlaced, origin: ReturnOrigin = ReturnOrigin.CUSTOMER, **changes: Any) -> ReturnRequested:
    same = {name: getattr(approved(order), name) for name in ("order_id", "return_id", "number", "at", "by", "lines")}
    return ReturnRequested(**same | {"origin": origin, "comment": "It hums.", "sequence": 1} | changes)


def cancelled(request: ReturnRequested) -> ReturnCancelled:
    same = {name: getattr(request, name) for name in ("order_id", "return_id", "number", "at", "by")}
    return ReturnCancelled(**same, sequence=2)


def received(order: OrderPlaced, *units: tuple[UnitOutcome, int], **changes: Any) -> ReturnedGoodsReceived:
    same = {name: getattr(approved(order), name) for name in ("order_id", "return_id", "number", "at", "by")}
    lines = tuple(
        ReceivedUnits(line_no=1, sku="LAMP", quantity=quantity, outcome=outcome) for outcome, quantity in units
    )
    facts = {"reception_id": uuid7(), "complete": True, "sequence": 3, "lines": lines}
    return ReturnedGoodsReceived(**same | facts | changes)


async def told(notifier: ShopService) -> list[Message]:
    return [one for one in await history(notifier) if one.kind.startswith("return_")]


async def words(notifier: ShopService, message: Message) -> str:
    return (await read(notifier, message.message_id)).text.replace("\N{NO-BREAK SPACE}", " ")


async def told_staff(notifier: ShopService, to: str | None) -> None:
    async with notifier.transaction() as tx:
        await save_settings(tx, MailSettings(returns_to=to), expected_version=0, at=now(), by="alice")


@pytest.mark.parametrize("first", ["order", "return"])
async def test_a_return_that_is_approved_is_told_with_its_goods_and_its_last_day(
    notifier: ShopService, first: str
) -> None:
    order = placed(language="fr")
    event = approved(order)
    await notifier.deliver(*((order, event) if first == "order" else (event, order)), event)
    (message,) = await told(notifier)
    assert (message.state, message.subject) == ("queued", "Votre retour R1001 est approuvé")
    text = (await read(notifier, message.message_id)).text
    assert "au plus tard le 1er avril 2026" in text
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


async def test_the_approval_leads_to_the_label_and_the_form_and_says_who_pays_the_way_back(
    notifier: ShopService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKSHOP_LINK_SECRETS", '{"k1": "a secret of thirty-two characters"}')
    order = placed(language="en")
    event = approved(order, way_back=WayBack.SHOP)
    await notifier.deliver(order, event)
    (message,) = await told(notifier)
    text = await words(notifier, message)
    for name, paper in (("Return label", "label"), ("Return form", "form")):
        assert f"- {name}: http://127.0.0.1:8080/order/returns/{event.return_id}/{paper}?link=k1." in text
    assert ("We pay for sending it back." in text, "You pay" in text) == (True, False)


@pytest.mark.parametrize("first", ["order", "return"])
async def test_a_request_is_confirmed_once_with_its_goods_and_what_its_customer_wrote(
    notifier: ShopService, first: str
) -> None:
    order = placed(language="fr")
    event = asked(order)
    await notifier.deliver(*((order, event) if first == "order" else (event, order)), event)
    (message,) = await told(notifier)
    assert (message.state, message.subject) == ("queued", "Votre demande de retour R1001")
    text = await words(notifier, message)
    assert "2 × LAMP" in text
    assert "Votre message : It hums." in text


async def test_a_request_that_is_decided_or_taken_back_before_it_was_confirmed_is_not_confirmed(
    notifier: ShopService,
) -> None:
    order = placed()
    first, second, third = (asked(order, number=number) for number in ("R1", "R2", "R3"))
    decided = approved(order, return_id=first.return_id, sequence=2)
    await notifier.deliver(order, first, second, third, decided, cancelled(second))
    requests = {one.subject: (one.state, one.reason) for one in await told(notifier) if one.kind == "return_requested"}
    assert requests == {
        "Votre demande de retour R1": ("not_sent", "taken_back"),
        "Votre demande de retour R2": ("not_sent", "taken_back"),
        "Votre demande de retour R3": ("queued", None),
    }
    assert [one.state for one in await told(notifier) if one.kind == "return_approved"] == ["queued"]


async def test_what_staff_open_and_withdrawals_are_no_requests_to_confirm(notifier: ShopService) -> None:
    order = placed()
    await notifier.deliver(order, asked(order, ReturnOrigin.STAFF), asked(order, ReturnOrigin.WITHDRAWAL))
    assert await told(notifier) == []


async def test_staff_who_asked_for_it_are_told_of_what_customers_ask_for_and_withdraw_from(
    notifier: ShopService,
) -> None:
    await told_staff(notifier, "retours@lampe.example")
    order = placed()
    request = asked(order)
    others = [asked(order, origin, number="R1003") for origin in (ReturnOrigin.STAFF, ReturnOrigin.WITHDRAWAL)]
    withdrawal = withdrawn(order_id=order.order_id, order_number="1001", received_at=now())
    letter = withdrawn(way=WithdrawalWay.LETTER, order_number="1002", received_at=now())
    await notifier.deliver(request, order, *others, request, withdrawal, withdrawal, letter)
    messages = {one.subject: one for one in await told(notifier) if one.kind == "return_to_review"}
    assert sorted((subject, one.recipient, one.order_id) for subject, one in messages.items()) == [
        ("Demande de retour R1001 pour la commande 1001", "retours@lampe.example", None),
        ("Rétractation pour la commande 1001", "retours@lampe.example", None),
    ]
    first, second = [await words(notifier, messages[subject]) for subject in sorted(messages)]
    assert f"L’ouvrir : http://127.0.0.1:8080/returns/{request.return_id}" in first
    assert "Message du client : It hums." in first
    assert f"L’ouvrir : http://127.0.0.1:8080/orders/{order.order_id}" in second


async def test_what_came_of_a_return_is_told_each_time_and_what_did_not_by_why(notifier: ShopService) -> None:
    order = placed(language="en")
    got = UnitOutcome
    first = received(order, (got.RECEIVED, 1), complete=False)
    rest = received(order, (got.RECEIVED, 1), (got.RECEIVED, 2), (got.SHORT, 4), (got.LOST, 5), (got.WRONG_ARTICLE, 6))
    await notifier.deliver(order, first, rest, rest)
    messages = await told(notifier)
    assert [one.subject for one in messages] == ["Your return R1001 has arrived"] * 2
    text, before = sorted([await words(notifier, one) for one in messages], key=lambda text: "still to come" in text)
    assert "1 × LAMP" in before
    assert "still to come" not in text
    assert [line for line in text.splitlines() if "LAMP" in line or line.endswith(":")] == [
        "We have received this of your return R1001 of order 1001:",
        "3 × LAMP",
        "This was not in the parcel:",
        "4 × LAMP",
        "This was lost on its way:",
        "5 × LAMP",
        "In place of this, another article was in the parcel:",
        "6 × LAMP",
    ]


async def test_where_nothing_came_the_mail_does_not_say_that_something_did(notifier: ShopService) -> None:
    order = placed(language="fr")
    await notifier.deliver(order, received(order, (UnitOutcome.LOST, 1)))
    (message,) = await told(notifier)
    assert message.subject == "À propos de votre retour R1001"
    assert "arrivé" not in await words(notifier, message)
