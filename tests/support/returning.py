"""What is done with returns in a course of orders: by staff, by customers, and by the shop itself."""

from collections.abc import Callable
from random import Random
from typing import Any

Json = dict[str, Any]
Doing = Callable[[Json, Random], Json | None]

OUTCOMES = ("received", "received", "received", "lost", "short", "wrong_article")
PLACES = ("restock", "restock", "quarantine", "scrap", "back_to_customer", None)
WHY = {"reason": "worn"}


def asked(lines: list[Json], chance: Random) -> list[Json]:
    """Of some lines some of what may come back, and now and then more."""
    lines = [line for line in lines if line["returnable"]] or lines
    wanted = chance.sample(lines, chance.randint(1, len(lines)))
    return [
        {
            "line_no": line["line_no"],
            "quantity": chance.randint(1, max(line["returnable"], 1)) + (chance.random() < 0.1),
            "reason": "wrong_size",
        }
        for line in wanted
    ]


def _reception(one: Json, chance: Random) -> Json:
    line = chance.choice([line for line in one["lines"] if line["awaited"]] or one["lines"])
    outcome, found = chance.choice(OUTCOMES), None
    if chance.random() < 0.15:
        outcome, found = "received", chance.choice(("lost", "short"))
    most = max(line["awaited"], 1)
    received: Json = {"line_no": line["line_no"], "quantity": chance.randint(1, most), "outcome": outcome}
    where = {"disposition": chance.choice(PLACES)} if outcome == "received" else {}
    return {"lines": [received | where | ({"found": found} if found else {})]}


def _disposition(one: Json, chance: Random) -> Json:
    line = chance.choice(one["lines"])
    before = chance.choice((None, None, "quarantine"))
    places = ("restock", "restock", "scrap", "back_to_customer", *(() if before else ("quarantine",)))
    where = {"before": before, "disposition": chance.choice(places)}
    return {"lines": [{"line_no": line["line_no"], "quantity": 1} | where]}


def _credit(one: Json, chance: Random) -> Json:
    terms: Json = chance.choice(
        (
            {},
            {},
            {},
            {"shipping": True},
            {"restocking_percent": "15"},
            {"postage": "2.50"},
            {"restocking_percent": "100"},
        )
    )
    if chance.random() < 0.5:
        return terms
    line = chance.choice(one["lines"])
    return terms | {"lines": [{"line_no": line["line_no"], "quantity": chance.randint(1, line["quantity"])}]}


def _refund(one: Json, chance: Random) -> Json:
    amount = {"amount": f"{chance.randint(1, 15)}.00"} if chance.random() < 0.4 else {}
    return {"method": "card", "succeeded": chance.random() < 0.7} | amount


def _change(one: Json, chance: Random) -> Json:
    line = chance.choice(one["lines"])
    return {"lines": [{"line_no": line["line_no"], "quantity": chance.randint(1, line["quantity"] + 1)}]}


def _exchange(one: Json, chance: Random) -> Json:
    """For the same, a cheaper, a dearer one, or more than there are."""
    other = chance.choice(
        (None, None, {"sku": "BOOK", "quantity": 1}, {"sku": "LAMP", "quantity": 3}, {"sku": "BOOK", "quantity": 500})
    )
    return {"advance": chance.random() < 0.4} | ({"replacements": [other]} if other else {})


def withdrawn(lines: list[Json], chance: Random) -> Json:
    """From all of an order, or from some units of it."""
    form: Json = {"name": "Zoé Martin", "email": "zoe@example.org", "language": "fr"}
    some = chance.sample(lines, chance.randint(1, len(lines)))
    units = [
        {"line_no": line["line_no"], "quantity": chance.randint(1, line["quantity"])}
        for line in some
        if line["quantity"]
    ]
    return form | ({"lines": units} if units and chance.random() < 0.6 else {})


BODIES: dict[str, Doing] = {
    "receive": _reception,
    "dispose": _disposition,
    "credit": _credit,
    "refund": _refund,
    "change": _change,
    "exchange": _exchange,
    "decline": lambda one, chance: WHY,
    "cancel": lambda one, chance: WHY,
}
SELDOM = ("cancel", "decline", "change", "close")


def next_deed(one: Json, chance: Random) -> str:
    """Mostly what leads on; now and then what is not possible, which is refused."""
    may = [what for what in one["may"] for _ in range(1 if what in SELDOM else 4)]
    return chance.choice(may if may and chance.random() < 0.95 else list(BODIES))
