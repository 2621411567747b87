"""The delivery time on an issued invoice makes a revision beside it; the invoice and its files stay, byte for byte."""

import asyncio
from hashlib import sha256
from io import BytesIO
from typing import Any

import asyncpg
import pikepdf
import pytest

from services.billing.files.make_files import make_some
from services.billing.files.press import Press
from tests.billing.paper import Paper
from tests.billing.test_document_pdf import texts_of
from tests.billing.test_invariants import broken
from tests.billing.test_take_back import set_back, take_back
from tests.support.clock import Clock
from tests.support.orders import placed
from tests.support.service import ShopService


async def invoiced(billing: ShopService) -> dict[str, Any]:
    order = placed(language="fr")
    await billing.deliver(order)
    [document] = (await billing.http.get(f"/orders/{order.order_id}")).json()["documents"]
    return dict(document, order=order)


async def revise(billing: ShopService, invoice: dict[str, Any], time: str | None, *, revises: int = 1) -> Any:
    body = {"revises": revises, "delivery_time": time}
    return await billing.post(f"/documents/{invoice['document_id']}/revisions", body)


async def test_a_revision_has_files_of_its_own_with_the_money_of_its_issue_and_the_invoice_keeps_its_own(
    billing: ShopService, clock: Clock
) -> None:
    invoice, press = await invoiced(billing), Press()
    path = f"/documents/{invoice['document_id']}/"
    assert await make_some(billing.database, press) == 1
    before = {kind: await billing.http.get(path + kind) for kind in ("pdf", "xml")}

    clock.pass_by(days=3)
    assert (await billing.post(f"/orders/{invoice['order'].order_id}/payments", {})).is_success
    revised = await revise(billing, invoice, "3 à 5 jours ouvrés")
    assert revised.status_code == 201, revised.text
    assert (revised.json()["revision"], revised.json()["delivery_time"]) == (2, "3 à 5 jours ouvrés")
    assert (await billing.http.get(path + "pdf")).json()["type"] == "file-not-ready"
    assert await make_some(billing.database, press) == 1
    await press.stop()

    pdf, xml = [await billing.http.get(path + kind) for kind in ("pdf", "xml")]
    assert pdf.headers["Content-Disposition"] == 'inline; filename="FA-2026-000001-2.pdf"'
    assert pdf.headers["ETag"] == f'"{sha256(pdf.content).hexdigest()}"' != before["pdf"].headers["ETag"]
    assert "<ram:Content>Délai de livraison\N{NO-BREAK SPACE}: 3 à 5 jours ouvrés<" in xml.text
    assert "<ram:Content>Révision 2 du 5 mars 2026, pour le seul délai de livraison. Les paiements" in xml.text
    assert "reste à payer sont ceux du jour d’émission, le 2 mars 2026.<" in xml.text
    [page] = texts_of(pdf.content)
    assert "Reste à payer au 2 mars 2026 " in page
    assert "Reste à payer au" not in texts_of(before["pdf"].content)[0]
    with pikepdf.open(BytesIO(pdf.content)) as read:
        assert read.attachments["factur-x.xml"].get_file().read_bytes() == xml.content
    for kind, first in before.items():
        old = await billing.http.get(path + kind, params={"revision": 1})
        assert (old.content, old.headers["ETag"]) == (first.content, first.headers["ETag"])
    none = await billing.http.get(path + "pdf", params={"revision": 3})
    assert none.json()["detail"] == "document FA-2026-000001 has no revision 3: its latest is 2"

    told = (await billing.http.get(path + "revisions")).json()["revisions"]
    assert [(one["revision"], one["by"], one["has_files"]) for one in told] == [(1, None, True), (2, "alice", True)]
    [document] = (await billing.http.get(f"/orders/{invoice['order'].order_id}")).json()["documents"]
    assert (document["revision"], document["delivery_time"], document["has_files"]) == (2, "3 à 5 jours ouvrés", True)


async def test_of_two_who_revise_the_same_one_the_second_is_told(billing: ShopService) -> None:
    invoice = await invoiced(billing)
    both = await asyncio.gather(revise(billing, invoice, "2 jours"), revise(billing, invoice, "3 jours"))
    assert sorted(answer.status_code for answer in both) == [201, 409]
    late = next(answer.json() for answer in both if answer.status_code == 409)
    assert (late["type"], late["detail"]) == (
        "revised-meanwhile",
        "revision 2 of FA-2026-000001 is the latest, not 1: read it and say 2",
    )
    assert (await billing.announced_types()).count("DocumentRevised") == 1


async def test_what_says_nothing_new_and_what_is_no_invoice_is_refused(billing: ShopService) -> None:
    invoice = await invoiced(billing)
    assert (await revise(billing, invoice, None)).json()["type"] == "nothing-to-revise"
    assert (await revise(billing, invoice, "2 jours")).status_code == 201
    assert (await revise(billing, invoice, "2 jours", revises=2)).json()["detail"] == (
        "FA-2026-000001 bears the delivery time 2 jours already; write another one"
    )
    assert (await revise(billing, invoice, None, revises=2)).json()["revision"] == 3
    credit = await billing.post("/credit-notes", {"invoice_id": invoice["document_id"], "amount": "5.00"})
    refused = await revise(billing, credit.json(), "2 jours")
    assert refused.json()["detail"] == "AV-2026-000001 is a credit, which bears no delivery time: invoices do"


async def test_revisions_are_taken_back_and_an_altered_one_is_found(
    billing: ShopService, administrator: asyncpg.Connection
) -> None:
    invoice = await invoiced(billing)
    for revision in (1, 2):
        assert (await revise(billing, invoice, f"{revision} jours", revises=revision)).is_success
    announced = await billing.announced()
    await set_back(billing)
    await take_back(billing, list(reversed(announced)), [invoice["order"]])
    read = (await billing.http.get(f"/documents/{invoice['document_id']}/revisions")).json()
    assert [one["delivery_time"] for one in read["revisions"]] == [None, "1 jours", "2 jours"]
    while await make_some(billing.database, Paper()):
        pass
    rule = "revisions of documents are as they were made"
    assert rule not in await broken(administrator)

    await administrator.execute("UPDATE document_revisions SET delivery_time = '9 jours' WHERE revision = 2")
    assert (await broken(administrator))[rule] == ["revision 2 of FA-2026-000001 does not match its hash"]
    await administrator.execute("DELETE FROM document_revisions WHERE revision = 2")
    assert (await broken(administrator))[rule] == ["a revision before 3 of FA-2026-000001 is missing"]


@pytest.mark.parametrize(
    ("paid", "credited", "state"),
    [("", "", "not_paid"), ("10.00", "", "partially_paid"), ("25.00", "", "paid"), ("", "25.00", "credited")],
)
async def test_an_invoice_says_what_has_become_of_it(
    billing: ShopService, paid: str, credited: str, state: str
) -> None:
    invoice = await invoiced(billing)
    order = f"/orders/{invoice['order'].order_id}"
    if paid:
        await billing.post(f"{order}/payments", {"amount": paid})
    if credited:
        await billing.post("/credit-notes", {"invoice_id": invoice["document_id"], "amount": credited})
    assert (await billing.http.get(order)).json()["documents"][0]["state"] == state
