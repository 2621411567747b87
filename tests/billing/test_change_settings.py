"""Staff see and change billing's settings over HTTP: validated, versioned, and never over what somebody else saved."""

import asyncio
from typing import Any

import pytest

from tests.billing.settings_api import INVOICES, SELLER, refused, save, sections
from tests.support.clock import Clock
from tests.support.orders import placed
from tests.support.service import ShopService, token


async def test_before_anybody_has_changed_them_the_settings_are_those_of_the_environment(billing: ShopService) -> None:
    found = await sections(billing)
    unchanged = {"version": 0, "changed_at": None, "changed_by": None}
    assert found["invoices"] == {"name": "invoices", "values": INVOICES, "defaults": INVOICES, **unchanged}
    assert found["seller"] == {"name": "seller", "values": SELLER, "defaults": SELLER, **unchanged}
    assert (await billing.http.get("/settings/invoices/versions")).json() == {"items": [], "next": None}


async def test_who_changed_what_when_is_told_the_newest_first(billing: ShopService, clock: Clock) -> None:
    first = await save(billing, "invoices", INVOICES | {"payment_days": 14})
    assert (first.status_code, first.headers["ETag"], first.json()["version"]) == (200, '"1"', 1)
    clock.pass_by(minutes=1)
    await save(billing, "invoices", INVOICES | {"payment_days": 21, "invoice_prefix": "F"}, version=1, by="bob")

    section = (await sections(billing))["invoices"]
    assert (section["version"], section["changed_by"], section["changed_at"]) == (2, "bob", "2026-03-02T10:01:00Z")
    assert (section["values"]["payment_days"], section["defaults"]["payment_days"]) == (21, 30)
    page = (await billing.http.get("/settings/invoices/versions?limit=1")).json()
    older = (await billing.http.get(f"/settings/invoices/versions?limit=1&after={page['next']}")).json()
    assert page["items"] == [
        {
            "version": 2,
            "changed_at": "2026-03-02T10:01:00Z",
            "changed_by": "bob",
            "changes": [
                {"field": "payment_days", "before": 14, "after": 21},
                {"field": "invoice_prefix", "before": "FA", "after": "F"},
            ],
        }
    ]
    assert [one["changes"] for one in older["items"]] == [[{"field": "payment_days", "before": 30, "after": 14}]]
    assert older["next"] is None


async def test_what_somebody_else_saved_meanwhile_is_not_overwritten_and_it_is_told_who_that_was(
    billing: ShopService,
) -> None:
    await save(billing, "invoices", INVOICES | {"payment_days": 14}, by="bob")
    late = await save(billing, "invoices", INVOICES | {"payment_days": 7}, by="carol")
    assert refused(late)[:2] == (412, "stale-version")
    assert late.json()["detail"] == (
        "somebody else has changed the settings invoices since version 0:"
        " they are at version 1 (bob, 2026-03-02T10:00:00+00:00)"
    )
    assert (await sections(billing))["invoices"]["values"]["payment_days"] == 14


async def test_of_two_who_save_at_once_one_is_told_of_the_other(billing: ShopService) -> None:
    answers = await asyncio.gather(
        *(
            save(billing, "invoices", INVOICES | {"payment_days": days}, by=by)
            for days, by in enumerate(("bob", "carol", "dan", "eve"), start=1)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
    (won,) = [answer for answer in answers if answer.status_code == 200]
    assert (await sections(billing))["invoices"] == won.json()


async def test_what_was_saved_and_not_answered_may_be_sent_again(billing: ShopService) -> None:
    body = INVOICES | {"payment_days": 14}
    answers = [await save(billing, "invoices", body) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    unchanged = await save(billing, "invoices", body, version=1, by="bob")
    assert (unchanged.json()["version"], unchanged.json()["changed_by"]) == (1, "alice")


async def test_a_version_is_needed_to_change_settings(billing: ShopService) -> None:
    answer = await billing.http.put("/settings/invoices", json=INVOICES)
    assert refused(answer)[:2] == (428, "precondition-required")
    assert refused(await save(billing, "invoices", INVOICES | {"payment_days": 1}, version=3))[0] == 412


async def test_only_who_has_the_scope_sees_and_changes_them(billing: ShopService) -> None:
    async with billing.client(token("billing:read billing:write operations:write")) as accounting:
        for path in ("/settings", "/settings/seller/versions"):
            assert refused(await accounting.get(path))[:2] == (403, "insufficient-scope")
        answer = await accounting.put("/settings/seller", json=SELLER, headers={"If-Match": '"0"'})
        assert refused(answer)[:2] == (403, "insufficient-scope")
    assert (await billing.http.get("/settings/stock/versions")).status_code == 404


@pytest.mark.parametrize(
    ("section", "change", "field", "kind"),
    [
        ("invoices", {"invoicing": "never"}, "invoicing", "enum"),
        ("invoices", {"payment_days": 61}, "payment_days", "less_than_equal"),
        ("invoices", {"payment_days": -1}, "payment_days", "greater_than_equal"),
        ("invoices", {"payment_days": "30"}, "payment_days", "int_type"),
        ("invoices", {"greatest_write_off": "1000.01"}, "greatest_write_off", "less_than_equal"),
        ("invoices", {"greatest_write_off": "-1"}, "greatest_write_off", "greater_than_equal"),
        ("seller", {"small_business": "no"}, "small_business", "bool_type"),
        ("invoices", {"invoice_prefix": "fa-"}, "invoice_prefix", "string_pattern_mismatch"),
        ("invoices", {"credit_prefix": ""}, "credit_prefix", "string_pattern_mismatch"),
        ("invoices", {"colour": "red"}, "colour", "extra_forbidden"),
        ("seller", {"legal_name": " "}, "legal_name", "string_too_short"),
        ("seller", {"siren": "12"}, "siren", "string_pattern_mismatch"),
        ("seller", {"siren": "732829321"}, "siren", "wrong_check_digit"),
        ("seller", {"vat_number": "44732829320"}, "vat_number", "value_error"),
        ("seller", {"country": "France"}, "country", "value_error"),
        ("seller", {"email": "shop"}, "email", "string_pattern_mismatch"),
        ("seller", {"time_zone": "UTC"}, "time_zone", "extra_forbidden"),
    ],
)
async def test_a_value_that_cannot_be_is_refused_with_its_field_and_rule(
    billing: ShopService, section: str, change: dict[str, Any], field: str, kind: str
) -> None:
    body = {"invoices": INVOICES, "seller": SELLER}[section] | change
    assert refused(await save(billing, section, body)) == (422, "invalid-request", f"body/{field}", kind)
    assert (await sections(billing))[section]["version"] == 0


async def test_numbers_and_codes_are_taken_as_people_type_them(billing: ShopService) -> None:
    typed = {"siren": "732 829\u202f320", "country": " fr", "vat_number": "fr 44 732 829 320", "bic": "agri frpp"}
    saved = (await save(billing, "seller", SELLER | typed)).json()["values"]
    assert saved == SELLER | {"bic": "AGRIFRPP"}
    saved = (await save(billing, "invoices", INVOICES | {"invoice_prefix": "f", "credit_prefix": " a v"})).json()[
        "values"
    ]
    assert (saved["invoice_prefix"], saved["credit_prefix"]) == ("F", "AV")


async def test_no_value_may_be_left_out(billing: ShopService) -> None:
    answer = await save(billing, "invoices", {"payment_days": 14})
    assert [(one["at"], one["kind"]) for one in answer.json()["errors"]] == [
        ("body/invoicing", "missing"),
        ("body/greatest_write_off", "missing"),
        ("body/invoice_prefix", "missing"),
        ("body/credit_prefix", "missing"),
    ]


async def test_a_french_vat_number_is_that_of_the_siren(billing: ShopService) -> None:
    answer = await save(billing, "seller", SELLER | {"siren": "552100554"})
    assert refused(answer)[:3] == (422, "vat-number-of-another", "body/vat_number")
    other = SELLER | {"siren": "552100554", "vat_number": "FR 96 552 100 554", "email": "facture@lampes.example"}
    saved = (await save(billing, "seller", other)).json()
    assert (saved["values"]["vat_number"], saved["values"]["email"]) == ("FR96552100554", "facture@lampes.example")


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("FR45732829320", "FR"),
        ("DE123456789", "FR"),
        ("DE 123 456 789", "DE"),
        ("EL123456789", "GR"),
        ("FR123", "FR"),
    ],
)
async def test_a_vat_number_of_the_seller_with_a_wrong_digit_is_refused(
    billing: ShopService, number: str, country: str
) -> None:
    answer = await save(billing, "seller", SELLER | {"vat_number": number, "country": country})
    assert refused(answer)[:3] == (422, "wrong-check-digit", "body/vat_number")


async def test_a_postcode_of_the_seller_in_france_has_five_digits(billing: ShopService) -> None:
    for wrong in ("1", "4400", "44 000", "F-44000"):
        answer = await save(billing, "seller", SELLER | {"postal_code": wrong})
        assert refused(answer)[:3] == (422, "wrong-postcode", "body/postal_code")


@pytest.mark.parametrize(
    ("number", "country", "status"),
    [
        ("DE136695976", "FR", 422),
        ("DE136695976", "DE", 200),
        ("EL094259216", "GR", 200),
        ("GR094259216", "GR", 422),
        ("CHE107787577", "CH", 200),
        ("FR44732829320", "DE", 200),  # registered in France, with a seat elsewhere
    ],
)
async def test_a_vat_number_is_of_the_sellers_country_or_french(
    billing: ShopService, number: str, country: str, status: int
) -> None:
    answer = await save(billing, "seller", SELLER | {"vat_number": number, "country": country})
    assert answer.status_code == status
    assert answer.json().get("type") == (None if status == 200 else "vat-number-of-another")


async def test_only_a_small_business_may_be_without_a_vat_number(billing: ShopService) -> None:
    for none in (None, ""):
        answer = await save(billing, "seller", SELLER | {"vat_number": none})
        assert refused(answer)[:3] == (422, "vat-number-missing", "body/vat_number")
    small = SELLER | {"vat_number": None, "small_business": True}
    assert (await save(billing, "seller", small)).json()["values"] == small
    await billing.deliver(placed())
    (invoice,) = (await billing.http.get("/invoices")).json()["items"]
    assert (invoice["seller"]["vat_number"], invoice["seller"]["siren"]) == (None, "732829320")
    answer = await save(billing, "seller", small | {"small_business": False}, version=1)
    assert refused(answer)[:3] == (422, "vat-number-missing", "body/vat_number")


async def test_what_is_the_operators_stays_as_the_environment_has_it(
    billing: ShopService,
) -> None:
    assert (await save(billing, "seller", SELLER | {"city": "Rennes"})).is_success
    async with billing.reading() as queries:
        stored = await queries.fetchval("SELECT value ?| ARRAY['time_zone', 'legal_entity'] FROM settings")
    assert stored is False


async def test_a_restored_service_is_told_its_settings_while_it_is_closed(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    billing.database.closed = "billing is older than what it has announced"
    try:
        assert (await billing.post(f"/orders/{order.order_id}/payments", {})).status_code == 503
        assert (await save(billing, "invoices", INVOICES | {"invoicing": "by_hand"})).status_code == 200
    finally:
        billing.database.closed = None
    assert (await sections(billing))["invoices"]["values"]["invoicing"] == "by_hand"
