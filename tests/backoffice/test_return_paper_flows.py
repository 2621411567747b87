"""The label and the form of a return, as staff print them and as the customer does behind the link of a mail."""

from typing import Any
from uuid import UUID

import pytest

from services.returns.papers.model import ToPrint
from services.returns.routes import papers
from shared.clock import now
from shared.order_links import OrderLinks
from shared.signed_links import LinkSettings
from tests.backoffice.conftest import Seat
from tests.backoffice.office import Office
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.backoffice.test_return_flows import shipped


@pytest.fixture(autouse=True)
def _printed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands on them is read in the tests of returns."""

    async def printed(wanted: ToPrint) -> bytes:
        return b"%PDF-"

    monkeypatch.setattr(papers, "print_paper", printed)


async def returned(shop: Services, order_id: str, **more: Any) -> str:
    lines = [{"line_no": 1, "quantity": 1}]
    one = await shop.post("returns", f"/orders/{order_id}/returns", {"lines": lines} | more)
    return str(one["return_id"])


def link_of(order_id: str) -> str:
    path = OrderLinks(LinkSettings()).path(UUID(order_id), now())
    assert path
    return path.partition("?")[2]


async def test_staff_print_the_label_and_the_form_once_a_return_is_approved(shop: Services, seat: Seat) -> None:
    return_id = await returned(shop, await shipped(shop), approve=False)
    page = await (await seat("warehouse", "fr")).goto(f"/returns/{return_id}")
    assert "Ils existent une fois le retour approuvé." in page.text("#papers")
    refused = await page.browser.get(f"/returns/{return_id}/label")
    assert refused.status_code == 409
    assert "Ce retour n’a ni étiquette ni bon" in refused.text
    await shop.post("returns", f"/returns/{return_id}/approve", {})
    await page.reload()
    addresses = [link.attributes["href"] for link in page.all("#papers a")]
    files = [await page.browser.get(address) for address in addresses]
    assert [file.headers["content-disposition"] for file in files] == [
        'inline; filename="RE-000001-label.pdf"',
        'inline; filename="RE-000001-form.pdf"',
    ]
    assert [file.content[:5] for file in files] == [b"%PDF-"] * 2


async def test_customers_print_the_papers_of_their_own_order_alone(shop: Services, office: Office) -> None:
    order_id, other_id = await shipped(shop), await shipped(shop)
    mine, waiting = await returned(shop, order_id), await returned(shop, order_id, approve=False)
    customer, link = office.browser(), link_of(order_id)
    page = await Page(customer).goto(f"/order?{link}&language=en")
    papers = [one for name in ("Return label", "Return form") for one in page.links(name)]
    assert [one.attributes["href"].partition("?")[0] for one in papers] == [
        f"/order/returns/{mine}/label",
        f"/order/returns/{mine}/form",
    ]
    label = await customer.get(papers[0].attributes["href"])
    assert (label.content[:5], label.headers["x-robots-tag"]) == (b"%PDF-", "noindex")
    assert (await customer.get(f"/order/returns/{mine}/form?{link_of(other_id)}")).status_code == 404
    refused = await customer.get(f"/order/returns/{waiting}/form?{link}", headers={"Accept-Language": "en"})
    assert refused.status_code == 409
    assert "There is no label of this return and no form: they are there once it is approved" in refused.text
