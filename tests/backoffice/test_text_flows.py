"""Owners change what mails say on its page: tried, saved, told of faults and of each other, and undone."""

from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.support.orders import placed

LIST = "/settings/notifier/texts"
AT = f"{LIST}/order_confirmation/en"


async def test_an_owner_changes_a_text_and_takes_the_default_up_again(shop: Services, seat: Seat) -> None:
    page = await (await seat("owner", "en")).goto("/settings")
    await page.follow("Texts of e-mails", within="#section-texts")
    await page.follow("English", within="#text-order_confirmation")
    assert page.path == AT
    assert "Name of the customer" in page.one("dl.headers").text
    page.fill("Subject", "Thanks {{ customer }}")
    page.fill("Text", "Order **{{ number }}**\n\n{{ sum }}")
    await page.press("Save")
    assert "The text is saved. Mails are written by it from now on." in page.notice
    await shop["notifier"].deliver(placed(number="1042", language="en"))
    mail = (await shop.get("notifier", "/messages", kind="order_confirmation"))["items"][0]
    assert mail["subject"] == "Thanks Zoé Martin"
    assert "Thanks {{ customer }}" in page.one("#version-1").text
    page.fill("Order", "1042")
    frame = await page.press("Preview")
    assert "Order 1042" in frame.root.text
    await page.goto(AT)
    await page.press("Send it to me")
    assert "The mail is on its way to owner-en@shop.example." in page.text("#sent")
    assert page.value("Subject") == "Thanks {{ customer }}"
    await page.press("Back to the default text")
    assert "The default text" in page.one("#changed").text
    await page.press("Take up again", within="#version-1")
    assert page.value("Subject") == "Thanks {{ customer }}"


async def test_what_is_wrong_with_a_text_is_told_by_line_and_what_was_typed_stays(shop: Services, seat: Seat) -> None:
    page = await (await seat("owner", "fr")).goto(f"{LIST}/invoice/fr")
    page.fill("Texte", "Bonjour\n{{ custmer }}")
    await page.press("Enregistrer")
    assert page.one("#faults li").text == "Texte, ligne 2 : Cette variable n’existe pas (custmer)"
    assert page.value("Texte") == "Bonjour\n{{ custmer }}"


async def test_the_second_of_two_owners_sees_what_the_first_has_saved(shop: Services, seat: Seat) -> None:
    first = await (await seat("owner", "en")).goto(AT)
    second = await (await seat("owner", "en", email="bob@shop.example")).goto(AT)
    first.fill("Subject", "From the first")
    await first.press("Save")
    second.fill("Subject", "From the second")
    await second.press("Save")
    assert "From the first" in second.one("#theirs").text
    assert second.value("Subject") == "From the second"
    await second.press("Save over it")
    assert second.one("#version-2 summary").text == "From the second"
