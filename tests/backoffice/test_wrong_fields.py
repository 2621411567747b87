"""What is wrong with a field stands beside it, whoever refuses: with what it may be, marked, and all that was typed."""

from typing import Any

import pytest

from services.backoffice.accounts.model import Role
from services.backoffice.wording.faults import Fault, faults_in
from tests.backoffice.conftest import Seat
from tests.backoffice.elements import parse
from tests.backoffice.office import PASSWORD, Office, alert_of
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.support.languages import Says, in_both

IN_BOTH = in_both()


def wrong(page: Page, field: str) -> str:
    """What stands beside the field; nothing stands at the head of the dialog."""
    (marked,) = page.all("[aria-invalid=true]")
    assert marked.attributes["name"] == field
    assert f"{field}-wrong" in marked.attributes["aria-describedby"].split()
    assert page.all(".callout.bad") == []
    return page.alert


@IN_BOTH
async def test_more_than_is_due_says_beside_the_amount_how_much_is(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await (await seat("accounting", language)).goto(f"/orders/{order['order_id']}/pay")
    page.type(page.one("[name=amount]"), "50,00" if language == "fr" else "50.00")
    page.type(page.one("[name=reference]"), "RF18-5390")
    await page.press(says["Enter the payment"])
    assert {
        "en": "This is more than what is due. At most €38.30.",
        "fr": "C’est plus que ce qui reste dû. 38,30 € au plus.",
    }[language] == wrong(page, "amount")
    assert page.one("[name=amount]").value == ("50,00" if language == "fr" else "50.00")
    assert page.one("[name=reference]").value == "RF18-5390"


@IN_BOTH
@pytest.mark.parametrize("typed", ["   ", "\u3164", "\u2800 \u2800", "\u200b"], ids=ascii)
async def test_a_reason_that_shows_nothing_is_asked_for_with_an_example(
    shop: Services, seat: Seat, language: str, says: Says, typed: str
) -> None:
    order = await shop.place()
    page = await (await seat("sales", language)).goto(f"/orders/{order['order_id']}/hold")
    page.type(page.one("[name=reason]"), typed)
    await page.press(says["Put on hold"])
    assert {
        "en": "Reason: fill this in. For example: address to be checked",
        "fr": "Motif : à remplir. Par exemple : adresse à vérifier",
    }[language] == wrong(page, "reason")


@pytest.mark.parametrize(
    ("action", "typed", "field", "said"),
    [
        ("receive", {"quantity": "5000000000"}, "quantity", "Quantity: at most 100,000,000. For example: 3"),
        ("receive", {"quantity": "0"}, "quantity", "Quantity: more than 0. For example: 3"),
        ("receive", {"quantity": "2", "reference": "R" * 300}, "reference", "Reference: at most 200 characters."),
        ("adjust", {"quantity": "0", "reason": "count"}, "quantity", "Quantity: this is not valid. For example: 3"),
        (
            "adjust",
            {"quantity": "-2000", "reason": "count"},
            "quantity",
            "There is not that much in stock. At most 1,000 can be taken off.",
        ),
        ("threshold", {"low_stock_threshold": "1.5"}, "low_stock_threshold", "That is more precise than it can be."),
    ],
)
async def test_what_a_service_refuses_of_a_stocks_form_stands_beside_its_field(
    shop: Services, seat: Seat, action: str, typed: dict[str, str], field: str, said: str
) -> None:
    page = await (await seat("warehouse", "en")).goto(f"/stock/{action}?sku=LAMP")
    for name, text in typed.items():
        page.type(page.one(f"[name={name}]"), text)
    await page.press(page.one("footer button").text, within="form")
    assert wrong(page, field).startswith(said)
    for name, text in typed.items():
        assert page.one(f"[name={name}]").value == text


async def test_accounts_and_views_say_it_beside_their_fields_too(office: Office) -> None:
    owner = await office.desk(Role.OWNER)
    fields = {"name": "Zoé", "role": "sales", "language": "fr", "password": "three words are good"}
    new = {"present": PASSWORD, "password": "another one of mine", "repeated": "another one of mine"}
    for path, sent, field in (
        ("/staff/add", fields | {"email": "zoe@example..org"}, "email"),
        ("/staff/add", fields | {"email": owner.staff.email}, "email"),
        ("/staff/add", fields | {"email": "zoe@example.org", "name": " "}, "name"),
        ("/staff/add", fields | {"email": "zoe@example.org", "role": "chief"}, "role"),
        ("/staff/add", fields | {"email": "zoe@example.org", "password": "short"}, "password"),
        (f"/staff/{owner.staff.staff_id}", {"name": "Zoé", "role": "sales", "version": "1"}, "role"),
        ("/account/password", new | {"present": "not mine at all"}, "present"),
        ("/account/password", new | {"password": "short", "repeated": "short"}, "password"),
        ("/account/password", new | {"repeated": "something else"}, "repeated"),
        ("/account", {"name": " ", "language": "fr", "theme": "dark"}, "name"),
        ("/views", {"query": "status=on_hold", "title": "x" * 60}, "title"),
    ):
        answer = await owner.send(path, **sent)
        assert 400 <= answer.status_code < 500, path
        (marked,) = parse(answer.text).select("[aria-invalid=true]")
        assert marked.attributes["name"] == field, path
        assert alert_of(answer), path
        assert len(parse(answer.text).select("[role=alert]")) == 1, path


@pytest.mark.parametrize(
    ("problem", "fault"),
    [
        ({}, None),
        ({"errors": [{"at": "path/order_id", "detail": "…"}]}, None),
        ({"errors": [{"at": "query/postage", "detail": "…", "kind": "less"}]}, Fault("postage", "less")),
        ({"errors": [{"at": "body", "detail": "…"}]}, None),
        (
            {"errors": [{"at": "body/amount", "detail": "…", "limit": "5.00", "currency": "EUR"}]},
            Fault("amount", "", "5.00", "EUR"),
        ),
        ({"errors": [{"at": "body/lines/0/sku", "detail": "…", "kind": "missing"}]}, Fault("lines/0/sku", "missing")),
    ],
)
def test_the_field_is_that_of_the_problem_details(problem: dict[str, Any], fault: Fault | None) -> None:
    assert faults_in(problem) == ([fault] if fault else [])
