"""The words of documents in the customer's language: mentions of law, and what the page says beside them."""

from services.billing.documents.model import DocumentKind, Operation
from services.billing.rates.model import RateSource
from shared.schemas.billing import VatExemption
from shared.schemas.values import Language

Words = dict[str, str]

EXEMPTIONS: dict[VatExemption, dict[Language, str]] = {
    VatExemption.EXPORT: {
        "en": "Exempt from VAT as an export, article 262, I of the CGI",
        "fr": "Exonération de TVA, article 262, I du CGI",
    },
    VatExemption.OVERSEAS: {
        "en": "Exempt from VAT as an export to an overseas department, article 294, 2 of the CGI",
        "fr": "Exonération de TVA à l’exportation vers un département d’outre-mer, article 294, 2 du CGI",
    },
    VatExemption.WITHIN_EU: {
        "en": "Exempt from VAT as a supply within the EU, article 262 ter, I of the CGI",
        "fr": "Exonération de TVA, article 262 ter, I du CGI",
    },
    VatExemption.REVERSE_CHARGE: {"en": "Reverse charge", "fr": "Autoliquidation"},
    VatExemption.SMALL_BUSINESS: {
        "en": "VAT not applicable, article 293 B of the CGI",
        "fr": "TVA non applicable, art. 293 B du CGI",
    },
    VatExemption.NOT_STATED: {"en": "VAT at the rate of 0 %", "fr": "TVA au taux de 0\N{NO-BREAK SPACE}%"},
}
OPERATIONS: dict[Operation, dict[Language, str]] = {
    Operation.GOODS: {"en": "Supply of goods", "fr": "Livraison de biens"},
    Operation.SERVICES: {"en": "Supply of services", "fr": "Prestation de services"},
    Operation.BOTH: {
        "en": "Supply of goods and of services",
        "fr": "Livraison de biens et prestation de services",
    },
}
KINDS: dict[DocumentKind, dict[Language, str]] = {
    DocumentKind.INVOICE: {"en": "Invoice", "fr": "Facture"},
    DocumentKind.CREDIT_NOTE: {"en": "Credit note", "fr": "Avoir (note de crédit)"},
    DocumentKind.CANCELLATION_INVOICE: {"en": "Cancellation invoice", "fr": "Facture d’annulation"},
}
RATE_SOURCES: dict[RateSource, dict[Language, str]] = {
    RateSource.ECB: {"en": "European Central Bank", "fr": "Banque centrale européenne"},
    RateSource.CUSTOMS: {"en": "customs", "fr": "douane"},
}
RATE: dict[Language, str] = {
    "en": "VAT in euros: {vat}, at 1 EUR = {rate} {currency} ({source}, {day}).",
    "fr": "TVA en euros\N{NO-BREAK SPACE}: {vat}, au taux de 1 EUR = {rate} {currency} ({source}, {day}).",
}
FEES_KEPT: dict[str, dict[Language, str]] = {
    "": {
        "en": "Fees of the return: of the goods, worth {goods}, {fees} is kept.",
        "fr": "Frais de retour\N{NO-BREAK SPACE}: sur les articles, d’une valeur de {goods}, {fees} sont retenus.",
    },
    "with_vat": {
        "en": "Fees of the return: of the goods, worth {goods} with VAT, {fees} is kept.",
        "fr": "Frais de retour\N{NO-BREAK SPACE}: sur les articles, d’une valeur de {goods} TTC, {fees} sont retenus.",
    },
    "without_vat": {
        "en": "Fees of the return: of the goods, worth {goods} without VAT, {fees} is kept.",
        "fr": "Frais de retour\N{NO-BREAK SPACE}: sur les articles, d’une valeur de {goods} HT, {fees} sont retenus.",
    },
}
"""By whether the amounts are with VAT; without a key where there is none."""
SAMPLE: dict[Language, str] = {"en": "Sample", "fr": "Spécimen"}
VAT_ON_DEBITS: dict[Language, str] = {
    "en": "VAT is due on debits, by option.",
    "fr": "Option pour le paiement de la TVA d’après les débits.",
}
WITHDRAWAL: dict[Language, str] = {
    "en": "Consumers may withdraw from a distance contract within 14 days of receiving the goods, or of concluding a"
    " contract for services, but for the exceptions of the law (articles L221-18 and L221-28 of the code de la"
    " consommation).",
    "fr": "Le consommateur dispose, pour un contrat à distance, de 14 jours pour se rétracter à compter de la réception"
    " des biens ou de la conclusion du contrat de services, sauf exceptions légales (articles L221-18 et L221-28 du"
    " code de la consommation).",
}
LATE_PENALTIES: dict[Language, str] = {
    "en": "Late payment bears penalties from the day after the due date, without reminder, at the rate of the"
    " European Central Bank plus 10 points.",
    "fr": "Tout retard de paiement entraîne, sans rappel et dès le lendemain de l’échéance, des pénalités au taux de la"
    " Banque centrale européenne majoré de 10 points.",
}
"""Where no other rate is agreed (C. com. L441-10)."""

RECOVERY_COSTS: dict[Language, str] = {
    "en": "Flat compensation for recovery costs in case of late payment: 40 €.",
    "fr": "Indemnité forfaitaire pour frais de recouvrement en cas de retard de paiement"
    "\N{NO-BREAK SPACE}: 40\N{NO-BREAK SPACE}€.",
}
NO_EARLY_DISCOUNT: dict[Language, str] = {
    "en": "No discount for early payment.",
    "fr": "Pas d’escompte pour paiement anticipé.",
}

PAGE: dict[Language, Words] = {
    "en": {
        "amount": "Amount",
        "amount_with_vat": "Amount with VAT",
        "amount_without_vat": "Amount without VAT",
        "as_of": "{what} as of {day}",
        "billed_to": "Billed to",
        "carried": "Carried forward:",
        "brought": "Brought forward:",
        "cancels": "Cancels invoice {number} of {day}",
        "customer": "Customer number",
        "credits": "Credits invoice {number} of {day}",
        "delivered_to": "Delivered to",
        "delivery_time": "Delivery time: {time}",
        "description": "Description",
        "discount": "Discount",
        "due": "Balance due",
        "due_on": "Due date",
        "given": "Credited to you",
        "issued_on": "Date of issue",
        "number": "Number",
        "order": "Order",
        "order_discount": "Discount on the order",
        "page": "Page {page} of {pages}",
        "paid": "Already paid",
        "payment": "Payment costs: {method}",
        "quantity": "Quantity",
        "rate": "VAT rate",
        "reason": "Reason: {reason}",
        "replaces": "Cancels and replaces invoice {number} of {day}",
        "received": "Payments received",
        "payment_of": "Payment",
        "reference": "Reference",
        "revision": "Revision {count} of {day}, for the delivery time alone. Payments and balance are those of the day"
        " of issue, {issued}.",
        "scan": "Scan to pay by transfer",
        "shipping": "Shipping: {method}",
        "supplied_on": "Date of sale or supply",
        "total": "Total",
        "total_with_vat": "Total with VAT",
        "total_without_vat": "Total without VAT",
        "transfer": "Pay by transfer to IBAN {iban}",
        "unit_price": "Unit price",
        "unit_price_with_vat": "Unit price with VAT",
        "unit_price_without_vat": "Unit price without VAT",
        "your_reference": "Your reference",
        "vat": "VAT",
        "vat_in_euros": "VAT in euros",
        "vat_number": "VAT number {number}",
        "without_vat": "Without VAT",
        "beyond": "Paid beyond this invoice",
        "written_off": "Difference written off",
    },
    "fr": {
        "amount": "Montant",
        "amount_with_vat": "Montant TTC",
        "amount_without_vat": "Montant HT",
        "as_of": "{what} au {day}",
        "billed_to": "Facturé à",
        "carried": "À reporter\N{NO-BREAK SPACE}:",
        "brought": "Report\N{NO-BREAK SPACE}:",
        "cancels": "Annule la facture {number} du {day}",
        "customer": "Numéro de client",
        "credits": "Avoir (note de crédit) sur la facture {number} du {day}",
        "delivered_to": "Livré à",
        "delivery_time": "Délai de livraison\N{NO-BREAK SPACE}: {time}",
        "description": "Désignation",
        "discount": "Remise",
        "due": "Reste à payer",
        "due_on": "Échéance",
        "given": "En votre faveur",
        "issued_on": "Date d’émission",
        "number": "Numéro",
        "order": "Commande",
        "order_discount": "Remise sur la commande",
        "page": "Page {page} sur {pages}",
        "paid": "Déjà payé",
        "payment": "Frais de paiement\N{NO-BREAK SPACE}: {method}",
        "quantity": "Quantité",
        "rate": "Taux de TVA",
        "replaces": "Annule et remplace la facture {number} du {day}",
        "reason": "Motif\N{NO-BREAK SPACE}: {reason}",
        "received": "Paiements reçus",
        "payment_of": "Paiement",
        "reference": "Référence",
        "revision": "Révision {count} du {day}, pour le seul délai de livraison. Les paiements et le reste à payer sont"
        " ceux du jour d’émission, le {issued}.",
        "scan": "Scannez pour payer par virement",
        "shipping": "Livraison\N{NO-BREAK SPACE}: {method}",
        "supplied_on": "Date de la vente ou de la prestation",
        "total": "Total",
        "total_with_vat": "Total TTC",
        "total_without_vat": "Total HT",
        "transfer": "À régler par virement sur l’IBAN {iban}",
        "unit_price": "Prix unitaire",
        "unit_price_with_vat": "Prix unitaire TTC",
        "unit_price_without_vat": "Prix unitaire HT",
        "your_reference": "Votre référence",
        "vat": "TVA",
        "vat_in_euros": "TVA en euros",
        "vat_number": "N° de TVA {number}",
        "without_vat": "Hors taxe",
        "beyond": "Trop-perçu sur cette facture",
        "written_off": "Écart de règlement",
    },
}
