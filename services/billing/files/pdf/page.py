"""What stands on the pages of a document, as values that document.typ lays out."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from services.billing.documents.model import Charge, Document, DocumentKind
from services.billing.files.in_euros import EURO
from services.billing.files.mentions import exemption_words, legal_identity, mentions_of, siren_of
from services.billing.files.net_amounts import NetLine, net_amounts
from services.billing.files.pdf.sepa_qr import transfer
from services.billing.files.settlement import Settlement
from services.billing.files.words import KINDS, PAGE
from services.billing.revisions.model import Revision
from shared import formats
from shared.bidi import isolated
from shared.money import decimals_of
from shared.pdf.qr import qr_svg
from shared.schemas.method_names import method_name
from shared.schemas.orders import Address, Customer

Values = dict[str, Any]


def page_values(document: Document, settlement: Settlement, revision: Revision | None = None) -> Values:
    return _Page(document, settlement, revision).values()


class _Page:
    """What is given back is negative; the sums add up."""

    def __init__(self, document: Document, settlement: Settlement, revision: Revision | None) -> None:
        self.document = document
        self.revision = revision
        self.settlement = settlement
        self.language = document.language
        self.words = PAGE[document.language]
        self.sign = 1 if document.kind is DocumentKind.INVOICE else -1
        self.with_vat = bool(document.totals.vat)
        self.nets = net_amounts(document)

    def values(self) -> Values:
        document = self.document
        kind = KINDS[document.kind][self.language]
        return {
            "language": self.language,
            "kind": kind,
            "title": f"{kind} {document.number}",
            "issued_on": [document.issued_on.year, document.issued_on.month, document.issued_on.day],
            "seller": {"name": document.seller.name, "lines": self._seller()},
            "facts": [[self.words[name], value] for name, value in self._facts() if value],
            "parties": self._parties(),
            "original": self._original(),
            "columns": self._columns(),
            "rows": self._rows(),
            "rates": self._rates(),
            "sums": self._sums(),
            "received": self._received(),
            "written_off": self._written_off(),
            "due": self._due(),
            "transfer": self._transfer(),
            "mentions": [text for text in self._mentions() if text],
            "identity": ". ".join(self._identity()),
            "words": {name: self.words[name] for name in ("carried", "brought", "page", "scan")}
            | {"received": self._as_of_issue("received")},
        }

    def _seller(self) -> list[str]:
        seller = self.document.seller
        lines = [seller.legal_form, *self._address(seller.address), seller.email]
        return [line for line in lines if line]

    def _identity(self) -> list[str]:
        number = self.document.seller.vat_number
        identity = legal_identity(self.document, isolated)
        return [identity, self.words["vat_number"].format(number=number)] if number else [identity]

    def _facts(self) -> list[tuple[str, str | None]]:
        document = self.document
        return [
            ("number", document.number),
            ("issued_on", formats.long_date(document.issued_on, self.language)),
            ("supplied_on", formats.long_date(document.supplied_on, self.language)),
            ("due_on", formats.long_date(document.due_on, self.language) if document.due_on else None),
            ("order", document.order_number),
            ("your_reference", document.order_reference),
            ("customer", document.customer.reference),
            ("reference", document.reference),
        ]

    def _parties(self) -> list[Values]:
        customer = self.document.customer
        billed: Values = {"title": self.words["billed_to"], "lines": self._customer(customer)}
        to = customer.delivery_address
        if to is None or to == customer.billing_address:
            return [billed]
        return [billed, {"title": self.words["delivered_to"], "lines": _once([*_names(to), *self._address(to)])}]

    def _customer(self, customer: Customer) -> list[str]:
        address = customer.billing_address
        number = customer.vat_number and self.words["vat_number"].format(number=customer.vat_number)
        siren = siren_of(customer)
        named = _once([customer.name, *_names(address), *self._address(address)])
        return [line for line in (*named, siren and f"SIREN {siren}", number) if line]

    def _address(self, address: Address) -> list[str]:
        return [*formats.place_lines(vars(address)), formats.country_name(address.country, self.language)]

    def _original(self) -> str | None:
        original, reason = self.document.original, self.document.reason
        if replaced := self.document.replaces:
            day = formats.long_date(replaced.issued_on, self.language)
            return self.words["replaces"].format(number=replaced.number, day=day)
        if original is None:
            return None
        day = formats.long_date(original.issued_on, self.language)
        does = "cancels" if self.document.kind is DocumentKind.CANCELLATION_INVOICE else "credits"
        credits = self.words[does].format(number=original.number, day=day)
        return f"{credits}. {self.words['reason'].format(reason=reason)}" if reason else credits

    @property
    def _has_discounts(self) -> bool:
        return any(line.discount for line in self.document.lines)

    def _columns(self) -> list[str]:
        vat = "_with_vat" if self.document.prices_include_vat else "_without_vat"
        vat = vat if self.with_vat else ""
        names = ["description", "quantity"]
        names += ["unit_price_without_vat", "unit_price_with_vat"] if vat == "_with_vat" else [f"unit_price{vat}"]
        names += ["discount"] if self._has_discounts else []
        return [self.words[name] for name in (*names, "vat", f"amount{vat}")]

    def _rows(self) -> list[Values]:
        rows, carried = [], Decimal(0)
        for title, detail, cells, amount in [*map(self._line, self.nets.lines), *self._below_lines()]:
            carried += amount
            row = {"title": title, "detail": detail, "cells": [*cells, self._money(amount)]}
            rows.append(row | {"carried": self._money(carried)})
        return rows

    def _line(self, net: NetLine) -> tuple[str, str, list[str], Decimal]:
        line = net.line
        prices = [self._unsigned(net.price)] if self.with_vat and self.document.prices_include_vat else []
        prices.append(self._price(line.unit_price))
        discount = [self._money(-line.discount) if line.discount else ""] if self._has_discounts else []
        quantity = formats.number(self.sign * line.quantity, self.language) if line.quantity else ""
        cells = [quantity, *prices, *discount, self._percent(line.vat_rate)]
        return line.title, line.sku, cells, line.total

    def _below_lines(self) -> Iterable[tuple[str, str, list[str], Decimal]]:
        document = self.document
        empty = [""] * (len(self._columns()) - 3)
        discount = sum((line.payable - line.total for line in document.lines), Decimal(0))
        if discount:
            yield self.words["order_discount"], "", [*empty, ""], discount
        for name, charge in (("shipping", document.shipping), ("payment", document.payment)):
            if charge and charge.payable:
                yield self._charge(name, charge), "", [*empty, self._percent(charge.vat_rate)], charge.payable

    def _charge(self, name: str, charge: Charge) -> str:
        return self.words[name].format(method=method_name(charge.method, self.language))

    def _rates(self) -> Values:
        rows = [
            [self._percent(at.rate), self._money(at.net), self._money(at.vat)]
            for at in self.document.totals.vat_by_rate
        ]
        return {"columns": [self.words[name] for name in ("rate", "without_vat", "vat")], "rows": rows}

    def _sums(self) -> list[list[str]]:
        totals = self.document.totals
        if not self.with_vat:
            return [[self.words["total"], self._money(totals.gross)]]
        named = (("total_without_vat", totals.net), ("vat", totals.vat), ("total_with_vat", totals.gross))
        sums = [[self.words[name], self._money(amount)] for name, amount in named]
        if self.settlement.in_euros:
            in_euros = formats.money(self.sign * self.settlement.in_euros.vat, EURO, self.language)
            sums.insert(2, [self.words["vat_in_euros"], in_euros])
        return sums

    def _received(self) -> list[list[str]]:
        """Each payment, or where only their sum is of this document, that."""
        if not self.settlement.paid:
            return []
        told = [
            [
                method_name(one.method, self.language) if one.method else self.words["payment_of"],
                formats.long_date(one.paid_on, self.language),
                self._money(-one.amount),
            ]
            for one in self.settlement.payments
        ]
        if self.settlement.beyond:
            told.append([self.words["beyond"], "", self._money(self.settlement.beyond)])
        return told or [[self._as_of_issue("paid"), "", self._money(-self.settlement.paid)]]

    def _written_off(self) -> list[str]:
        """It was not received, and is not due."""
        written_off = self.settlement.written_off
        return [self.words["written_off"], self._money(-written_off)] if written_off else []

    def _due(self) -> list[str]:
        if self.sign < 0:
            return [self.words["given"], self._unsigned(self.document.totals.gross)]
        return [self._as_of_issue("due"), self._unsigned(self.settlement.due)]

    def _as_of_issue(self, name: str) -> str:
        """A revision says the money as the invoice did, and of which day that is: the invoice itself bears one date."""
        if self.revision is None:
            return self.words[name]
        day = formats.long_date(self.document.issued_on, self.language)
        return self.words["as_of"].format(what=self.words[name], day=day)

    def _transfer(self) -> Values | None:
        due = self.settlement.due
        text = transfer(self.document, due) if self.settlement.is_asked_for else None
        if text is None:
            return None
        seller = self.document.seller
        iban = " ".join(seller.iban[at : at + 4] for at in range(0, len(seller.iban), 4)) if seller.iban else ""
        lines = [self.words["transfer"].format(iban=iban), f"BIC {seller.bic}" if seller.bic else ""]
        lines.append(f"{self.words['reference']} {self.document.number}")
        return {"svg": qr_svg(text), "lines": [line for line in lines if line]}

    def _mentions(self) -> list[str | None]:
        return [
            exemption_words(self.document),
            *(isolated(one.text) for one in mentions_of(self.document, self.revision, self.settlement.in_euros)),
        ]

    def _money(self, amount: Decimal) -> str:
        return self._unsigned(self.sign * amount if amount else amount)

    def _unsigned(self, amount: Decimal) -> str:
        return formats.money(amount, self.document.currency, self.language)

    def _price(self, price: Decimal) -> str:
        """A screw may cost a fraction of a cent."""
        currency, exponent = self.document.currency, price.normalize().as_tuple().exponent
        assert isinstance(exponent, int)
        return formats.money(price, currency, self.language, decimals=max(-exponent, decimals_of(currency)))

    def _percent(self, rate: Decimal) -> str:
        exponent = rate.normalize().as_tuple().exponent
        assert isinstance(exponent, int)
        return formats.decimal(rate, self.language, max(0, -exponent)) + (
            "\N{NO-BREAK SPACE}%" if self.language == "fr" else "%"
        )


def _names(address: Address) -> list[str]:
    return [name for name in (address.name, address.company) if name]


def _once(lines: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(lines))
