"""What every answer tells the browser: not to frame, sniff or keep it, nor to run what is not ours."""

import re

import httpx
import pytest

from services.backoffice.accounts.model import Role
from services.backoffice.web.visit import Visit
from tests.backoffice.office import PASSWORD, Office

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def is_safe(answer: httpx.Response) -> None:
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy == POLICY
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "server" not in answer.headers


PAGES = ("/account", "/account/password", "/account/second-factor/start", "/staff", "/staff/add", "/sign-in", "/orders")


@pytest.mark.parametrize("path", PAGES)
async def test_no_page_is_framed_sniffed_or_kept(office: Office, path: str) -> None:
    answer = await (await office.desk(Role.OWNER)).get(path)
    is_safe(answer)
    assert answer.headers["cache-control"] == "no-store"


async def test_neither_are_redirects_refusals_and_what_is_not_there(office: Office) -> None:
    stranger, desk = office.browser(), await office.desk(Role.SALES)
    answers = {
        303: await stranger.get("/account"),
        401: await stranger.sign_in("eve@shop.example", "wrong"),
        403: await desk.get("/staff"),
        404: await stranger.get("/there/is/no/such/page"),
        405: await desk.get("/sign-out"),
        413: await desk.post("/account", name="x" * (3 * 1024 * 1024)),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        is_safe(answer)


async def test_neither_is_the_answer_to_a_bug(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("a bug with <b>details</b>")

    desk = await office.desk()
    monkeypatch.setattr(Visit, "page", fails)
    answer = await desk.get("/account")
    assert (answer.status_code, answer.headers["connection"]) == (500, "close")
    is_safe(answer)
    assert "details" not in answer.text


async def test_what_pages_load_may_be_kept_but_not_sniffed(office: Office) -> None:
    browser = office.browser()
    page = await browser.get("/sign-in")
    loaded = re.findall(r'(?:src|href)="(/static/[^"#]+)', page.text)
    assert len(loaded) > 2
    for path in loaded:
        answer = await browser.get(path)
        is_safe(answer)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    is_safe(await browser.get("/static/none.js"))


async def test_pages_hold_no_script_or_style_of_their_own(office: Office) -> None:
    """So that the policy need not allow any."""
    desk = await office.desk(Role.OWNER)
    for path in PAGES:
        text = (await desk.get(path)).text
        assert re.findall(r"<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=|javascript:|hx-on", text) == []


async def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(office: Office) -> None:
    staff = await office.hire()
    answer = await office.browser().sign_in(staff.email, PASSWORD)
    cookie = answer.headers["set-cookie"]
    assert re.fullmatch(r"backshop_session=[\w-]{43}; HttpOnly; Max-Age=604800; Path=/; SameSite=lax", cookie)


async def test_with_https_the_cookie_is_sent_by_https_only_and_of_this_host_alone(
    public_url: str, office: Office
) -> None:
    staff = await office.hire()
    browser = office.browser(origin=public_url)
    cookie = (await browser.sign_in(staff.email, PASSWORD)).headers["set-cookie"]
    assert cookie.startswith("__Host-backshop_session=")
    assert cookie.endswith("; HttpOnly; Max-Age=604800; Path=/; SameSite=lax; Secure")
    assert await browser.is_signed_in()
    neighbour = office.browser(origin=public_url)
    neighbour.http.cookies.set("backshop_session", browser.token or "", domain="office.shop.example")
    assert not await neighbour.is_signed_in()  # a cookie that a neighbour of the same domain could have set


async def test_signing_out_takes_the_cookie_away(office: Office) -> None:
    answer = await (await office.desk()).send("/sign-out")
    assert answer.headers["set-cookie"] == 'backshop_session=""; HttpOnly; Max-Age=0; Path=/; SameSite=lax'


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80@127.0.0.1", "[", "[::1", "a b", "%00", "x" * 300, "127.0.0.1:99999"]
)
async def test_no_address_is_made_of_the_host_a_request_names(office: Office, host: str) -> None:
    browser = office.browser()
    for path in ("/", "/account", "/account/", "/orders/", "/sign-in", "/sign-in/", "//evil.example/", "/nothing"):
        answer = await browser.get(path, headers={"Host": host})
        assert answer.status_code in (200, 303, 404)
        assert "evil" not in answer.headers.get("location", "").replace("%2F%2Fevil.example", "")
        assert answer.headers.get("location", "/").startswith("/")
        assert not answer.headers.get("location", "/").startswith("//")
        assert "evil" not in answer.text.replace("%2F%2Fevil.example", "")


@pytest.mark.parametrize(
    "name", ["X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix", "Forwarded"]
)
async def test_headers_of_proxies_that_a_client_makes_up_lead_nowhere(office: Office, name: str) -> None:
    answer = await office.browser().get("/account", headers={name: "evil.example"})
    assert answer.headers["location"] == "/sign-in?next=%2Faccount"


async def test_where_a_page_says_it_was_leads_back_to_us_only(office: Office) -> None:
    for stood_on in ("https://evil.example//evil.example/x", "//evil.example", "http://[", "javascript:alert(1)"):
        answer = await office.browser().get("/account", headers={"HX-Request": "true", "HX-Current-URL": stood_on})
        assert answer.status_code == 204
        assert answer.headers["hx-redirect"] in ("/sign-in?next=%2F", "/sign-in?next=%2Faccount")
