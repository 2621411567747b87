"""Staff who asked for it are told of low stock, once each time; customers and orders hear nothing of it."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notifier.settings import MailSettings
from shared.schemas.fulfilment import StockColour, StockLow
from shared.schemas.values import Language
from shared.stored_settings import save_settings
from tests.notifier.conftest import Deliver, MailServer, only_message, wait_for_state
from tests.support.clock import Clock
from tests.support.service import ShopService

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)


def low(sku: str = "LAMP-OAK", *, available: int = 2, sequence: int = 7, found_at: datetime = AT) -> StockLow:
    return StockLow(
        sku=sku,
        on_hand=available,
        available=available,
        backordered=0 if available else 3,
        low_stock_threshold=3,
        colour=StockColour.ORANGE if available else StockColour.RED,
        sequence=sequence,
        found_at=found_at,
    )


async def asked_for(notifier: ShopService, language: Language) -> None:
    settings = MailSettings(low_stock_to="stock@lampe.example", low_stock_language=language)
    async with notifier.transaction() as tx:
        await save_settings(tx, settings, expected_version=0, at=AT, by="alice")


async def messages(notifier: ShopService) -> list[tuple[str, str]]:
    items = (await notifier.http.get("/messages")).json()["items"]
    return sorted((one["subject"], one["recipient"]) for one in items)


async def test_nobody_is_told_of_low_stock_who_did_not_ask_for_it(notifier: ShopService, clock: Clock) -> None:
    await notifier.deliver(low())
    assert await messages(notifier) == []


@pytest.mark.parametrize(
    ("language", "left", "nothing"),
    [
        ("en", "Low stock: 2 left of LAMP-OAK", "Nothing left of CHAIR"),
        ("fr", "Stock faible\N{NO-BREAK SPACE}: il reste 2 de LAMP-OAK", "Il ne reste rien de CHAIR"),
    ],
)
async def test_low_stock_is_told_once_each_time(
    notifier: ShopService, clock: Clock, language: Language, left: str, nothing: str
) -> None:
    await asked_for(notifier, language)
    news = [low(), low("CHAIR", available=0), low(found_at=AT - timedelta(days=4), sequence=2)]
    for _ in range(2):  # as after a restored dump, without the ids of what was read
        await notifier.deliver(*news)
        async with notifier.transaction() as tx:
            await tx.execute("DELETE FROM inbox")
    assert await messages(notifier) == sorted([(left, "stock@lampe.example"), (nothing, "stock@lampe.example")])
    await notifier.deliver(low(sequence=20, found_at=AT + timedelta(hours=1)))
    assert [one for one, _ in await messages(notifier)].count(left) == 2


async def test_a_mail_to_staff_is_sent_and_shown_and_no_order_hears_of_it(
    notifier: ShopService, clock: Clock, mail_server: MailServer, deliver: Deliver
) -> None:
    await asked_for(notifier, "fr")
    await notifier.deliver(low(available=0))
    async with deliver():
        await wait_for_state(notifier, "sent")
    (mail,) = mail_server.mails
    assert "Des commandes en attendent 3." in mail.get_body(("plain",)).get_content()
    message = await only_message(notifier)
    shown = (await notifier.http.get(f"/messages/{message.message_id}")).json()
    assert (shown["order_id"], shown["order_number"], shown["kind"]) == (None, None, "stock_low")
    assert await notifier.announced() == []
