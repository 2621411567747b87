"""A document as Factur-X: UN/CEFACT Cross Industry Invoice in the profile EN 16931; BT-… and BG-… are its terms.

The elements come in the order of its schema. What is credited is positive: the type code says that it is given back.
"""

from services.billing.documents.model import Document, DocumentKind, Operation
from services.billing.files.in_euros import InEuros
from services.billing.files.mentions import legal_identity, mentions_of
from services.billing.files.net_amounts import net_amounts
from services.billing.files.settlement import Settlement
from services.billing.files.xml.element import Element, written
from services.billing.files.xml.element import element as ram
from services.billing.files.xml.lines import lines
from services.billing.files.xml.parties import agreement, delivery
from services.billing.files.xml.settled import settled
from services.billing.files.xml.values import day
from services.billing.revisions.model import Revision

PROFILE = "urn:cen.eu:en16931:2017"
NAME = "factur-x.xml"
_SPACES = {
    "xmlns:rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "xmlns:ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "xmlns:udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "xmlns:qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
}
INVOICE, CREDIT_NOTE = "380", "381"
"""A cancellation invoice is a credit note in law and names its original as one (UNTDID 1001)."""

_PROCESS = {Operation.GOODS: "B", Operation.SERVICES: "S", Operation.BOTH: "M"}
"""BT-23 of the French reform: 1 behind it for an invoice to be paid, 2 for one that is paid already."""


def factur_x(document: Document, settlement: Settlement, revision: Revision | None = None) -> bytes:
    nets = net_amounts(document)
    return written(
        ram(
            "rsm:CrossIndustryInvoice",
            _context(document, settlement),
            _head(document, revision, settlement.in_euros),
            ram(
                "rsm:SupplyChainTradeTransaction",
                *lines(document, nets),
                agreement(document),
                delivery(document),
                settled(document, nets, settlement),
            ),
            **_SPACES,
        )
    )


def process_of(document: Document, settlement: Settlement) -> str:
    """BT-23."""
    is_paid = document.kind is DocumentKind.INVOICE and not settlement.due
    return _PROCESS[document.operation] + ("2" if is_paid else "1")


def notes_of(document: Document, revision: Revision | None, euros: InEuros | None) -> list[tuple[str | None, str]]:
    """BG-1, each with its subject; the reason of a credit is one."""
    reason = [(None, document.reason)] if document.reason else []
    return [*reason, ("REG", legal_identity(document)), *mentions_of(document, revision, euros)]


def _context(document: Document, settlement: Settlement) -> Element | None:
    return ram(
        "rsm:ExchangedDocumentContext",
        ram(
            "ram:BusinessProcessSpecifiedDocumentContextParameter",
            ram("ram:ID", process_of(document, settlement)),
        ),
        ram("ram:GuidelineSpecifiedDocumentContextParameter", ram("ram:ID", PROFILE)),
    )


def _head(document: Document, revision: Revision | None, euros: InEuros | None) -> Element | None:
    """BT-1 to BT-3 and BG-1."""
    notes = [
        ram("ram:IncludedNote", ram("ram:Content", text), ram("ram:SubjectCode", subject))
        for subject, text in notes_of(document, revision, euros)
    ]
    return ram(
        "rsm:ExchangedDocument",
        ram("ram:ID", document.number),
        ram("ram:TypeCode", INVOICE if document.kind is DocumentKind.INVOICE else CREDIT_NOTE),
        ram("ram:IssueDateTime", day(document.issued_on)),
        *notes,
    )
