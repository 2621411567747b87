"""Why a document has no VAT: claimed where it is known, frozen at its issue, found for those from before."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from uuid_utils.compat import uuid7

from services.billing.documents.exemption import exemption_of
from services.billing.documents.invoice import draft_invoice
from services.billing.documents.model import Draft, canonical
from services.billing.documents.store import document_of
from services.billing.settings import SellerSettings
from shared.schemas.billing import VatExemption
from shared.schemas.money import VatAmount
from shared.schemas.orders import Address, Customer, DeliveryKind, Shipping
from shared.schemas.values import VatNumber
from tests.support.orders import PLACED_AT, placed


def draft(
    country: str,
    *,
    ships: bool = True,
    vat_number: str | None = None,
    vat_rate: str = "0",
    postal_code: str | None = None,
    kind: DeliveryKind | None = DeliveryKind.DELIVERY,
    delivered_to: str | None = None,
    seller: dict[str, Any] | None = None,
) -> Draft:
    customer = Customer(
        name="Zoé",
        vat_number=vat_number,
        billing_address=Address(country=country, postal_code=postal_code),
        delivery_address=Address(country=delivered_to) if delivered_to else None,
    )
    shipping = Shipping(method="Colissimo", kind=kind) if kind else None
    order = placed(ships=ships, vat_rate=vat_rate, customer=customer).model_copy(update={"shipping": shipping})
    of = SellerSettings(**seller or {}).seller()
    return draft_invoice(order, document_id=uuid7(), supplied_on=PLACED_AT.date(), seller=of)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"country": "FR", "vat_rate": "20"}, None),
        ({"country": "CH"}, VatExemption.EXPORT),
        ({"country": "RE"}, VatExemption.OVERSEAS),
        ({"country": "DE", "vat_number": "DE123456789"}, VatExemption.WITHIN_EU),
        ({"country": "DE", "vat_number": "DE123456789", "ships": False}, VatExemption.REVERSE_CHARGE),
        ({"country": "DE"}, VatExemption.NOT_STATED),
        ({"country": "GB", "ships": False}, VatExemption.NOT_STATED),
        ({"country": "FR"}, VatExemption.NOT_STATED),
        ({"country": "MC"}, VatExemption.NOT_STATED),
        ({"country": "FR", "seller": {"small_business": True}}, VatExemption.SMALL_BUSINESS),
        ({"country": "CH", "seller": {"small_business": True}}, VatExemption.SMALL_BUSINESS),
        ({"country": "CH", "kind": DeliveryKind.PICKUP}, VatExemption.NOT_STATED),
        ({"country": "CH", "kind": None}, VatExemption.NOT_STATED),
        ({"country": "FR", "delivered_to": "CH"}, VatExemption.EXPORT),
        ({"country": "FR", "delivered_to": "DE", "vat_number": "DE123456789", "ships": False}, VatExemption.NOT_STATED),
        (
            {"country": "DE", "delivered_to": "FR", "vat_number": "DE123456789", "ships": False},
            VatExemption.REVERSE_CHARGE,
        ),
        ({"country": "CH", "seller": {"country": "BE"}}, VatExemption.NOT_STATED),
    ],
)
def test_a_reason_is_given_where_it_is_known(asked: dict[str, Any], reason: VatExemption | None) -> None:
    assert draft(**asked).vat_exemption is reason


@pytest.mark.parametrize(
    ("country", "vat_number", "goods", "services"),
    [
        ("GR", "EL123456789", VatExemption.WITHIN_EU, VatExemption.REVERSE_CHARGE),
        ("ES", "ESX1234567X", VatExemption.WITHIN_EU, VatExemption.REVERSE_CHARGE),
        ("IT", "de 123.456.789", VatExemption.WITHIN_EU, VatExemption.REVERSE_CHARGE),
        ("IE", "XI123456789", VatExemption.WITHIN_EU, VatExemption.NOT_STATED),
        ("DE", "FR44732829320", VatExemption.NOT_STATED, VatExemption.NOT_STATED),
        ("DE", "GB123456789", VatExemption.NOT_STATED, VatExemption.NOT_STATED),
        ("DE", "CHE123456789", VatExemption.NOT_STATED, VatExemption.NOT_STATED),
        ("DE", "DE12", VatExemption.NOT_STATED, VatExemption.NOT_STATED),
        ("AT", "AT12345678", VatExemption.NOT_STATED, VatExemption.NOT_STATED),
        ("GR", "GR123456789", VatExemption.NOT_STATED, VatExemption.NOT_STATED),
        ("GB", "XI123456789", VatExemption.NOT_STATED, VatExemption.NOT_STATED),
    ],
)
def test_only_a_vat_number_of_another_state_of_the_eu_takes_the_vat_there(
    country: str, vat_number: str, goods: VatExemption, services: VatExemption
) -> None:
    assert draft(country, vat_number=vat_number).vat_exemption is goods
    assert draft(country, vat_number=vat_number, ships=False).vat_exemption is services


@pytest.mark.parametrize(
    ("country", "postal_code", "vat_number"),
    [
        ("ES", "35001", "ESB12345678"),
        ("ES", "38 001", "ESB12345678"),
        ("ES", "E-51001", "ESB12345678"),
        ("ES", "52001", "ESB12345678"),
        ("DE", "27498", "DE123456789"),
        ("DE", "D-78266", "DE123456789"),
        ("IT", "23041", "IT12345678901"),
        ("IT", "22061", "IT12345678901"),
        ("GR", "630 86", "EL123456789"),
        ("FI", "22100", "FI12345678"),
        ("AX", "22100", "FI12345678"),
        ("DK", "3900", "DK12345678"),
        ("GB", "bt1 5gs", None),
        ("GB", "BT1 5GS", "XI123456789"),
    ],
)
def test_nothing_is_claimed_for_a_place_that_is_in_the_eu_by_half(
    country: str, postal_code: str, vat_number: str | None
) -> None:
    for ships in (True, False):
        found = draft(country, postal_code=postal_code, vat_number=vat_number, ships=ships).vat_exemption
        assert found is VatExemption.NOT_STATED


@pytest.mark.parametrize(
    ("country", "postal_code", "vat_number", "reason"),
    [
        ("ES", "28001", "ESB12345678", VatExemption.WITHIN_EU),
        ("DE", "27499", "DE123456789", VatExemption.WITHIN_EU),
        ("DK", "2100", "DK12345678", VatExemption.WITHIN_EU),
        ("GB", "SW1A 1AA", None, VatExemption.EXPORT),
    ],
)
def test_the_rest_of_those_states_is_as_it_was(
    country: str, postal_code: str, vat_number: str | None, reason: VatExemption
) -> None:
    assert draft(country, postal_code=postal_code, vat_number=vat_number).vat_exemption is reason


def test_what_costs_nothing_needs_no_reason_and_a_part_without_vat_none_that_is_of_all() -> None:
    taxed = draft("FR", vat_rate="20")
    (rate,) = taxed.totals.vat_by_rate
    for net, reason in ((Decimal("0.00"), None), (Decimal("5.00"), VatExemption.NOT_STATED)):
        free = VatAmount(rate=Decimal(0), net=net, vat=Decimal("0.00"), gross=net)
        totals = taxed.totals.model_copy(update={"vat_by_rate": (rate, free)})
        assert exemption_of(taxed.model_copy(update={"totals": totals}), delivered=True) is reason
        small = taxed.model_copy(update={"totals": totals, "seller": SellerSettings(small_business=True).seller()})
        assert exemption_of(small, delivered=True) is reason


@pytest.mark.parametrize(("typed", "kept"), [("fr 44 732.829.320", "FR44732829320"), ("ESX1234567X", "ESX1234567X")])
def test_a_vat_number_is_kept_as_it_is_printed(typed: str, kept: str) -> None:
    assert TypeAdapter(VatNumber).validate_python(typed) == kept
    for wrong in ("732829320", "FR", "none", "FR44732829320123456"):
        with pytest.raises(ValidationError):
            TypeAdapter(VatNumber).validate_python(wrong)


@pytest.mark.parametrize(("ships", "reason"), [(True, VatExemption.NOT_STATED), (False, VatExemption.REVERSE_CHARGE)])
def test_a_document_from_before_has_its_reason_found_when_it_is_read(ships: bool, reason: VatExemption) -> None:
    """Its goods may have been picked up: that was not kept."""
    issued = draft("DE", vat_number="DE123456789", ships=ships).issue(
        number="FA-2026-000001", issued_at=PLACED_AT, issued_on=PLACED_AT.date(), due_on=None
    )
    stored = canonical(issued.model_copy(update={"vat_exemption": None}))
    assert b"vat_exemption" not in stored
    row: Any = {"document": stored.decode(), "number": issued.number, "document_id": issued.document_id}
    assert document_of(row).vat_exemption is reason
