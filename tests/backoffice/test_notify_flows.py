"""Staff write to a customer by hand: begun in the language of the order, shown as it will be seen, then sent."""

from uuid import UUID

from uuid_utils.compat import uuid7

from shared.clock import now
from shared.schemas.notifier import MessageSentV2
from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.support.languages import Says, in_one

BEGUN = """\
Bonjour Zoé Martin,

Ces articles de votre commande 1001 sont partis :
2 × Lampe de bureau
1 × Le Grand Meaulnes

Votre colis :
Colissimo, La Poste, 6A12345678905
https://www.laposte.fr/outils/suivre-vos-envois?code=6A12345678905"""


async def test_a_message_about_a_shipment_begins_with_its_goods_and_parcels_in_the_orders_language(
    shop: Services, seat: Seat
) -> None:
    order = await shop.place(language="fr")
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    path = f"/shipments/{shipment['shipment_id']}"
    await shop.post("fulfilment", f"{path}/parcels", {"tracking_number": "6A12345678905"})
    await shop.post("fulfilment", f"{path}/ship", None)
    page = await (await seat("sales", "en")).goto(path)
    await page.follow("Notify the customer")
    assert page.value("E-mail address") == "zoe@example.org"
    assert page.value("Subject") == f"Votre commande {order['number']} est en route"
    begun = page.value("Message").replace("\N{NO-BREAK SPACE}", " ")
    assert begun == BEGUN.replace("1001", order["number"])

    page.fill("Message", f"{begun}\n\nÀ bientôt <3")
    await page.press("Preview")
    assert (
        page.text("#preview dl")
        == f"To Zoé Martin <zoe@example.org> Subject Votre commande {order['number']} est en route"
    )
    assert "À bientôt <3" in page.text("#preview .typed")
    assert page.text("#preview .typed").endswith("Arrière-boutique SARL")
    assert "À bientôt <3" in page.value("Message")
    await page.press("Send the message")
    assert page.notice.startswith("The message waits to be sent to the customer.")
    (sent,) = (await shop.get("notifier", "/messages", order_id=order["order_id"], kind="by_hand"))["items"]
    assert (sent["kind"], sent["asked_by"], sent["state"]) == ("by_hand", "sales-en@shop.example", "queued")


@in_one("fr")
async def test_the_history_says_who_wrote_to_whom(shop: Services, seat: Seat, language: str, says: Says) -> None:
    order_id = UUID((await shop.place())["order_id"])
    about = {"order_id": order_id, "sequence": 90, "message_id": uuid7(), "kind": "by_hand", "sent_at": now()}
    await shop["orders"].deliver(MessageSentV2(**about, by="owner@shop.example", to="zoe@travail.example"))
    page = await (await seat("sales", language)).goto(f"/orders/{order_id}")
    told = " ".join(day.text for day in page.all(".history"))
    assert "Message envoyé : Message écrit à la main À : zoe@travail.example" in told


async def test_what_cannot_be_sent_is_said_beside_its_field_and_nothing_typed_is_lost(
    shop: Services, seat: Seat
) -> None:
    order = await shop.place()
    page = await (await seat("sales", "fr")).goto(f"/orders/{order['order_id']}")
    await page.follow("Avertir le client", within="#customer")
    assert page.value("Message").strip() == "Bonjour Zoé Martin,"
    page.fill("Objet", " ")
    page.fill("Message", "Bonne nouvelle")
    await page.press("Aperçu")
    assert page.status == 422
    assert page.value("Message") == "Bonne nouvelle"
    page.fill("Objet", "Votre lampe")
    page.fill("Adresse e-mail", "zoe@exemple..org")
    await page.press("Envoyer le message")
    assert "to-wrong" in page.field("Adresse e-mail").attributes["aria-describedby"]
    page.fill("Adresse e-mail", "")
    await page.press("Envoyer le message")
    assert [one["recipient"] for one in (await shop.get("notifier", "/messages", kind="by_hand"))["items"]] == [
        "zoe@example.org"
    ]


@in_one("fr")
async def test_a_greeting_alone_does_not_go_out(shop: Services, seat: Seat, language: str, says: Says) -> None:
    order = await shop.place()
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    page = await seat("sales", language)
    for about in (f"/orders/{order['order_id']}/notify", f"/orders/{order['order_id']}/notify?{named(shipment)}"):
        await page.goto(about)
        await page.press("Envoyer le message")
        assert page.text("#text-wrong") == "Écrivez sous la formule de salutation ce que le client doit lire."
        assert page.value("Message").startswith("Bonjour Zoé Martin,")
    page.fill("Message", page.value("Message") + "\n\nIls arrivent demain.")
    await page.press("Envoyer le message")
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship", {})
    await page.goto(about)  # that they have left is something to tell
    await page.press("Envoyer le message")
    assert len((await shop.get("notifier", "/messages", kind="by_hand"))["items"]) == 2


def named(shipment: dict[str, str]) -> str:
    return f"shipment_id={shipment['shipment_id']}"


@in_one("fr")
async def test_who_packs_writes_to_the_customer_and_sends_messages_again(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    page = await (await seat("warehouse", language)).goto(f"/orders/{order['order_id']}")
    assert page.links(says["Notify the customer"])
    await (await page.goto(f"/shipments/{shipment['shipment_id']}")).follow(says["Notify the customer"])
    page.type(page.one("[name=text]"), "Votre colis attend une lampe.")
    await page.press("Envoyer le message")
    (sent,) = (await shop.get("notifier", "/messages", order_id=order["order_id"], kind="by_hand"))["items"]
    async with shop["notifier"].transaction() as tx:
        await tx.execute("UPDATE messages SET state = 'failed' WHERE kind = 'by_hand'")
    await page.goto(f"/messages/{sent['message_id']}")
    await page.follow(says["Send again"])
    await page.press(says["Send again"])
    assert (await shop.get("notifier", f"/messages/{sent['message_id']}"))["state"] == "queued"


async def test_who_may_not_write_is_not_offered_it(shop: Services, seat: Seat) -> None:
    order = await shop.place()
    page = await (await seat("read_only", "en")).goto(f"/orders/{order['order_id']}")
    assert page.links("Notify the customer") == []
    await page.goto(f"/orders/{order['order_id']}/notify")
    assert page.status == 409
