"""Who sells, who buys, and where it goes, in UBL: BG-4, BG-7, BG-13."""

from services.billing.documents.model import Document
from services.billing.files.mentions import siren_of
from services.billing.files.xml.element import Element
from services.billing.files.xml.element import element as ubl
from services.billing.files.xml.parties import (
    EMAIL,
    SIREN,
    about,
    country_of,
    known_vat_number,
    receiver_of,
    streets_of,
)
from shared.schemas.orders import Address


def seller(document: Document) -> Element | None:
    of = document.seller
    vat_number = known_vat_number(of.vat_number)
    return _party(
        "cac:AccountingSupplierParty",
        ubl("cbc:EndpointID", of.email, schemeID=EMAIL),
        _address("cac:PostalAddress", of.address),
        _tax(vat_number) if vat_number else _tax(of.siren, "FC"),
        ubl(
            "cac:PartyLegalEntity",
            ubl("cbc:RegistrationName", of.name),
            ubl("cbc:CompanyID", of.siren, schemeID=SIREN),
            ubl("cbc:CompanyLegalForm", about(of)),
        ),
    )


def buyer(document: Document) -> Element | None:
    customer = document.customer
    address, siren = customer.billing_address, siren_of(customer)
    return _party(
        "cac:AccountingCustomerParty",
        ubl("cbc:EndpointID", customer.email, schemeID=EMAIL),
        ubl("cac:PartyIdentification", ubl("cbc:ID", customer.reference)),
        _address("cac:PostalAddress", address),
        _tax(known_vat_number(customer.vat_number)),
        ubl(
            "cac:PartyLegalEntity",
            ubl("cbc:RegistrationName", address.company or customer.name),
            ubl("cbc:CompanyID", siren, schemeID=SIREN),
        ),
        ubl("cac:Contact", ubl("cbc:Name", customer.name)) if address.company else None,
    )


def delivery(document: Document) -> Element | None:
    """BT-72 and BG-15."""
    return ubl(
        "cac:Delivery",
        ubl("cbc:ActualDeliveryDate", document.supplied_on.isoformat()),
        ubl("cac:DeliveryLocation", _address("cac:Address", document.customer.ships_to)),
        ubl("cac:DeliveryParty", ubl("cac:PartyName", ubl("cbc:Name", receiver_of(document)))),
    )


def _party(role: str, *of: Element | None) -> Element | None:
    return ubl(role, ubl("cac:Party", *of))


def _address(name: str, address: Address) -> Element | None:
    first, second, third = streets_of(address)
    return ubl(
        name,
        ubl("cbc:StreetName", first),
        ubl("cbc:AdditionalStreetName", second),
        ubl("cbc:CityName", address.city),
        ubl("cbc:PostalZone", address.postal_code),
        ubl("cbc:CountrySubentity", address.region),
        ubl("cac:AddressLine", ubl("cbc:Line", third)),
        ubl("cac:Country", ubl("cbc:IdentificationCode", country_of(address))),
    )


def _tax(number: str | None, scheme: str = "VAT") -> Element | None:
    """BT-31 and BT-48, or BT-32 in another scheme."""
    if number is None:
        return None
    return ubl("cac:PartyTaxScheme", ubl("cbc:CompanyID", number), ubl("cac:TaxScheme", ubl("cbc:ID", scheme)))
