"""Bad values at every parameter of every API, page and form, found by a program: refused, and never a bug."""

import itertools
import json
import logging
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from fastapi.routing import APIRoute

from services.backoffice.accounts.model import Role
from services.backoffice.app import router as pages
from services.backoffice.web.render import TEMPLATES
from tests.backoffice.office import PASSWORD, Office
from tests.backoffice.services import Services
from tests.support.service import token

SOME_ID = "019a9d3c-0000-7000-8000-000000000000"
BAD = (
    *(
        b"",
        b" ",
        b"\0",
        "é".encode(),
        b"-1",
        b"0",
        b"9223372036854775808",
        b"1e400",
        b"NaN",
        b"true",
        b"[]",
        b"a" * 8000,
    ),
    *(b"a\nb", b"a\r\nX-Evil: 1", "\u202eabc".encode(), b"%", b"%zz", b"'", b'"', b"\\", b"../..", b"\xff\xfe"),
    *(b"\xed\xa0\x80", "😀".encode(), b"<script>", SOME_ID.encode() + b"\0", b"2026-99-99", b"9" * 400),
)
WORST = (
    b"",
    b"\0",
    "é".encode(),
    b"-1",
    b"9223372036854775808",
    b"a\r\nb",
    b"\xff",
)
"""For pages, each of which takes ten times as long."""
OF_WORST = (b"\0", b"\xff")
DRAWN = "/sample"
"""What is drawn at such a path takes half a second: of its parameters each kind is given the worst, others two."""
BODIES = (
    *(b"", b"null", b"[]", b"0", b'""', b"true", b"{", b"NaN", b'{"a": 1e400}', b"\xff", b'"\\ud800"', b"[" * 3000),
)
JSON_VALUES = (
    *('"\\u0000"', '"\\ud800"', '"é"', "-1", "0", "9223372036854775808", "1e400", "NaN", "null", "true", "[]", "{}"),
    *(
        f'"{"a" * 8000}"',
        '""',
        '"a\\nb"',
        '"\\u202e"',
        '"%"',
        "[[]]",
        '"1e400"',
        '"9999999999"',
        '"-0"',
        f"1{'0' * 5000}",
    ),
)
FIELDS = sorted(
    {name for page in TEMPLATES.rglob("*.html") for name in re.findall(r'name="(\w+)"', page.read_text())}
    - {"proof", "key", "viewport", "theme"}
)
SOME = ('"\\u0000"', '"\\ud800"', "9223372036854775808", "1e400", "null", "{}", f"1{'0' * 5000}")
"""For fields of a kind that another field of this API has: what is read in one place has had all of them."""

HEADERS = ("If-Match", "Idempotency-Key", "Accept-Language", "Cookie", "Content-Type", "Accept", "Authorization")


@pytest.fixture
async def services(five_services: Services) -> Services:
    await five_services.open_shop()
    await five_services.place(order_id=SOME_ID)
    return five_services


@pytest.fixture(autouse=True)
def no_error_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    errors = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    # An API without a process has no status.
    assert [error for error in errors if error != "GET /operations/status failed"] == []


def _good(name: str) -> str:
    return {"sku": "LAMP", "parked_id": "1", "service": "orders"}.get(name, SOME_ID)


def _filled(path: str, **bad: bytes) -> str:
    return re.sub(r"{(\w+)(:path)?}", lambda found: quote(bad.get(found[1], _good(found[1]).encode()), safe=""), path)


def _names(path: str) -> list[str]:
    return re.findall(r"{(\w+)", path)


@pytest.mark.parametrize("name", ["orders", "billing", "fulfilment", "returns", "notifier"])
async def test_no_value_at_any_parameter_of_an_api_is_a_bug(services: Services, name: str) -> None:
    of = services[name]
    of.api.state.kafka = "127.0.0.1:1"
    document = of.api.openapi()
    keys = itertools.count()
    found: list[str] = []
    headers, bodies = HEADERS, BODIES
    kinds: set[str] = set()

    def is_new(kind: Any) -> bool:
        """All values go to the first of a kind; others are given the worst."""
        known = json.dumps(kind, sort_keys=True)
        new = known not in kinds
        kinds.add(known)
        return new

    async def ask(method: str, address: str, content: bytes = b"{}", **given: bytes) -> None:
        sent = {"Idempotency-Key": f"bad-{next(keys)}".encode(), "Content-Type": b"application/json"}
        sent |= {header.replace("_", "-"): value for header, value in given.items()}
        answer = await of.http.request(method, address, content=content, headers=list(sent.items()))
        if answer.status_code >= 500:
            found.append(f"{method} {address[:200]} {content[:80]!r} {given!r:.80}: {answer.status_code}")
        elif answer.status_code >= 400 and "pattern '" in answer.text:  # a regular expression is no answer
            found.append(f"{method} {address[:200]} {content[:80]!r}: {answer.text[:200]}")

    for path, operations in document["paths"].items():
        if path.startswith("/health") or path == "/operations/status":
            continue
        for method, operation in operations.items():
            good = _filled(path)
            for parameter in operation.get("parameters", ()):
                if parameter["in"] in ("path", "query"):
                    where = parameter["in"] == "path"
                    new = is_new([parameter["in"], _type_of(parameter)])
                    for bad in (OF_WORST, WORST, BAD)[new + (not path.endswith(DRAWN))]:
                        address = _filled(path, **{parameter["name"]: bad}) if where else good
                        await ask(method, address if where else f"{good}?{parameter['name']}={quote(bad)}")
            if method != "get":
                for bad, header in itertools.product(BAD, headers):
                    value = b"Bearer " + bad if header == "Authorization" else bad
                    await ask(method, good, **{header: value})
                for content in bodies:
                    await ask(method, good, content)
                headers, bodies = (), BODIES[-2:]  # they are read in one place
                for field, schema in _fields(document, operation).items():
                    for value in JSON_VALUES if is_new(schema) else SOME:
                        await ask(method, good, f'{{"{field}": {value}}}'.encode())
    assert found == []


def _type_of(schema: Any) -> Any:
    """Without what it is called and told by."""
    if isinstance(schema, list):
        return [_type_of(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    told = ("name", "title", "description", "example", "examples")
    return {key: _type_of(value) for key, value in schema.items() if key not in told}


def _fields(document: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    references = [one["$ref"] for one in (body, *body.get("anyOf", ())) if "$ref" in one]
    schemas = [document["components"]["schemas"][reference.rpartition("/")[2]] for reference in references]
    return {name: _type_of(field) for schema in schemas for name, field in schema.get("properties", {}).items()}


@pytest.mark.parametrize("subject", ["a\nb", "a\r\nX-Evil: 1", "", "a" * 8000, "a\0b"])
async def test_a_token_whose_subject_is_no_name_is_not_valid(services: Services, subject: str) -> None:
    async with services["orders"].client(token(subject=subject)) as http:
        answer = await http.post(f"/orders/{SOME_ID}/hold", json={"reason": "x"}, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["type"]) == (401, "not-authenticated")


def _routes(method: str) -> list[APIRoute]:
    skipped = ("/live", "/sign-out")
    all_routes = [route for page in pages.routes for route in page.original_router.routes]  # type: ignore[attr-defined]
    found = [one for one in all_routes if isinstance(one, APIRoute) and method in one.methods]
    assert len(found) > 20
    return [one for one in found if one.path not in skipped]


async def test_no_value_in_the_address_of_a_page_is_a_bug(office: Office, services: Services) -> None:
    desk = await office.desk(Role.OWNER)
    found: list[str] = []
    names_tried: set[tuple[str, ...]] = set()
    for route in _routes("GET"):
        names = tuple(_names(route.path))
        bad_names = WORST if names not in names_tried else (b"\0", "é".encode())
        names_tried.add(names)
        asked = {field.alias for field in route.dependant.query_params} | {"after", "q", "done", "sku"}
        addresses = [_filled(route.path, **dict.fromkeys(names, bad)) for bad in bad_names if names]
        addresses += [f"{_filled(route.path)}?{urlencode(dict.fromkeys(sorted(asked), bad))}" for bad in WORST]
        for address in addresses:
            answer = await desk.get(address)
            if answer.status_code >= 500:
                found.append(f"{address[:200]}: {answer.status_code}")
    assert found == []


async def test_no_value_in_a_form_is_a_bug(office: Office, services: Services) -> None:
    desk = await office.desk(Role.OWNER)
    found: list[str] = []
    for number, route in enumerate(_routes("POST")):
        for bad in WORST:
            sent = dict.fromkeys(FIELDS, bad)
            bad_key = [{"proof": desk.proof, "key": bad}] if number == 0 else []  # read in one place
            for content in (sent | {"proof": desk.proof}, *bad_key):
                answer = await desk.http.post(
                    _filled(route.path),
                    content=urlencode(content),
                    headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"},
                )
                if answer.status_code >= 500:
                    found.append(f"{route.path} {bad[:20]!r}: {answer.status_code}")
    assert found == []


@pytest.mark.parametrize("address", ["a" * 8000, "1.2.3.4\n", "fe80::1%" + "a" * 8000, "\0", "é", ""])
async def test_an_address_that_a_proxy_made_up_is_no_address(office: Office, address: str) -> None:
    staff = await office.hire()
    browser = office.browser(address=address)
    assert (await browser.post("/sign-in", email=staff.email, password="wrong")).status_code == 401
    assert (await browser.post("/sign-in", email=staff.email, password=PASSWORD)).status_code == 303


async def test_no_header_of_a_page_is_a_bug(office: Office, services: Services) -> None:
    desk = await office.desk(Role.OWNER)
    found: list[str] = []
    names = (
        "Accept-Language",
        "Cookie",
        "HX-Current-URL",
        "HX-Trigger",
        "Origin",
        "Sec-Fetch-Site",
        "Host",
        "User-Agent",
    )
    for name, bad in itertools.product(names, WORST):
        for client in (desk, office.browser()) if bad in (b"\0", b"\xff") else (desk,):
            answer = await client.http.get("/orders", headers=[(name.encode(), bad), (b"accept", b"text/html")])
            if answer.status_code >= 500:
                found.append(f"{name}: {bad[:20]!r}")
    assert found == []
