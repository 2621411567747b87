"""Messages to customers in both languages: how their delivery is seen, and one that failed is sent again."""

from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from services.notifier.bounces.model import Bounce
from services.notifier.messages.held_up import ServerTrouble, delete_held_up, save_held_up
from services.notifier.usecases.take_bounce import TakeBounce, take_bounce
from shared.clock import now
from shared.schemas.notifier import MessageFailedV2, MessageSentV2
from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.support.clock import Clock
from tests.support.languages import Says, in_both, in_one


async def attempted(shop: Services, order: dict[str, Any], state: str, error: str | None = None) -> str:
    """The message of an order, after one attempt."""
    (message,) = (await shop.get("notifier", "/messages", order_id=order["order_id"]))["items"]
    async with shop["notifier"].transaction() as tx:
        await tx.execute(
            "UPDATE messages SET state = $2, attempts = 1, last_error = $3,"
            " sent_at = CASE WHEN $2 = 'sent' THEN now() END WHERE message_id = $1",
            message["message_id"],
            state,
            error,
        )
    found: str = message["message_id"]
    return found


@in_one("en")
async def test_the_order_leads_to_its_messages_and_back_and_a_message_tells_its_delivery(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order, other = await shop.place(language=language), await shop.place(language=language)
    sent = await attempted(shop, order, "sent")
    page = await (await seat("sales", language)).goto(f"/orders/{order['order_id']}")
    assert page.text("#more") == says["More"]
    await page.follow(says["Messages"], within=".more")
    assert page.heading == f"{says['Messages of order']} {order['number']}"
    (row,) = page.all("#list tbody tr")
    assert says["Sent"] in row.text
    assert other["number"] not in page.text("#list")

    await page.follow(f"{says['confirmation']} {order['number']}", within="#list")
    assert says["Sent"] in page.heading
    assert page.text("#attempts") == "1"
    assert "zoe@example.org" in page.text("main .facts")
    framed = await page.browser.get(page.one("iframe.mail").attributes["src"])
    assert page.one("iframe.mail").attributes["src"] == f"/messages/{sent}/html"
    assert says["hello"] in framed.text

    await page.follow(order["number"], within=".crumbs")
    await page.follow(f"{says['Order']} {order['number']}", within=".crumbs")
    assert order["number"] in page.heading


@in_both()
async def test_a_message_that_failed_is_found_and_sent_again(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place(language=language)
    failed = await attempted(shop, order, "failed", "550 5.7.1 we take no mail today")
    page = await (await seat("sales", language)).goto("/messages?state=failed")
    assert page.field(says["Order number or e-mail address"])
    await page.goto(f"/messages?state=failed&q={order['number']}")
    (row,) = page.all("#list tbody tr")
    assert says["Failed"] in row.text
    await page.follow(says["confirmation"], within="#list")
    quoted = {"en": "Answer of the server: “%s”", "fr": "Réponse du serveur : « %s »"}[language]
    assert quoted % "550 5.7.1 we take no mail today" in page.text("#delivery")

    await page.follow(says["Send again"])
    await page.press(says["Send this message again"])
    assert page.notice.startswith(says["The message waits to be sent again."])
    again = await shop.get("notifier", f"/messages/{failed}")
    assert (again["state"], again["message_id"]) == ("queued", failed)


async def test_a_message_that_failed_is_no_work_once_it_went_to_another_address(
    shop: Services, seat: Seat, clock: Clock
) -> None:
    failed = await attempted(shop, await shop.place(), "failed", "550 5.1.2")
    clock.pass_by(minutes=1)
    page = await (await seat("sales", "fr")).goto("/")
    assert page.text("#tile-failed-messages") == "Messages en échec 1"
    await page.goto(f"/messages/{failed}")
    await page.follow("Renvoyer")
    page.fill("Adresse e-mail", "zoe@travail.example")
    await page.press("Renvoyer ce message")
    await page.goto(f"/messages/{failed}")
    assert "Échec Renvoyé" in page.heading
    await page.goto("/messages?state=failed")
    assert page.all("#list tbody tr") == []
    await page.goto("/messages")
    assert "Échec Renvoyé" in page.text(f"#message-{failed}")
    await page.goto("/")
    assert page.text("#tile-failed-messages") == "Messages en échec 0"


async def test_a_message_that_was_sent_goes_to_another_address_too(shop: Services, seat: Seat) -> None:
    order = await shop.place()
    sent = await attempted(shop, order, "sent")
    page = await (await seat("sales", "fr")).goto(f"/messages/{sent}")
    await page.follow("Renvoyer")
    assert page.value("Adresse e-mail") == "zoe@example.org"
    page.fill("Adresse e-mail", "zoe@travail.example")
    await page.press("Renvoyer ce message")
    (again,) = (await shop.get("notifier", "/messages", order_id=order["order_id"], resend_of=sent))["items"]
    assert again["recipient"] == "zoe@travail.example"
    await page.goto(f"/messages/{again['message_id']}")
    assert "Renvoyé par" in page.text("#delivery")
    await page.follow("Le premier message")
    assert f"/messages/{again['message_id']}" in [link.attributes["href"] for link in page.all("#delivery a")]


async def test_whoever_sends_a_confirmation_again_reads_that_it_is_of_its_day(shop: Services, seat: Seat) -> None:
    order = await shop.place()
    sent = await attempted(shop, order, "sent")
    path = f"/messages/{sent}/resend"
    page = await (await seat("sales", "en")).goto(path)
    assert "what was changed since is not in it." in page.text("#as-of-its-day")
    assert page.links("Send the message about the change instead") == []
    edit = {"lines": [{"line_no": 1, "quantity": 5}], "notify_customer": True}
    answer = await shop["orders"].post(f"/orders/{order['order_id']}/edit", edit, headers={"If-Match": '"1"'})
    assert answer.status_code == 200, answer.text
    await shop.hand_on()
    await page.goto(path)
    await page.follow("Send the message about the change instead")
    assert "5 × Lampe de bureau" in page.text("main")


@in_both()
async def test_the_history_says_to_whom_staff_had_a_document_sent(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order_id = UUID((await shop.place())["order_id"])
    about: dict[str, Any] = {
        "order_id": order_id,
        "kind": "invoice",
        "document_id": uuid7(),
        "by": "owner@shop.example",
    }
    to = "compta@lampe.example"
    await shop["orders"].deliver(
        MessageSentV2(**about, sequence=90, message_id=uuid7(), to=to, sent_at=now()),
        MessageFailedV2(**about, sequence=91, message_id=uuid7(), to=to, failed_at=now(), error="550 no"),
    )
    page = await (await seat("sales", language)).goto(f"/orders/{order_id}")
    told = " ".join(day.text for day in page.all(".history"))
    for said in {
        "en": ("Message sent: Invoice To: compta@lampe.example", "Message failed: Invoice To: compta@lampe.example"),
        "fr": ("Message envoyé : Facture À : compta@lampe.example", "Échec du message : Facture À : compta@lampe"),
    }[language]:
        assert said in told


@in_both()
async def test_an_address_from_which_mails_come_back_is_seen_wherever_it_stands_and_cleared(
    shop: Services, seat: Seat, clock: Clock, language: str, says: Says
) -> None:
    order = await shop.place(language=language)
    sent = await attempted(shop, order, "sent")
    clock.pass_by(minutes=1)
    bounce = Bounce(UUID(sent), is_failure=True, status="5.1.1", said="550 5.1.1 no such person")
    async with shop["notifier"].transaction() as tx:
        await take_bounce(tx, TakeBounce(bounce))
    await shop.hand_on()
    back, warned = {
        "en": ("Came back", "Mails to zoe@example.org come back"),
        "fr": ("Revenu", "Les e-mails à zoe@example.org reviennent"),
    }[language]
    page = await (await seat("sales", language)).goto("/")
    assert page.text("#tile-bounced-messages").endswith("1")
    await page.follow(page.text("#tile-bounced-messages .name"))
    (row,) = page.all("#list tbody tr")
    assert back in row.text

    await page.goto(f"/orders/{order['order_id']}")
    assert warned in page.text("#customer .bouncing")
    told = page.all("#history li")[-1].text
    assert {"en": "Message came back: Order confirmation", "fr": "Message revenu : Confirmation"}[language] in told
    await page.follow(says["Edit"], within="#customer")
    assert warned in page.text(".bouncing")
    await page.goto(f"/orders/{order['order_id']}/notify")
    assert warned in page.text(".bouncing")
    await page.goto(f"/orders/{order['order_id']}")
    await page.follow(order["customer"]["name"], within="#customer")
    assert warned in page.text("#contact .bouncing")
    assert back in page.text("#messages")
    await page.follow(says["Edit"], within="#contact")
    assert warned in page.text(".bouncing")

    await page.goto(f"/messages/{sent}/clear-address")
    await page.press({"en": "Clear the address", "fr": "Lever le blocage de l’adresse"}[language])
    await shop.hand_on()
    await page.goto(f"/orders/{order['order_id']}")
    assert page.all(".bouncing") == []
    told = page.all("#history li")[-1].text
    assert {"en": "E-mail address cleared", "fr": "Blocage de l’adresse e-mail levé"}[language] in told


@in_both()
async def test_staff_read_why_all_mails_wait(shop: Services, seat: Seat, language: str, says: Says) -> None:
    order = await shop.place(language=language)
    async with shop["notifier"].transaction() as tx:
        await save_held_up(tx, ServerTrouble.LOGIN, "535", at=now())
    page = await (await seat("sales", language)).goto("/")
    told = {
        "en": ("1 waits. It refuses the login of the shop (535).", "the mail server takes no e-mails"),
        "fr": (
            "1 attend. Il refuse l’identifiant ou le mot de passe de la boutique (535).",
            "le serveur de messagerie ne prend aucun e-mail",
        ),
    }[language]
    await page.follow(page.text("#tile-held-up-messages a"))
    for said in told:
        assert said in page.text("#held-up")
    await page.follow(f"{says['confirmation']} {order['number']}", within="#list")
    assert told[0] in page.text("#held-up")
    async with shop["notifier"].transaction() as tx:
        await delete_held_up(tx)
    await page.goto("/messages")
    assert page.all("#held-up") == []
    assert (await page.goto("/")).all("#tile-held-up-messages") == []
