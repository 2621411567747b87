"""Which field of a form a refusal is about, and why, whoever refused: a service, a form, a use case of our own."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from shared.refused import Refused


class Fault(NamedTuple):
    """`kind` is the rule that the field breaks and `limit` its value, as problem details name them."""

    field: str = ""
    kind: str = ""
    limit: str = ""
    currency: str = ""


def faults_in(problem: Mapping[str, Any]) -> Sequence[Fault]:
    """Of a service's answer: its `errors` about fields of the body, or of the question what would come of it, which
    forms are named after.
    """
    found = []
    for error in problem.get("errors", ()):
        place, _, field = str(error.get("at", "")).partition("/")
        if place in ("body", "query") and field:
            found.append(Fault(field, *(str(error.get(name, "")) for name in ("kind", "limit", "currency"))))
    return found


def fault_of(refusal: Refused) -> Fault:
    kind = str(getattr(refusal, "kind", ""))
    return Fault(refusal.field, kind, refusal.limit, refusal.currency)
