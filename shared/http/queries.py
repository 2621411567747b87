"""What may be asked for in the query of an address: what the route names, and each once unless it takes several.

Whoever misspells a filter would be answered as if there were none.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, get_args, get_origin

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

PROBED = "/health/"
"""Whatever a monitor adds to it, a service that lives is not said to be ill."""

MOST_NAMED = 10
"""So many that are wrong are named."""


async def known_parameters(request: Request) -> None:
    """A dependency of every route of a service. Raises RequestValidationError."""
    if not request.scope["query_string"] or request.scope["path"].startswith(PROBED):
        return
    known = _parameters(request.scope["route"])
    given = Counter(name for name, _ in request.query_params.multi_items())
    wrong = [(name, _why_wrong(name, times, known)) for name, times in given.items()]
    errors = [
        {"type": "unknown_parameter", "loc": ("query", name[:100]), "msg": why, "input": None}
        for name, why in wrong
        if why
    ]
    if errors:
        raise RequestValidationError(errors[:MOST_NAMED])


def _why_wrong(name: str, times: int, known: dict[str, bool]) -> str | None:
    if name not in known:
        return f"there is no such parameter; there {_named(known)}"
    return "it can be given once only" if times > 1 and not known[name] else None


def _named(known: dict[str, bool]) -> str:
    if not known:
        return "are none here"
    return ("are " if len(known) > 1 else "is ") + ", ".join(known)


def _parameters(route: APIRoute) -> dict[str, bool]:
    """By name, whether it may be given several times."""
    return dict(_of(route.dependant))


def _of(dependant: Dependant) -> Iterator[tuple[str, bool]]:
    for parameter in dependant.query_params:
        yield parameter.alias, _is_sequence(parameter.field_info.annotation)
    for other in dependant.dependencies:
        yield from _of(other)


def _is_sequence(annotation: Any) -> bool:
    return get_origin(annotation) in (tuple, list, set) or any(map(_is_sequence, get_args(annotation)))
