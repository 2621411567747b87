"""What a role may not do is refused by the service itself, however the request was made."""

import re
import time
from typing import Any
from urllib.parse import urlencode

import pytest

from services.backoffice.accounts.model import SCOPES, Role
from services.backoffice.pages.orders.actions import ORDER_ACTIONS
from services.backoffice.web.visit import Form
from services.backoffice.wording.vocabulary import DONE, LABELS
from shared.scopes import SETTINGS
from tests.backoffice.forms_of_actions import (
    FIELDS,
    FORMS,
    OF_ANOTHER,
    OF_SHIPMENT,
    OF_THEIR_OWN,
    ORDER_PATH,
    SOME_ID,
    TABLES,
    WITHOUT_A_PAGE,
    Sent,
)
from tests.backoffice.office import Desk, Office, alert_of
from tests.backoffice.services import Services
from tests.backoffice.test_custom_status_flows import STATUS, keep


@pytest.fixture
async def services(five_services: Services) -> Services:
    """An order has been placed, and all services know of it."""
    await five_services.open_shop()
    await five_services.place(order_id=SOME_ID)
    return five_services


def forbidden(role: Role) -> list[Sent]:
    may = {*SCOPES[role]}
    return [form for form in FORMS if form.scope not in may and OF_THEIR_OWN.get(form.path) not in may]


@pytest.mark.parametrize("role", Role)
async def test_what_a_role_may_not_do_its_service_refuses_and_what_it_may_it_does_not(
    office: Office, services: Services, role: Role
) -> None:
    desk = await office.desk(role)
    before = await services.contents()
    for form in forbidden(role):
        answer = await desk.send(form.path, **form.fields)
        assert (answer.status_code, alert_of(answer)) == (403, "Your role does not allow this."), form
    assert services.answers == [(answer.service, 403, "insufficient-scope") for answer in services.answers]
    assert len(services.answers) == len(forbidden(role))
    assert await services.contents() == before

    for form in FORMS:
        if form not in forbidden(role):
            await desk.send(form.path, **form.fields)
            assert services.answers[-1].type != "insufficient-scope", form
    assert len(services.answers) == len(FORMS)


def test_the_forms_are_those_of_actions_that_there_are() -> None:
    assert FIELDS.keys() <= {f"{table.address}/{action.name}" for table in TABLES for action in table.all}
    assert {form.scope for form in FORMS} == set(SCOPES[Role.MANAGER]) - set(SCOPES[Role.READ_ONLY]) - WITHOUT_A_PAGE


def test_every_action_says_what_it_has_done() -> None:
    for table in TABLES:
        for action in table.all:
            done = action.done if isinstance(action.done, str) else action.done(Form())
            assert done in DONE, action.name


def test_what_is_told_of_a_role_leaves_out_the_settings_where_it_may_not_see_them() -> None:
    told = {role: LABELS["role_may"][role].text for role in Role}
    without = [role for role in Role if "billing:settings" not in SCOPES[role]]
    assert [role for role in Role if "but the settings" in told[role]] == without


def test_each_role_may_do_what_its_work_needs() -> None:
    writes = {role: sorted(scope for scope in SCOPES[role] if not scope.endswith(":read")) for role in Role}
    everything = ["billing:write", "catalogue:write", "fulfilment:write", "notifier:write", "operations:write"]
    everything += [
        "notifier:notify",
        "orders:note",
        "orders:place",
        "orders:status",
        "orders:task",
        "orders:write",
        "returns:write",
    ]
    assert writes == {
        Role.OWNER: sorted([*everything, *SETTINGS, "staff:write"]),
        Role.MANAGER: sorted(everything),
        Role.SALES: [
            "notifier:notify",
            "notifier:write",
            "orders:note",
            "orders:place",
            "orders:status",
            "orders:task",
            "orders:write",
            "returns:write",
        ],
        Role.WAREHOUSE: [
            "fulfilment:write",
            "notifier:notify",
            "orders:note",
            "orders:status",
            "orders:task",
            "returns:write",
        ],
        Role.ACCOUNTING: [
            "billing:write",
            "notifier:notify",
            "notifier:write",
            "orders:note",
            "orders:status",
            "orders:task",
        ],
        Role.READ_ONLY: [],
    }


async def test_a_reader_who_forges_a_cancellation_is_refused_by_orders_itself(
    office: Office, services: Services
) -> None:
    """With the very token that the back office mints for the reader, past all its pages."""
    reader = await office.desk(Role.READ_ONLY)
    token = office.api.state.staff_tokens.of(reader.staff)
    async with services["orders"].client(token) as past_the_pages:
        answer = await past_the_pages.post(
            f"{ORDER_PATH}/cancel", json={"notify_customer": False}, headers={"Idempotency-Key": "forged"}
        )
    problem: dict[str, Any] = answer.json()
    assert (answer.status_code, problem["type"]) == (403, "insufficient-scope")
    assert problem["detail"] == "the token lacks the scope orders:write"

    await reader.send(f"{ORDER_PATH}/cancel")
    assert services.answers == [("orders", 403, "insufficient-scope")]
    assert (await services["orders"].http.get(ORDER_PATH)).json()["status"] == "processing_awaiting_payment"

    sales = await office.desk(Role.SALES)
    assert (await sales.send(f"{ORDER_PATH}/cancel")).status_code == 303
    assert (await services["orders"].http.get(ORDER_PATH)).json()["status"] == "cancelled"


@pytest.mark.parametrize("role", Role)
async def test_an_order_offers_what_its_owners_say_is_possible_and_the_role_allows(
    office: Office, services: Services, role: Role
) -> None:
    desk = await office.desk(role)
    await keep(services, STATUS | {"code": "engraving"})
    new = {"hold", "cancel", "pay", "expect", "ship", "note", "split", "parcel", "custom-status", "customer"}
    held = {"resume", "cancel", "pay", "expect", "note", "parcel", "custom-status", "customer"}
    others = {
        "duplicate": "orders:write",
        "edit": "orders:write",
        "letter": "returns:write",
        "link": "orders:write",
        "notify": "notifier:notify",
        "tasks": "orders:task",
        "remind": "billing:write",
    }
    beside = {name for name, scope in others.items() if scope in SCOPES[role]}
    assert await _offered(desk) == beside | _allowed(new, role)
    hold = await services["orders"].post(f"{ORDER_PATH}/hold", {"reason": "address unclear"})
    assert hold.status_code == 200
    for event in (await services["orders"].announced())[-1:]:
        for reader in ("billing", "fulfilment"):
            await services[reader].deliver(event)
    assert await _offered(desk) == beside | _allowed(held, role)


def _allowed(names: set[str], role: Role) -> set[str]:
    return {name for name in names if ORDER_ACTIONS[name].scope in SCOPES[role]}


async def _offered(desk: Desk) -> set[str]:
    """The actions that the page of the order has a button or form for."""
    page = (await desk.get(ORDER_PATH)).text
    return set(re.findall(rf'(?:href|action)="{ORDER_PATH}/([\w-]+)', page))


async def test_every_dialog_that_opens_sends_its_form_to_its_own_address(office: Office, services: Services) -> None:
    """Those that do not say why, and ask for nothing."""
    manager = await office.desk(Role.MANAGER)
    for form in FORMS:
        if not form.path.endswith(OF_ANOTHER):
            asked = {"sku": "LAMP"} if form.path.startswith(("/stock", "/product")) else {}
            if form.path.endswith(OF_SHIPMENT):
                (parcel,) = (await services.get("fulfilment", ORDER_PATH))["shipments"]
                asked = {"shipment_id": parcel["shipment_id"]}
            answer = await manager.get(form.path, params=asked)
            assert answer.status_code in (200, 409), form.path
            assert (f'action="{form.path}"' in answer.text) == (answer.status_code == 200)


async def test_the_history_names_who_did_it(office: Office, services: Services) -> None:
    sales = await office.desk(Role.SALES)
    await sales.send(f"{ORDER_PATH}/hold", reason="address unclear")
    history = (await services["orders"].http.get(f"{ORDER_PATH}/history")).json()["items"]
    assert (history[-1]["by"], history[-1]["action"]) == ("sales@shop.example", "hold_requested")


async def test_a_token_of_staff_lives_ten_minutes_and_never_reaches_the_browser(
    office: Office, services: Services
) -> None:
    desk = await office.desk(Role.OWNER)
    token = office.api.state.staff_tokens.of(desk.staff)
    claims = office.api.state.tokens.verify(token)
    assert 0 < claims.expires_at - time.time() <= 600
    for path in (ORDER_PATH, "/account", "/operations"):
        answer = await desk.get(path)
        assert token not in answer.text + str(answer.headers)


async def test_a_link_fills_in_no_dialog_and_makes_no_key(office: Office, services: Services) -> None:
    """Whoever follows it would confirm what somebody else has prepared."""
    manager = await office.desk(Role.MANAGER)
    of_orders = ("key", "amount", "method", "reference", "reason", "version", "notify_customer", "text", "title")
    others = ("quantity", "low_stock_threshold", "second_factor", "email", "name", "password", "present")
    of_products = ("backorders_until", "price", "vat_rate", "currency")
    prepared = dict.fromkeys((*of_orders, *others, *of_products), "prepared")
    dialogs = [form.path for form in FORMS if not form.path.endswith(OF_ANOTHER + OF_SHIPMENT)]
    for path in [*dialogs, "/views/new?status=on_hold", "/account/password"]:
        asked = prepared | ({"sku": "LAMP"} if path.startswith(("/stock", "/product")) else {})
        answer = await manager.get(f"{path}{'&' if '?' in path else '?'}{urlencode(asked)}")
        assert answer.status_code in (200, 409), path
        dialog = re.search(r'id="dialog-content".*?</main>', answer.text, re.DOTALL)
        assert dialog, path
        assert "prepared" not in dialog[0].replace(f'action="{path}', ""), path
        assert "checked" not in dialog[0], path


async def test_a_dialog_ships_no_parcel_but_one_of_its_order(office: Office, services: Services) -> None:
    other = await services.place()
    (parcel,) = (await services.get("fulfilment", f"/orders/{other['order_id']}"))["shipments"]
    manager = await office.desk(Role.MANAGER)
    query = {"shipment_id": parcel["shipment_id"]}
    assert (await manager.get(f"{ORDER_PATH}/ship", params=query)).status_code == 404
    assert (await manager.get(f"/orders/{other['order_id']}/ship", params=query)).status_code == 200
