"""A document of billing as it is printed: what is given back is negative, and the sums add up."""

from decimal import Decimal

from services.backoffice.web.service_clients import Json

LINE_AMOUNTS = ("discount", "total", "payable")


def printed(document: Json) -> Json:
    """Billing's amounts are positive, of credits too; those of credits become negative, and their quantities.

    `order_discount` is what the order's discount takes from the lines; `kept` is what of the returned goods, which are
    `worth` so much, is not given back, as fees.
    """
    sign = 1 if document["kind"] == "invoice" else -1
    lines = [_line(line, sign) for line in document["lines"]]
    kept = sum((Decimal(line.get("kept") or 0) for line in document["lines"]), Decimal(0))
    return document | {
        "lines": lines,
        "charges": [_charge(document[kind], kind, sign) for kind in ("shipping", "payment") if _costs(document[kind])],
        "order_discount": sum((line["payable"] - line["total"] for line in lines), Decimal(0)),
        "kept": kept,
        "worth": kept + sum(Decimal(line["payable"]) for line in document["lines"]),
        "totals": _signed(document["totals"], ("net", "vat", "gross"), sign)
        | {"vat_by_rate": [_signed(rate, ("net", "vat", "gross"), sign) for rate in document["totals"]["vat_by_rate"]]},
    }


def supplied_on(document: Json, goods: Json | None) -> str | None:
    """The day on which all of it had left; None while goods have not, or it is not known. Services are supplied at
    once."""
    if document["operation"] == "services":
        return str(document["supplied_on"])
    shipments = [one for one in goods["shipments"] if one["state"] != "void"] if goods else []
    left = [one["shipped_at"] for one in shipments if one["shipped_at"]]
    return str(max(left)) if left and len(left) == len(shipments) else None


def _line(line: Json, sign: int) -> Json:
    return _signed(line, LINE_AMOUNTS, sign) | {"quantity": sign * line["quantity"]}


def _costs(charge: Json | None) -> bool:
    """An order paid without costs has a charge of nothing, which is not worth a row."""
    return charge is not None and bool(Decimal(charge["payable"]))


def _charge(charge: Json, kind: str, sign: int) -> Json:
    return _signed(charge, ("payable",), sign) | {"kind": kind}


def _signed(amounts: Json, names: tuple[str, ...], sign: int) -> Json:
    # Not sign times the amount: the minus zero of a credit without VAT would be printed.
    return amounts | {name: -Decimal(amounts[name]) if sign < 0 else Decimal(amounts[name]) for name in names}
