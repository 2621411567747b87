"""Forms that are not ours, or not of this session, change nothing (CSRF)."""

import re
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts

from services.backoffice import pages
from services.backoffice.accounts.model import Role
from services.backoffice.web.csrf import form_proof
from tests.backoffice.office import PASSWORD, Desk, Office, alert_of

FORGED = "This form is not from your session. Load the page again and repeat."
SOME_ID = "019a9d3c-0000-7000-8000-000000000000"
SIGNED_OUT = {
    *("/sign-in", "/sign-in/code", "/offer/accept", "/offer/decline", "/order/find", "/order/return"),
    *("/order/withdraw", "/withdraw"),
    *("/order/returns/{return_id}/send", "/order/returns/{return_id}/cancel"),
    *("/order/withdraw", "/withdraw"),
}
"""What is behind the link of a mail has its own tests."""
WISHES = {"name": "Mallory", "language": "fr", "theme": "dark"}


def posts() -> list[str]:
    """Every address that takes forms, but those that nobody needs to be signed in for."""
    modules = [import_module(found.name) for found in walk_packages(pages.__path__, f"{pages.__name__}.")]
    routers = [module.router for module in modules if hasattr(module, "router")]
    routes = [route for router in routers for route in iter_route_contexts(router.routes)]
    return sorted({route.path for route in routes if "POST" in route.methods} - SIGNED_OUT)


async def is_refused(desk: Desk, office: Office, answer: Any) -> None:
    assert (answer.status_code, alert_of(answer)) == (403, FORGED)
    assert await office.staff(desk.staff.staff_id) == desk.staff


async def test_a_form_without_proof_is_refused(office: Office) -> None:
    desk = await office.desk()
    await is_refused(desk, office, await desk.post("/account", **WISHES))


@pytest.mark.parametrize("proof", ["", ".", "made.up", "é.ü", "0" * 5000])
async def test_a_form_with_a_proof_that_was_made_up_is_refused(office: Office, proof: str) -> None:
    desk = await office.desk()
    await is_refused(desk, office, await desk.post("/account", proof=proof, **WISHES))


@pytest.mark.parametrize("key", ["é", "\N{GRINNING FACE}", "a\nb", "\0"])
async def test_a_key_that_no_page_gives_is_refused_before_it_reaches_a_service(office: Office, key: str) -> None:
    desk = await office.desk()
    await is_refused(desk, office, await desk.post(f"/orders/{SOME_ID}/resume", proof=desk.proof, key=key))


async def test_a_form_of_another_session_is_refused(office: Office) -> None:
    desk, mallory = await office.desk(), await office.desk(Role.MANAGER)
    await is_refused(desk, office, await desk.post("/account", proof=mallory.proof, **WISHES))
    other_of_the_same = await office.desk(desk.staff)
    await is_refused(desk, office, await desk.post("/account", proof=other_of_the_same.proof, **WISHES))


async def test_a_form_of_before_the_sign_in_is_refused_after_it(office: Office) -> None:
    desk = await office.desk()
    before = desk.proof
    await desk.sign_in(desk.staff.email)
    answer = await desk.post("/account", proof=before, **WISHES)
    assert (answer.status_code, alert_of(answer)) == (403, FORGED)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:8081"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8080.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8080"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
        {"Sec-Fetch-Site": "none", "Origin": "null"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    ],
)
async def test_a_form_on_another_site_is_refused_even_with_a_right_proof(
    office: Office, headers: dict[str, str]
) -> None:
    desk = await office.desk()
    await is_refused(desk, office, await desk.post("/account", headers=headers, proof=desk.proof, **WISHES))


async def test_nobody_is_signed_in_from_another_site(office: Office) -> None:
    """Else a victim would work in an account of the attacker's without noticing."""
    staff, browser = await office.hire(), office.browser()
    fields = {"email": staff.email, "password": PASSWORD}
    answer = await browser.post("/sign-in", headers={"Origin": "https://evil.example"}, **fields)
    assert (answer.status_code, browser.token) == (403, None)


async def test_the_public_address_is_ours_behind_a_proxy_that_keeps_it_to_itself(
    public_url: str, office: Office
) -> None:
    staff = await office.hire()
    behind = office.browser(origin="http://backoffice:8080")
    fields = {"email": staff.email, "password": PASSWORD}
    assert (await behind.post("/sign-in", headers={"Origin": public_url}, **fields)).status_code == 303


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8080", "null"])
async def test_a_form_on_our_page_is_taken_also_of_a_browser_that_hides_where_it_stood(
    office: Office, origin: str
) -> None:
    desk = await office.desk()
    headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
    answer = await desk.post("/account", headers=headers, proof=desk.proof, **WISHES)
    assert answer.status_code == 303


@pytest.mark.parametrize("path", posts())
async def test_every_address_that_takes_forms_asks_for_the_proof(office: Office, path: str) -> None:
    desk = await office.desk(Role.OWNER)
    parts = {"name": "cancel", "service": "orders", "sku": "LAMP"}
    answer = await desk.post(re.sub(r"{(\w+)(:path)?}", lambda found: parts.get(found[1], SOME_ID), path))
    assert (answer.status_code, alert_of(answer)) == (403, FORGED)
    assert await desk.is_signed_in()


@pytest.mark.parametrize("path", [path for path in posts() if path.startswith(("/account", "/staff", "/sign-out"))])
async def test_nothing_is_done_by_a_link(office: Office, path: str) -> None:
    """GET only shows, so that a picture on another site cannot do anything."""
    owner, zoe = await office.desk(Role.OWNER), await office.desk(Role.SALES)
    async with office.reading() as queries:
        sessions = [row[0] for row in await queries.fetch("SELECT session_id FROM sessions")]
    for session_id in sessions:
        address = path.replace("{staff_id}", str(zoe.staff.staff_id)).replace("{session_id}", str(session_id))
        await owner.get(address, params=WISHES | {"proof": owner.proof, "password": PASSWORD})
    assert await office.staff(zoe.staff.staff_id) == zoe.staff
    assert (await office.staff(owner.staff.staff_id)).name == owner.staff.name
    assert await office.count("sessions") == 2
    assert await office.count("staff") == 2


def test_a_proof_is_another_each_time_for_the_same_session(backoffice_environment: Any) -> None:
    assert form_proof("token") != form_proof("token")
