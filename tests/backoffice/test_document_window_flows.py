"""The window on a document's number: its state, its delivery time, its files, and when it was sent to whom."""

import pytest

from services.billing.files.make_files import make_some
from services.billing.files.model import Files, NotMade, ToPrint
from tests.backoffice.conftest import Seat
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.billing.paper import Paper
from tests.support.languages import Says, in_both


async def _as_issued_and_revised(shop: Services, page: Page, address: str) -> None:
    """Each is there beside the other."""

    class Counted(Paper):
        async def make(self, to_print: ToPrint) -> Files | NotMade:
            count = b"%d" % to_print.count
            return Files(to_print.document_id, b"%PDF " + count, b"<xml/>" + count, revision=to_print.count)

    await make_some(shop["billing"].database, Counted())
    for asked, expected in (("", b"2"), ("?revision=2", b"2"), ("?revision=1", b"1")):
        for syntax in ("pdf", "xml"):
            answer = await page.browser.get(f"{address}/{syntax}{asked}")
            assert answer.content[-1:] == expected, (syntax, asked)
    assert (await page.browser.get(f"{address}/pdf?revision=9")).status_code == 404


@in_both()
async def test_an_invoice_gets_a_delivery_time_and_is_sent_again_from_the_window_on_its_number(
    shop: Services, seat: Seat, language: str, says: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKSHOP_BILLING_TOKEN", "secret")
    french = language == "fr"
    order = await shop.place(language=language)
    await shop.hand_on()
    (invoice,) = (await shop.get("billing", f"/orders/{order['order_id']}"))["documents"]
    address = f"/documents/{invoice['document_id']}"
    page = await (await seat("accounting", language)).goto(f"/orders/{order['order_id']}")
    number = page.one(f"#window-{invoice['document_id']}")
    assert number.attributes["hx-get"] == f"{address}/window"

    await page.goto(f"{address}/window")
    assert page.heading == f"{'Facture' if french else 'Invoice'} {invoice['number']}"
    assert page.text("main .state") == ("Non payée" if french else "Not paid")
    assert page.text("#delivery-time") == ("Non indiqué" if french else "Not said")
    assert page.links("Marquer comme payée" if french else "Mark as paid")
    waits = "attend son PDF" if french else "waits for its PDF"
    assert "zoe@example.org" in page.text("#sendings")
    assert waits in page.text("#sendings")

    await page.follow("Délai de livraison" if french else "Delivery time", within="main")
    field = (
        "Délai de livraison, tel que la facture l’indique (aucun si vide)"
        if french
        else "Delivery time, as the invoice says it (none if left empty)"
    )
    page.fill(field, "3 à 5 jours")
    stale = await (await seat("manager", language)).goto(f"{address}/delivery-time")
    await page.press("Créer la révision" if french else "Make the revision")
    assert page.text("#delivery-time") == "3 à 5 jours"
    assert "3 à 5 jours" in page.text("#paper")
    assert ("Révision 2" if french else "Revision 2") in page.text("#revisions")
    await _as_issued_and_revised(shop, page, address)

    stale.fill(field, "8 jours")
    await stale.press("Créer la révision" if french else "Make the revision")
    assert ("entre-temps" if french else "meanwhile") in stale.alert

    await page.follow("Envoyer au client" if french else "Send to the customer", within="main")
    await page.press("Envoyer au client" if french else "Send to the customer")
    assert ("attend déjà" if french else "waits to be sent already") in page.alert
    async with shop["notifier"].transaction() as tx:
        await tx.execute("UPDATE messages SET state = 'sent', sent_at = now() WHERE document_id IS NOT NULL")
    await page.goto(f"{address}/send")
    to = "Adresse e-mail" if french else "E-mail address"
    assert page.value(to) == "zoe@example.org"
    page.fill(to, "compta")
    await page.press("Envoyer au client" if french else "Send to the customer")
    assert (page.one("[name=to]").attributes["aria-invalid"], page.value(to)) == ("true", "compta")
    page.fill(to, "compta@example.org")
    await page.press("Envoyer au client" if french else "Send to the customer")
    assert "compta@example.org" in page.text("#sendings")
    assert len(page.all("#sendings li")) == 2
    assert ("Envoyé" if french else "Sent") in page.text("#sendings")
