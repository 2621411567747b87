"""How the figures of a credit come about, step by step, as its dialog tells them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from services.backoffice.web.service_clients import Json


class Step(NamedTuple):
    """`amount` is `whole` × `upto` ÷ `of` less `before`, by the `rule`; without `of`, there is no such sum to show.

    `line` has its title; of costs, `kind` says which they are; of VAT, `rate` at which.
    """

    kind: str
    rule: str
    amount: str
    quantity: int = 0
    line: str = ""
    rate: str = ""
    whole: str = ""
    upto: str = ""
    of: str = ""
    before: str = ""


def steps_of(preview: Json, invoice: Json) -> Sequence[Step]:
    """Parts in the invoice's price basis, then the VAT at each of their rates."""
    titles = {line["line_no"]: line["title"] for line in invoice["lines"]}
    basis = "gross" if invoice["prices_include_vat"] else "net"
    parts = preview.get("parts", ())
    spread = any(part["rule"] == "share" for part in parts)
    return [
        *(_of_part(part, titles) for part in parts),
        *(
            _of_rate(rate, "" if spread and basis == "net" else basis)
            for rate in preview.get("rates", ())
            if rate["credited"]
        ),
    ]


def _of_part(part: Json, titles: Mapping[int, str]) -> Step:
    step = Step(
        part["kind"], part["rule"], part["amount"], quantity=part["quantity"], line=titles.get(part["line_no"], "")
    )
    match part["rule"]:
        case "units":
            upto = part["credited_quantity"] + part["quantity"]
            return step._replace(
                whole=part["invoiced_amount"],
                upto=str(upto),
                of=str(part["invoiced_quantity"]),
                before=part["credited_amount"],
            )
        case "units_left":
            left = Decimal(part["left_amount"]) + Decimal(part["amount"])
            of = part["left_quantity"] + part["quantity"]
            return step._replace(whole=str(left), upto=str(part["quantity"]), of=str(of))
    return step


def _of_rate(rate: Json, basis: str) -> Step:
    """Of an amount that was spread over prices without VAT, it is the net that is in proportion: no sum is shown."""
    credited, before = rate["credited"], rate["credited_before"]
    step = Step("vat", rate["rule"], credited["vat"], rate=rate["rate"])
    if rate["rule"] != "in_proportion" or not basis:
        return step
    upto = Decimal(before[basis]) + Decimal(credited[basis])
    return step._replace(
        whole=rate["invoiced"]["vat"], upto=str(upto), of=rate["invoiced"][basis], before=before["vat"]
    )
