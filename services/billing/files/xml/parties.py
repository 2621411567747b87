"""Who sells, who buys, and where it goes: BG-4, BG-7, BG-13, with the numbers of their orders."""

from services.billing.documents.model import Document
from services.billing.files.mentions import siren_of
from services.billing.files.xml.element import Element
from services.billing.files.xml.element import element as ram
from services.billing.files.xml.values import day
from services.billing.settings import Seller
from shared.schemas.money import COUNTRIES
from shared.schemas.orders import Address, Customer

SIREN, EMAIL = "0002", "EM"
"""Codes of ISO 6523 and of the addresses of electronic invoices."""
KOSOVO = "1A"
"""In the list of EN 16931, which does not have the XK of everybody else."""


def agreement(document: Document) -> Element | None:
    """BG-4, BG-7, BT-14 and BT-13: the order's own reference is the buyer's number for it."""
    return ram(
        "ram:ApplicableHeaderTradeAgreement",
        ram("ram:SellerTradeParty", *_seller(document)),
        ram("ram:BuyerTradeParty", *_buyer(document.customer)),
        ram("ram:SellerOrderReferencedDocument", ram("ram:IssuerAssignedID", document.order_number)),
        ram("ram:BuyerOrderReferencedDocument", ram("ram:IssuerAssignedID", document.order_reference)),
    )


def delivery(document: Document) -> Element | None:
    """BG-13, and BT-72. What goes to another state of the EU names where it went (BR-IC-12)."""
    to = document.customer.ships_to
    return ram(
        "ram:ApplicableHeaderTradeDelivery",
        ram("ram:ShipToTradeParty", ram("ram:Name", receiver_of(document)), _address(to)),
        ram("ram:ActualDeliverySupplyChainEvent", ram("ram:OccurrenceDateTime", day(document.supplied_on))),
    )


def receiver_of(document: Document) -> str:
    to = document.customer.ships_to
    return to.company or to.name or document.customer.name


def about(seller: Seller) -> str:
    """BT-33."""
    return f"{seller.legal_form}. {seller.registration}"


def _seller(document: Document) -> list[Element | None]:
    seller = document.seller
    return [
        ram("ram:Name", seller.name),
        ram("ram:Description", about(seller)),
        ram("ram:SpecifiedLegalOrganization", ram("ram:ID", seller.siren, schemeID=SIREN)),
        _address(seller.address),
        ram("ram:URIUniversalCommunication", ram("ram:URIID", seller.email, schemeID=EMAIL)),
        # BT-31, or BT-32 in its stead: what is exempt from VAT needs one of them (BR-E-02).
        _vat_number(seller.vat_number)
        or ram("ram:SpecifiedTaxRegistration", ram("ram:ID", seller.siren, schemeID="FC")),
    ]


def _buyer(customer: Customer) -> list[Element | None]:
    address = customer.billing_address
    siren = siren_of(customer)
    return [
        ram("ram:ID", customer.reference),
        ram("ram:Name", address.company or customer.name),
        ram("ram:SpecifiedLegalOrganization", ram("ram:ID", siren, schemeID=SIREN)) if siren else None,
        ram("ram:DefinedTradeContact", ram("ram:PersonName", customer.name)) if address.company else None,
        _address(address),
        ram("ram:URIUniversalCommunication", ram("ram:URIID", customer.email, schemeID=EMAIL)),
        _vat_number(customer.vat_number),
    ]


def _address(address: Address) -> Element | None:
    return ram(
        "ram:PostalTradeAddress",
        ram("ram:PostcodeCode", address.postal_code),
        *map(ram, ("ram:LineOne", "ram:LineTwo", "ram:LineThree"), streets_of(address)),
        ram("ram:CityName", address.city),
        ram("ram:CountryID", country_of(address)),
        ram("ram:CountrySubDivisionName", address.region),
    )


def _vat_number(number: str | None) -> Element | None:
    known = known_vat_number(number)
    return ram("ram:SpecifiedTaxRegistration", ram("ram:ID", known, schemeID="VA")) if known else None


def streets_of(address: Address) -> tuple[str, str, str]:
    """The lines that an address has beside its town."""
    streets = [line for street in (address.street, address.street2) for line in (street or "").split("\n") if line]
    first, second = [*streets[:2], "", ""][:2]
    return first, second, ", ".join(streets[2:])


def country_of(address: Address) -> str:
    return KOSOVO if address.country == "XK" else address.country


def known_vat_number(number: str | None) -> str | None:
    """Without one of a state's letters it is none in XML (BR-CO-09)."""
    return number if number and number[:2] in COUNTRIES | {"EL", "XI"} else None
