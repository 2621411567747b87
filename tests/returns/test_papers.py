"""The label and the form of a return: what is read on them, also by a scanner, and when there are none."""

import re
from datetime import UTC, datetime
from typing import Any

import httpx
import pypdfium2
import pytest
import zxingcpp
from uuid_utils.compat import uuid7

from services.returns.papers.model import ToPrint
from services.returns.papers.pdf.printer import paper_pdf
from services.returns.papers.pdf.words import PAGE, REASONS, RESOLUTIONS
from services.returns.routes import papers
from shared.schemas.orders import Address, Customer, OrderCustomerChanged
from shared.schemas.returns import Resolution, ReturnApproved, WhyReturned
from tests.returns.asking import do, opened, said, shipped_order, unit
from tests.returns.test_settings import save
from tests.support.clock import Clock
from tests.support.orders import edited, placed
from tests.support.service import ShopService, token

Json = dict[str, Any]


HOME = Address(street="3 rue du Port", postal_code="44000", city="Nantes", country="FR")
ZOE = Customer(name="Zoé Martin", billing_address=HOME)


@pytest.fixture
def printed_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program of its own takes a second to start: one test, without this, prints by it."""

    async def printed(wanted: ToPrint) -> bytes:
        return paper_pdf(wanted)

    monkeypatch.setattr(papers, "print_paper", printed)


@pytest.mark.usefixtures("printed_here")
async def test_the_label_bears_the_shops_address_the_customers_and_the_number(
    returns: ShopService, clock: Clock
) -> None:
    clock.at = datetime(2026, 11, 27, 9, tzinfo=UTC)
    order = await shipped_order(returns, lines={"LAMP": 2}, customer=ZOE)
    one = await opened(returns, order, {1: 1})
    answer = await returns.http.get(f"/returns/{one['return_id']}/label")
    assert answer.headers["content-disposition"] == 'inline; filename="RE-000001-label.pdf"'
    assert read(answer.content) == [
        "Expéditeur",
        "Zoé Martin",
        "3 rue du Port",
        "44000 Nantes",
        "France",
        "Étiquette de retour",
        "Arrière-boutique SARL",
        "À retourner à",
        "Arrière-boutique SARL",
        "1 quai de la Fosse",
        "44000 Nantes",
        "France",
        "Commande 1001",
        "Date 27 novembre 2026",
        "À recevoir au plus tard le 27 décembre 2026 RE-000001",
        "À découper ici",
        "Que faire",
        "1. Emballez soigneusement les articles et glissez le bon de retour dans le colis.",
        "2. Collez l’étiquette sur le colis et recouvrez les anciennes étiquettes.",
        "3. Envoyez le colis pour que nous le recevions au plus tard le 27 décembre 2026, et gardez le reçu du",
        "transporteur.",
        "4. Les frais de retour sont à votre charge. L’étiquette n’est pas un timbre : affranchissez le colis.",
        "Arrière-boutique SARL · Étiquette de retour RE-000001 Page 1 sur 1",
    ]
    assert scanned(answer.content) == ["RE-000001"]


@pytest.mark.usefixtures("printed_here")
async def test_the_form_says_what_comes_back_and_why_in_the_customers_language(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 2, "CHAIR": 1}, customer=ZOE, language="en")
    lines = [unit(1, 2, reason="defective", resolution="refund"), unit(2, 1)]
    asked = {"lines": lines, "comment": "It hums."}
    one = said(await returns.post(f"/orders/{order.order_id}/returns", asked), 201)
    form = (await returns.http.get(f"/returns/{one['return_id']}/form")).content
    written = read(form)
    assert [word for word in ("Return form", "Defective", "Refund") if not any(word in line for line in written)] == []
    assert [line for line in written if line.startswith(("Lamp", "LAMP", "Chair", "CHAIR", "It hums"))] == [
        "Lamp",
        "LAMP",
        "Chair",
        "CHAIR",
        "It hums.",
    ]
    assert scanned(form) == ["RE-000001"]


@pytest.mark.usefixtures("printed_here")
async def test_where_parcels_go_is_set_and_whoever_the_order_is_for_now_sends_them(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 1}, customer=ZOE)
    await save(
        returns,
        0,
        receiver="Retours, quai 4",
        street="9 rue Neuve",
        street2="Hall B",
        postal_code="1000",
        country="be",
        way_back="shop",
    )
    one = await opened(returns, order, {1: 1})
    moved = ZOE.model_copy(update={"name": "Zoé Petit"})
    changed = OrderCustomerChanged(
        order_id=order.order_id,
        sequence=5,
        number=order.number,
        language="fr",
        customer=moved,
        changed_at=order.placed_at,
        by="staff",
    )
    await returns.deliver(changed)
    written = await label_of(returns, one)
    assert [line for line in ("Retours, quai 4", "9 rue Neuve", "Hall B", "Belgique") if line not in written] == []
    assert any(line.startswith("Zoé Petit") for line in written)
    assert any(line.startswith("4. Les frais de retour sont à notre charge.") for line in written)
    await returns.deliver(edited(order, sequence=6, lines={"LAMP": 1}, customer=ZOE))
    assert any(line.startswith("Zoé Martin") for line in await label_of(returns, one))


async def test_a_mistyped_french_postcode_is_refused(returns: ShopService) -> None:
    answer = await save(returns, 0, postal_code="4400")
    assert (answer.status_code, answer.json()["type"]) == (422, "wrong-postcode")
    assert answer.json()["errors"][0]["at"] == "body/postal_code"
    assert (await save(returns, 0, postal_code="1000", country="BE")).status_code == 200


@pytest.mark.usefixtures("printed_here")
async def test_of_an_order_from_before_customers_were_kept_the_sender_is_filled_in_by_hand(
    returns: ShopService,
) -> None:
    order = await shipped_order(returns, lines={"LAMP": 1}, customer=ZOE)
    async with returns.database.transaction() as tx:
        await tx.execute("UPDATE orders SET sender = NULL")
    one = await opened(returns, order, {1: 1})
    assert "Zoé Martin" not in "\n".join(await label_of(returns, one))
    await returns.deliver(placed(order.order_id, lines={"LAMP": 1}, customer=ZOE))
    assert "Zoé Martin" in "\n".join(await label_of(returns, one))


async def test_there_is_no_label_before_the_approval_nor_once_nothing_is_to_be_sent(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 4}, customer=ZOE)
    asked = await opened(returns, order, {1: 1}, approve=False)
    declined = await opened(returns, order, {1: 1}, approve=False)
    await do(returns, declined, "decline", reason="Worn.")
    received = await opened(returns, order, {1: 1})
    await do(returns, received, "receive", lines=[unit(1, 1)])
    refusals = [(await label(returns, one)).json() for one in (asked, declined, received)]
    assert {one["type"] for one in refusals} == {"not-to-be-sent"}
    assert [one["detail"] for one in refusals] == [
        "return RE-000001 is not approved yet: its label and its form are there once it is",
        "return RE-000002 is declined: nothing of it is to be sent back",
        "return RE-000003 is received: nothing more of it is to be sent back",
    ]


async def test_the_customers_page_prints_of_its_own_order_alone(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 1}, customer=ZOE)
    one = await opened(returns, order, {1: 1})
    async with returns.client(token("returns:ask")) as customer:
        path = f"/returns/{one['return_id']}/label"
        mine = await customer.get(path, params={"order_id": str(order.order_id)})
        others = await customer.get(path, params={"order_id": str(uuid7())})
    assert (mine.status_code, others.status_code, others.json()["type"]) == (200, 404, "return-not-found")
    async with returns.client(token("orders:read")) as nobody:
        assert (await nobody.get(path)).status_code == 403


def test_papers_have_words_for_each_reason_and_solution_in_both_languages() -> None:
    assert PAGE["en"].keys() == PAGE["fr"].keys()
    for words, kinds in ((REASONS, WhyReturned), (RESOLUTIONS, Resolution)):
        assert [set(words[language]) for language in ("en", "fr")] == [set(kinds), set(kinds)]


async def label(returns: ShopService, one: Json) -> httpx.Response:
    return await returns.http.get(f"/returns/{one['return_id']}/label")


async def label_of(returns: ShopService, one: Json) -> list[str]:
    return read((await label(returns, one)).content)


def read(pdf: bytes) -> list[str]:
    texts = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]
    return [re.sub(r"\s+", " ", line).strip() for text in texts for line in text.replace("\ufffe", "").splitlines()]


def scanned(pdf: bytes) -> list[str]:
    pages = [page.render(scale=2).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    return [code.text for page in pages for code in zxingcpp.read_barcodes(page)]


@pytest.mark.usefixtures("printed_here")
@pytest.mark.parametrize("reason", ["defective", "damaged_in_transit", "wrong_article"])
async def test_what_is_the_fault_of_the_shop_comes_back_at_its_cost(returns: ShopService, reason: str) -> None:
    order = await shipped_order(returns, lines={"LAMP": 2, "CHAIR": 1}, customer=ZOE)
    await save(returns, 0, restocking_percent="5", postage="4.90")
    mind = {"lines": [unit(2, 1, reason="changed_mind")]}
    fault = {"lines": [unit(1, 1, reason=reason)]}
    mine, yours = [said(await returns.post(f"/orders/{order.order_id}/returns", one), 201) for one in (mind, fault)]
    paid = [[line for line in await label_of(returns, one) if line.startswith("4. ")][0] for one in (mine, yours)]
    assert ["votre charge" in paid[0], "notre charge" in paid[1]] == [True, True]
    told = [event.way_back for event in await returns.announced() if isinstance(event, ReturnApproved)]
    assert told == ["customer", "shop"]
    fees = [one["fees"] for one in (mine, yours)]
    assert [(fee["restocking_percent"], fee["postage"]) for fee in fees] == [("5", "4.90"), ("0", "0")]
