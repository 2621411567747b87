"""From which address mails are written: as staff set it, or as the environment does before."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from services.notifier.settings import MailSettings
from shared.stored_settings import get_settings, save_settings
from tests.notifier.conftest import Deliver, MailServer, only_message, wait_for_state
from tests.support.orders import placed
from tests.support.service import ShopService, token

AT = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)


async def saved(notifier: ShopService, settings: MailSettings, *, expected_version: int = 0) -> None:
    async with notifier.transaction() as tx:
        await save_settings(tx, settings, expected_version=expected_version, at=AT, by="alice")


async def test_the_first_values_come_from_the_environment(
    notifier: ShopService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKSHOP_MAIL_FROM", "bonjour@lampe.example")
    monkeypatch.setenv("BACKSHOP_SELLER_TIME_ZONE", "Pacific/Auckland")

    class OfThisEnvironment(MailSettings):
        """Settings are parsed once a process, and this one has read its environment already."""

    async with notifier.reading() as queries:
        settings = await get_settings(queries, OfThisEnvironment)
    assert settings.mail_from == "bonjour@lampe.example"
    assert settings.time_zone == ZoneInfo("Pacific/Auckland")


async def test_days_are_those_of_the_time_zone_that_staff_set(notifier: ShopService) -> None:
    await saved(notifier, MailSettings(time_zone=ZoneInfo("Pacific/Auckland")))
    await notifier.deliver(placed(placed_at=AT))
    assert "votre commande 1001 du 3 mars 2026" in (await only_message(notifier)).text


async def test_mails_go_out_from_the_address_that_staff_set_last(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    await notifier.deliver(placed())
    await saved(notifier, MailSettings(mail_from="one@lampe.example"))
    await saved(
        notifier, MailSettings(mail_from="other@lampe.example", mail_reply_to="aide@lampe.example"), expected_version=1
    )
    async with deliver():
        await wait_for_state(notifier, "sent")
    (mail,) = mail_server.mails
    assert mail["From"] == "Arrière-boutique SARL <other@lampe.example>"
    assert mail["Reply-To"] == "Arrière-boutique SARL <aide@lampe.example>"
    assert mail_server.senders == ["other@lampe.example"]
    # The same at every attempt, whoever it is sent from by then.
    assert mail["Message-ID"].endswith("@shop.example>")


async def test_a_field_of_a_newer_version_is_ignored(notifier: ShopService) -> None:
    async with notifier.transaction() as tx:
        await tx.execute(
            "INSERT INTO settings (name, version, value, changed_at, changed_by)"
            """ VALUES ('mail', 1, '{"mail_from": "bonjour@lampe.example", "sign": "Bye"}', now(), 'alice')"""
        )
        assert (await get_settings(tx, MailSettings)).mail_from == "bonjour@lampe.example"


async def test_an_owner_changes_who_writes_and_what_is_sent_and_no_address_that_cannot_be(
    notifier: ShopService,
) -> None:
    (section,) = (await notifier.http.get("/settings")).json()["sections"]
    values = {
        "mail_from": "orders@shop.example",
        "mail_reply_to": None,
        "pickup_address": None,
        "mails_confirmed": True,
        "mails_cancelled": True,
        "mails_changed": True,
        "mails_paid": True,
        "mails_refunded": True,
        "mails_return_requested": True,
        "mails_returns": True,
        "mails_return_received": True,
        "mails_about_documents": True,
    }
    values |= {"mails_shipped": True, "mails_partly_shipped": True, "mails_sent_again": True, "mails_delivered": False}
    values |= {"mails_pickup_ready": True, "low_stock_to": None, "low_stock_language": "fr", "returns_to": None}
    values |= {"logo": None}
    assert (section["name"], section["version"], section["values"]) == ("mail", 0, values)

    headers = {"If-Match": '"0"', "Authorization": f"Bearer {token('notifier:settings', subject='alice')}"}
    impossible = values | {"mail_from": "bonjour@-lampe.example"}
    refused = await notifier.http.put("/settings/mail", json=impossible, headers=headers)
    assert (refused.status_code, refused.json()["errors"][0]["at"]) == (422, "body/mail_from")

    wanted = values | {"mail_from": "bonjour@lampe.example", "mails_about_documents": False}
    nobody = values | {"low_stock_to": f"stock@{'x' * 64}.example"}
    refused = await notifier.http.put("/settings/mail", json=nobody, headers=headers)
    assert (refused.status_code, refused.json()["type"]) == (422, "impossible-address")
    saved = (await notifier.http.put("/settings/mail", json=wanted, headers=headers)).json()
    assert (saved["version"], saved["changed_by"], saved["values"]) == (1, "alice", wanted)
