"""A customer whose order was changed is told what it is now, each time, where staff asked for it."""

from decimal import Decimal

import pytest

from services.notifier.pickup_store import find_pickups
from services.notifier.settings import MailSettings
from shared.clock import now
from shared.schemas.orders import DeliveryKind, OrderEdited, Shipping
from shared.stored_settings import save_settings
from tests.notifier.conftest import history, read
from tests.notifier.pickups import to_pick_up
from tests.support.orders import cancelled, edited, placed
from tests.support.service import ShopService


async def test_the_customer_is_told_what_the_order_is_now_once_for_each_edit(notifier: ShopService) -> None:
    order = placed()
    first = edited(order, notify_customer=True, lines={"LAMP": 3}).model_copy(update={"edited_at": now()})
    second = first.model_copy(update={"sequence": 3, "language": "en"})
    await notifier.deliver(order, first, second, edited(order, sequence=4))
    await notifier.deliver(first)
    told = [await read(notifier, one.message_id) for one in await history(notifier) if one.kind == "order_changed"]
    assert sorted((one.language, one.subject) for one in told) == [
        ("en", "Your order 1001 was changed"),
        ("fr", "Votre commande 1001 a été modifiée"),
    ]
    french = next(one for one in told if one.language == "fr")
    assert "37,50\xa0€" in french.text
    assert "Son total était auparavant de 25,00\xa0€." in french.text


@pytest.mark.parametrize(
    ("paid", "balance", "said", "in_french"),
    [
        ("25.00", "-12.50", "€25.00: **€12.50** is still", "25,00 € : il reste **12,50 €** à régler"),
        ("0.00", "-37.50", "**€37.50** is to be paid, by", "Il y a **37,50 €** à régler, par"),
        ("50.00", "12.50", "€50.00: we will pay **€12.50** back", "nous vous rembourserons **12,50 €**"),
        ("37.50", "0.00", "It is paid: nothing more", "il n’y a plus rien à régler"),
        (None, None, "What you have paid already counts", "Ce que vous avez déjà payé est pris en compte"),
    ],
)
async def test_the_mail_says_what_is_to_be_paid_or_given_back_then(
    notifier: ShopService, paid: str | None, balance: str | None, said: str, in_french: str
) -> None:
    order = placed()
    money = {"paid": paid and Decimal(paid), "balance": balance and Decimal(balance), "edited_at": now()}
    first = edited(order, notify_customer=True, lines={"LAMP": 3}).model_copy(update=money)
    await notifier.deliver(order, first, first.model_copy(update={"sequence": 3, "language": "en"}))
    told = [await read(notifier, one.message_id) for one in await history(notifier) if one.kind == "order_changed"]
    text = " ".join(one.text for one in told).replace("\N{NO-BREAK SPACE}", " ")
    assert said.replace("**", "") in text
    assert in_french.replace("**", "") in text


async def test_nobody_is_told_of_it_once_it_is_cancelled_or_where_the_shop_does_not(notifier: ShopService) -> None:
    order, other = placed(), placed(number="1002")
    gone = edited(order, notify_customer=True).model_copy(update={"edited_at": now()})
    await notifier.deliver(order, cancelled(order, notify_customer=False), gone, other)
    async with notifier.transaction() as tx:
        await save_settings(tx, MailSettings(mails_changed=False), expected_version=0, at=now(), by="alice")
    untold = edited(other, number="1002", notify_customer=True).model_copy(update={"edited_at": now()})
    await notifier.deliver(untold)
    assert [(one.state, one.order_number) for one in await history(notifier) if one.kind == "order_changed"] == [
        ("not_sent", "1002")
    ]


async def test_of_what_is_sent_after_all_no_place_is_kept_where_it_would_be_picked_up(notifier: ShopService) -> None:
    order, moved = to_pick_up(), to_pick_up(number="1002")
    elsewhere = edited(moved, number="1002").model_copy(
        update={"shipping": Shipping(method="Rennes", kind=DeliveryKind.PICKUP)}
    )
    await notifier.deliver(order, moved, edited(order), elsewhere)
    async with notifier.reading() as queries:
        pickups = await find_pickups(queries, [order.order_id, moved.order_id])
    assert (pickups[order.order_id].place, pickups[moved.order_id].place) == (None, "Rennes")


async def test_before_an_edit_staff_read_its_mail_or_why_there_is_none(notifier: ShopService) -> None:
    order = placed()
    edit = edited(order, notify_customer=True, lines={"LAMP": 3}).model_copy(update={"edited_at": now()})

    async def shown(event: OrderEdited) -> tuple[str, str | None, str]:
        answer = await notifier.http.post("/edit-previews", json={"edit": event.model_dump(mode="json")})
        assert answer.status_code == 200, answer.text
        return answer.json()["state"], answer.json()["reason"], answer.json()["subject"]

    subject = "Votre commande 1001 a été modifiée"
    assert await shown(edit) == ("queued", None, subject)
    nowhere = edit.model_copy(update={"customer": edit.customer.model_copy(update={"email": None})})
    assert await shown(nowhere) == ("not_sent", "no_address", subject)
    async with notifier.transaction() as tx:
        await tx.execute(
            "INSERT INTO undeliverable (address, since, message_id, said)"
            " VALUES ('zoe@example.org', now(), gen_random_uuid(), 'no such person')"
        )
    assert await shown(edit) == ("not_sent", "undeliverable", subject)
    assert await history(notifier) == []
