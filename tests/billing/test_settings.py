"""The seller's settings: versions in the database, first values from the environment, checked at the start."""

import runpy
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from services.billing.settings import InvoiceSettings, SellerSettings
from shared import process
from shared.postgres.transient import NotReadyYet
from shared.refused import Refused
from shared.stored_settings import StoredSettings, save_settings
from tests.support.clock import Clock
from tests.support.orders import cancelled, placed
from tests.support.service import ShopService


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("BACKSHOP_SELLER_SIREN", "12", "1 validation error for SellerSettings\nsiren"),
        ("BACKSHOP_SELLER_VAT_NUMBER", "FR45732829320", "the digits of the VAT number do not belong together"),
        ("BACKSHOP_SELLER_VAT_NUMBER", "", "only a small business, which charges no VAT, may be without a VAT number"),
    ],
)
def test_a_wrong_setting_of_the_seller_is_told_at_the_start(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    monkeypatch.setenv(variable, value)
    monkeypatch.setattr(process, "run", lambda service: pytest.fail("it has started"))
    with pytest.raises((ValidationError, Refused)) as refused:
        runpy.run_module("services.billing", run_name="__main__")
    assert said in str(refused.value)


async def test_a_wrong_vat_number_that_was_saved_before_stops_no_invoice(billing: ShopService) -> None:
    await change(billing, SellerSettings(vat_number="FR45732829320"))
    await billing.deliver(placed())
    assert [number for number, *_ in await documents(billing)] == ["FA-2026-000001"]


def test_the_environment_gives_the_first_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKSHOP_SELLER_NAME", "Les Lampes SAS")
    monkeypatch.setenv("BACKSHOP_SELLER_CITY", "Rennes")
    monkeypatch.setenv("BACKSHOP_SELLER_PAYMENT_DAYS", "14")
    settings = SellerSettings()
    assert (settings.seller().name, settings.seller().address.city, InvoiceSettings().payment_days) == (
        "Les Lampes SAS",
        "Rennes",
        14,
    )


async def change(billing: ShopService, settings: StoredSettings) -> None:
    async with billing.transaction() as tx:
        await save_settings(tx, settings, expected_version=0, at=datetime(2026, 3, 2, tzinfo=UTC), by="alice")


async def documents(billing: ShopService) -> list[tuple[str, str, str, str | None]]:
    """Number, seller, city and due date of each invoice and credit, oldest first."""
    found = [
        document
        for path in ("/invoices", "/credit-notes")
        for document in reversed((await billing.http.get(path)).json()["items"])
    ]
    return [(one["number"], one["seller"]["name"], one["seller"]["address"]["city"], one["due_on"]) for one in found]


async def test_a_change_of_the_seller_is_on_the_next_documents_and_on_no_issued_one(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    await change(billing, SellerSettings(legal_name="Les Lampes SAS", city="Rennes"))
    await change(billing, InvoiceSettings(payment_days=14))
    await billing.deliver(placed(), cancelled(order))
    assert await documents(billing) == [
        ("FA-2026-000001", "Arrière-boutique SARL", "Nantes", "2026-04-01"),
        ("FA-2026-000002", "Les Lampes SAS", "Rennes", "2026-03-16"),
        ("AV-2026-000001", "Les Lampes SAS", "Rennes", None),
    ]


async def test_another_legal_entity_has_numbers_of_its_own(billing: ShopService) -> None:
    await billing.deliver(placed(), placed())
    await change(billing, SellerSettings(legal_entity="brittany"))
    await billing.deliver(placed())
    assert [number for number, *_ in await documents(billing)] == [
        "FA-2026-000001",
        "FA-2026-000002",
        "FA-2026-000001",
    ]


async def test_another_time_zone_dates_what_is_issued_and_what_is_overdue(billing: ShopService, clock: Clock) -> None:
    order = placed()
    clock.at = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # past midnight in Nantes
    await change(billing, SellerSettings(time_zone=ZoneInfo("America/Martinique")))
    await billing.deliver(order)
    clock.at = datetime(2026, 4, 2, 3, 59, tzinfo=UTC)  # still the first of April in Fort-de-France
    (invoice,) = (await billing.http.get(f"/orders/{order.order_id}")).json()["documents"]
    assert (invoice["issued_on"], invoice["due_on"], invoice["overdue"]) == ("2026-03-02", "2026-04-01", False)
    clock.at = datetime(2026, 4, 2, 4, 0, tzinfo=UTC)
    (invoice,) = (await billing.http.get(f"/orders/{order.order_id}")).json()["documents"]
    assert invoice["overdue"] is True


def test_an_iban_is_taken_with_spaces_and_refused_with_a_wrong_digit() -> None:
    settings = SellerSettings(iban="FR76 3000 6000 0112 3456 7890 189", bic="AGRIFRPP")
    assert (settings.seller().iban, settings.seller().bic) == ("FR7630006000011234567890189", "AGRIFRPP")
    with pytest.raises(ValidationError, match="one is mistyped"):
        SellerSettings(iban="FR7630006000011234567890188")
    for wrong in ("FR76", "ÉR7630006000011234567890189"):
        with pytest.raises(ValidationError, match="write an IBAN"):
            SellerSettings(iban=wrong)


async def test_a_prefix_of_the_environment_that_credits_bear_numbers_no_invoice_and_parks_nothing(
    billing: ShopService,
) -> None:
    first, second = placed(), placed()
    await billing.deliver(first)
    await billing.deliver(cancelled(first))
    await change(billing, InvoiceSettings(invoice_prefix="AV", credit_prefix="A"))
    record = billing.record(second)
    with pytest.raises(NotReadyYet, match="the prefix AV is that of credits already, and cannot be that of invoices"):
        await billing.deliver_records([record])
    assert await billing.parked() == []
    async with billing.transaction() as tx:
        await save_settings(tx, InvoiceSettings(), expected_version=1, at=datetime(2026, 3, 2, tzinfo=UTC), by="alice")
    await billing.deliver_records([record])
    assert [number for number, *_ in await documents(billing)] == ["FA-2026-000001", "FA-2026-000002", "AV-2026-000001"]
