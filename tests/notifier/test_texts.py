"""Staff change what mails say: checked when it is saved, told where two change it, and no mail is lost by it."""

import asyncio
from typing import Any

import httpx
import pytest

from services.notifier.settings import MailSettings
from services.notifier.texts.store import NewestTexts
from services.notifier.texts.variables import names_of
from services.notifier.writing import own_texts
from services.notifier.writing.own_texts import Texts
from shared.schemas.notifier import MessageKind
from shared.stored_settings import save_settings
from tests.notifier.conftest import Deliver, MailServer, history, only_message, wait_for_state
from tests.support.clock import Clock
from tests.support.orders import PLACED_AT, cancelled, placed
from tests.support.service import ShopService, token

AT = "/texts/order_confirmation/fr"
OWN = {"subject": "Merci {{ customer }}", "body": "Commande **{{ number }}** reçue !\n\n{{ sum }}\n\nÀ bientôt"}


def headers(version: int = 0, by: str = "alice") -> dict[str, str]:
    bearer = token("notifier:settings notifier:read", subject=by)
    return {"If-Match": f'"{version}"', "Authorization": f"Bearer {bearer}"}


@pytest.fixture(autouse=True)
def _read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process keeps what it has compiled by its version, and here each test begins with the first."""
    monkeypatch.setattr(own_texts, "_compiled", {})


async def save(notifier: ShopService, version: int, by: str = "alice", **text: Any) -> httpx.Response:
    return await notifier.http.put(AT, json=text, headers=headers(version, by))


async def tried(notifier: ShopService, **changes: Any) -> Any:
    answer = await notifier.http.post(f"{AT}/mail-previews", json=OWN | changes, headers=headers())
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_mails_are_written_by_the_text_that_was_saved_until_the_default_is_again(notifier: ShopService) -> None:
    saved = await save(notifier, 0, **OWN)
    assert (saved.status_code, saved.headers["ETag"]) == (200, '"1"')
    assert (saved.json()["is_default"], saved.json()["changed_by"]) == (False, "alice")
    await notifier.deliver(placed(number="1"), placed(number="2", language="en"))
    written = {message.order_number: message for message in await history(notifier)}
    assert written["1"].subject == "Merci Zoé Martin"
    assert written["2"].subject == "We have received your order 2"
    message = (await notifier.http.get(f"/messages/{written['1'].message_id}")).json()
    assert message["text"].startswith("Commande 1 reçue\xa0!\n\n2 × Lamp\xa0: 25,00\xa0€")
    assert message["text"].endswith("À bientôt")
    assert "Commande <b>1</b> reçue" in message["html"]

    assert (await save(notifier, 1)).json()["is_default"]
    await notifier.deliver(placed(number="3"))
    subjects = {message.order_number: message.subject for message in await history(notifier)}
    assert subjects["3"] == "Nous avons bien reçu votre commande 3"
    assert (await save(notifier, 2, **OWN)).json()["version"] == 3  # undone, from the versions there are
    versions = (await notifier.http.get(f"{AT}/versions", headers=headers())).json()["items"]
    assert [(one["version"], one["subject"]) for one in versions] == [
        (3, OWN["subject"]),
        (2, None),
        (1, OWN["subject"]),
    ]


async def test_the_second_of_two_who_change_a_text_is_told(notifier: ShopService) -> None:
    answers = await asyncio.gather(
        save(notifier, 0, **OWN), save(notifier, 0, by="bob", **OWN | {"subject": "Bob {{ customer }}"})
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    late = next(answer for answer in answers if answer.status_code == 412)
    assert late.json()["type"] == "stale-version"
    assert "it is at version 1" in late.json()["detail"]
    (changed,) = [
        one for one in (await notifier.http.get("/texts", headers=headers())).json()["texts"] if one["version"]
    ]
    assert (changed["kind"], changed["language"], changed["version"]) == ("order_confirmation", "fr", 1)


async def test_a_wrong_text_is_not_saved_and_each_fault_is_told(notifier: ShopService) -> None:
    refused = await save(notifier, 0, subject="Merci {{ customr }}", body="a\n{{ number.x }}")
    assert (refused.status_code, refused.json()["type"]) == (422, "wrong-text")
    assert [error["detail"] for error in refused.json()["errors"]] == [
        "subject, line 1: there is no variable customr",
        "body, line 2: .x is not allowed: a text has variables and conditions",
    ]
    assert (await notifier.http.put(AT, json={"subject": "x"}, headers=headers())).status_code == 422
    assert (await notifier.http.get("/texts/by_hand/fr", headers=headers())).status_code == 404


TOO_LONG_A_MAIL = "body, line 1: what comes of it is too long a mail: it has too many rows or links"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (
            "Bonjour\n" + "|" * 19_000,
            TOO_LONG_A_MAIL,
        ),
        ("|a\n" * 6_000, TOO_LONG_A_MAIL),
        ("{# nothing but a remark #}", "body, line 1: the text is empty"),
        ("{% if not number %}a{% endif %}", "body, line 1: the text is empty"),
        ("[a](javascript:alert(1)) {# no link #}", ""),
        ("\u2066 \ufffc {{ customer }}", ""),
    ],
)
async def test_a_text_of_which_no_mail_comes_is_not_saved(notifier: ShopService, body: str, fault: str) -> None:
    answer = await save(notifier, 0, subject="Merci", body=body)
    assert (answer.status_code, answer.json().get("detail", "")) == (422 if fault else 200, fault)
    if not fault:
        await notifier.deliver(placed())
        html = (await only_message(notifier)).html
        assert 'href="javascript' not in html


async def test_a_subject_that_comes_to_nothing_loses_no_mail(notifier: ShopService) -> None:
    await save(notifier, 0, subject="{{ reference }}", body="Merci {{ customer }}")
    await notifier.deliver(placed(number="7"))
    message = await only_message(notifier)
    assert (message.subject, message.own_text_failed) == ("Nous avons bien reçu votre commande 7", True)


async def test_a_text_that_cannot_be_written_any_more_loses_no_mail(notifier: ShopService) -> None:
    await save(notifier, 0, **OWN)
    async with notifier.transaction() as tx:  # as of a version that had another variable
        await tx.execute("UPDATE texts SET version = 7, body = '{{ gone }}'")
        await save_settings(
            tx, NewestTexts(versions={"order_confirmation/fr": 7}), expected_version=1, at=PLACED_AT, by="x"
        )
    await notifier.deliver(placed())
    message = await only_message(notifier)
    assert (message.subject, message.own_text_failed) == ("Nous avons bien reçu votre commande 1001", True)


@pytest.mark.parametrize("character", ["\\x00", "\\ud800"])
async def test_a_text_with_what_no_mail_can_bear_is_not_saved_and_one_of_before_loses_no_mail(
    notifier: ShopService, character: str
) -> None:
    body = f"Bonjour\n{{{{ '{character}' }}}}"
    refused = await save(notifier, 0, subject="Merci", body=body)
    assert (refused.status_code, refused.json()["detail"]) == (
        422,
        "body, line 2: it has a character that no mail can show",
    )
    assert (await tried(notifier, body=body))["faults"][0]["kind"] == "not_in_a_mail"
    await save(notifier, 0, **OWN)
    async with notifier.transaction() as tx:  # as a version saved it that did not look at this
        await tx.execute("UPDATE texts SET body = $1", body)
    await notifier.deliver(placed())
    message = await only_message(notifier)
    assert (message.subject, message.own_text_failed) == ("Nous avons bien reçu votre commande 1001", True)


async def test_whoever_writes_while_a_new_text_is_read_writes_by_it(notifier: ShopService) -> None:
    await save(notifier, 0, **OWN)

    async def read() -> Texts:
        async with notifier.transaction() as tx:
            return await own_texts.get_texts(tx)

    both = await asyncio.gather(*(read() for _ in range(5)))
    assert all(texts.own["order_confirmation", "fr"] for texts in both)


async def test_a_kind_that_is_switched_off_is_written_down_and_not_sent(notifier: ShopService) -> None:
    off = MailSettings(mails_confirmed=False, mails_cancelled=False)
    async with notifier.transaction() as tx:
        await save_settings(tx, off, expected_version=0, at=PLACED_AT, by="alice")
    order = placed()
    await notifier.deliver(order, cancelled(order))
    states = {(one.kind, one.state, one.reason) for one in await history(notifier)}
    assert states == {
        ("order_confirmation", "not_sent", "switched_off"),
        ("order_cancellation", "not_sent", "switched_off"),
    }
    texts = (await notifier.http.get("/texts", headers=headers())).json()["texts"]
    assert {one["kind"] for one in texts if not one["is_on"]} == {
        "order_confirmation",
        "order_cancellation",
        "delivered",
    }


async def test_a_text_is_tried_on_an_order_and_on_made_up_facts(notifier: ShopService, clock: Clock) -> None:
    clock.at = PLACED_AT
    await notifier.deliver(placed(number="1042"))
    made = await tried(notifier, order_number="1042")
    assert made["text"].startswith("Commande 1042 reçue\xa0!\n\n2 × Lamp\xa0: 25,00\xa0€")
    default = (await notifier.http.get(AT, headers=headers())).json()
    again = await tried(notifier, subject=default["subject"], body=default["body"], order_number="1042")
    sent = await only_message(notifier)
    assert (again["subject"], again["text"], again["html"]) == (sent.subject, sent.text, sent.html)

    assert "2 × Lampe de bureau\xa0: 120,00\xa0€" in (await tried(notifier))["text"]
    wrong = await tried(notifier, body="{{ x }}")
    assert [(one["field"], one["line"], one["kind"], one["what"]) for one in wrong["faults"]] == [
        ("body", 1, "unknown_variable", "x")
    ]
    unknown = await notifier.http.post(f"{AT}/mail-previews", json=OWN | {"order_number": "9"}, headers=headers())
    assert (unknown.status_code, unknown.json()["type"]) == (409, "no-such-mail")
    names = {one["name"] for one in default["variables"]}
    assert names == names_of(MessageKind.ORDER_CONFIRMATION)


async def test_a_mail_to_oneself_goes_out_as_any_other_and_no_event_tells_of_it(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    body, camille = OWN, token("notifier:settings", subject="camille@shop.example")
    mine = {"Authorization": f"Bearer {camille}", "Idempotency-Key": "one"}
    for _ in range(2):  # once, however often it is asked for
        sent = await notifier.http.post(f"{AT}/trials", json=body, headers=mine)
        assert sent.status_code == 201, sent.text
    async with deliver():
        message = await wait_for_state(notifier, "sent")
    (mail,) = mail_server.mails
    assert (mail["To"].addresses[0].addr_spec, mail["Subject"]) == ("camille@shop.example", "[Test] Merci Zoé Martin")
    assert (message.order_id, message.asked_by, message.may) == (None, "camille@shop.example", ())
    assert await notifier.announced() == []
    wrong = body | {"body": "{{ x }}"}
    refused = await notifier.http.post(f"{AT}/trials", json=wrong, headers=mine | {"Idempotency-Key": "two"})
    assert (refused.status_code, refused.json()["type"]) == (422, "wrong-text")
    elsewhere = body | {"to": "somebody@else.example"}
    refused = await notifier.http.post(f"{AT}/trials", json=elsewhere, headers=mine | {"Idempotency-Key": "three"})
    assert (refused.status_code, refused.json()["type"]) == (422, "invalid-request")
    nobody = await notifier.http.post(f"{AT}/trials", json=body, headers=headers() | {"Idempotency-Key": "four"})
    assert (nobody.status_code, nobody.json()["type"]) == (409, "asked-without-address")
