"""The shop's logo in mails: a part of each, that nothing is fetched for."""

from base64 import b64encode
from email.message import EmailMessage

from services.notifier.settings import MailSettings
from tests.billing.test_look import picture
from tests.notifier.conftest import Deliver, MailServer, only_message, wait_for_state
from tests.support.orders import placed
from tests.support.service import ShopService


async def settle_on(notifier: ShopService, logo: str, *, version: int = 0) -> int:
    values = MailSettings().model_dump(mode="json", exclude={"time_zone", "mails_wait_s"}) | {"logo": logo}
    answer = await notifier.http.put("/settings/mail", json=values, headers={"If-Match": f'"{version}"'})
    return answer.status_code


async def test_a_mail_bears_the_logo_as_a_part_that_its_html_names_and_a_page_shows_it_too(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    assert await settle_on(notifier, "0" * 64) == 404
    kept = await notifier.http.put("/logos", json={"content": b64encode(picture()).decode()})
    logo = kept.json()["logo"]
    assert await settle_on(notifier, logo) == 200
    await notifier.deliver(placed())
    async with deliver():
        await wait_for_state(notifier, "sent")
    (mail,) = mail_server.mails
    assert mail.get_content_type() == "multipart/alternative"
    text, related = mail.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert related.get_content_type() == "multipart/related"
    html, part = related.iter_parts()
    assert isinstance(html, EmailMessage)
    assert (part.get_content_type(), part["Content-ID"].strip(), part.get_content_disposition()) == (
        "image/jpeg",
        f"<{logo}@logo>",
        "inline",
    )
    content = part.get_payload(decode=True)
    assert content == (await notifier.http.get(f"/logos/{logo}")).content
    assert f'<img src="cid:{logo}@logo"' in html.get_content()
    assert "http" not in html.get_content().partition("<body")[2].partition("<div")[0]
    shown = (await only_message(notifier)).html
    assert isinstance(content, bytes)
    assert f'<img src="data:image/jpeg;base64,{b64encode(content).decode()}"' in shown
    assert 'alt="' in shown


async def test_what_staff_write_by_hand_and_what_they_try_bears_it_too(notifier: ShopService) -> None:
    logo = (await notifier.http.put("/logos", json={"content": b64encode(picture()).decode()})).json()["logo"]
    await settle_on(notifier, logo)
    order = placed()
    await notifier.deliver(order)
    written = {"order_id": str(order.order_id), "subject": "Bonjour", "text": "Votre lampe arrive."}
    by_hand = (await notifier.post("/messages", written)).json()
    assert f'src="cid:{logo}@logo"' in by_hand["html"]
    tried = await notifier.http.post(
        "/texts/invoice/fr/mail-previews", json={"subject": "Facture", "body": "Votre facture {{ document }}"}
    )
    assert 'src="data:image/jpeg;base64,' in tried.json()["html"]
