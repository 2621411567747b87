"""Rows as CSV: as programs read it, or as spreadsheets in France open it."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from services.billing.documents.model import DocumentKind
from services.billing.files.words import KINDS
from services.billing.journal.model import CustomerType
from shared.schemas.values import Language

BOM = "\ufeff"
"""Without it, spreadsheets take UTF-8 for something else."""

FORMULAS = re.compile(r"(^|[;,\t\"])(\s*)(?=[=+\-@＝＋－＠])")  # noqa: RUF001
"""Where spreadsheets take a cell for a formula, also one that is read with another sign between cells."""

_FRENCH_NAMES = {
    "issued_on": "Date",
    "number": "Numéro",
    "kind": "Type",
    "original_number": "Facture d’origine",
    "order_number": "Commande",
    "customer_name": "Client",
    "customer_type": "Type de client",
    "country": "Pays",
    "vat_number": "N° de TVA",
    "currency": "Devise",
    "vat_rate": "Taux de TVA",
    "vat_category": "Catégorie de TVA",
    "transactions": "Transactions",
    "net": "HT",
    "vat": "TVA",
    "gross": "TTC",
    "vat_in_euros": "TVA en euros",
    "rate_of_euro": "Cours de l’euro",
    "day_of_rate": "Jour du cours",
}
_FRENCH_WORDS: dict[StrEnum, str] = {
    **{kind: KINDS[kind]["fr"] for kind in DocumentKind},
    CustomerType.CONSUMER: "Particulier",
    CustomerType.BUSINESS: "Professionnel",
}


def head(names: Iterable[str], language: Language) -> str:
    """The first line, of the names of the columns, after the mark that says what the file is written in."""
    return BOM + lines([[_FRENCH_NAMES[name] if language == "fr" else name for name in names]], language)


def lines(rows: Iterable[Sequence[object]], language: Language) -> str:
    text = io.StringIO(newline="")
    sheet = csv.writer(text, delimiter=";" if language == "fr" else ",", lineterminator="\r\n")
    sheet.writerows([_cell(value, language) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object, language: Language) -> str:
    match value:
        case None:
            return ""
        case Decimal():
            return f"{value:f}".replace(".", ",") if language == "fr" else f"{value:f}"
        case StrEnum():
            return _FRENCH_WORDS[value] if language == "fr" else value.value
        case int() | date():
            return str(value)
    return FORMULAS.sub(r"\1\2'", str(value))
