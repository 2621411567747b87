"""Whoever writes a text that is not as it should be is told in words what is right, never by a regular expression."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError

from cli.contracts.services import services
from services.billing.credit_previews import PartOfLine
from services.billing.settings import Bic, Colour, LogoId, Prefix, Siren
from services.fulfilment.carriers.settings import CarrierCode, OwnCarrier
from shared.schemas.event import rule_of, what_is_wrong
from shared.schemas.values import Email


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        (Siren, "12", 'write nine digits, such as "732829320"'),
        (Bic, "AGRI", 'write the 8 or 11 characters of a BIC, such as "AGRIFRPP"'),
        (Prefix, "fa-", 'write 1 to 8 letters A to Z or digits, such as "FA"'),
        (Colour, "red", 'write a colour as # and six digits 0 to 9 or A to F, such as "#1F5A3C"'),
        (LogoId, "x", "write the name that the logo was given when it was stored: 64 digits 0 to 9 or a to f"),
        (CarrierCode, "La Poste", 'write small letters a to z and digits, with hyphens between, such as "la-poste"'),
        (PartOfLine, "1x2", 'write a line and how many of it, such as "1:2", or how much of it, such as "1=5.00"'),
        (Email, "x", 'write an address such as "camille@shop.example"'),
    ],
)
def test_a_text_that_is_not_as_it_should_be_is_refused_in_words(kind: Any, text: str, words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(text)
    (error,) = refused.value.errors()
    assert (what_is_wrong(error), rule_of(error)["kind"]) == (words, "string_pattern_mismatch")


def test_the_beginning_of_a_carriers_numbers_is_told_in_words() -> None:
    with pytest.raises(ValidationError, match=r'write 1 to 20 letters A to Z or digits, such as "CV"'):
        OwnCarrier(code="x", name="X", begins_with="-")


def test_no_refusal_of_any_route_or_model_can_tell_a_regular_expression() -> None:
    apis = [service.api() for service in services()]  # which also imports all that they are made of
    routes = [route for api in apis for route in api.routes if isinstance(route, APIRoute)]
    parameters = [one for route in routes for one in _parameters(route.dependant)]
    told = {model.__qualname__: model.__pydantic_core_schema__ for model in _models(BaseModel)}
    told |= {
        f"{one.alias} of a route": TypeAdapter(one.field_info.rebuild_annotation()).core_schema for one in parameters
    }
    assert len(told) > 300
    assert [name for name, schema in told.items() if _tells_a_pattern(schema)] == []


def _models(of: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for model in of.__subclasses__():
        if model.__module__.startswith(("shared.", "services.")):
            yield model
        yield from _models(model)


def _parameters(of: Dependant) -> Iterator[Any]:
    yield from (*of.path_params, *of.query_params, *of.header_params)
    for other in of.dependencies:
        yield from _parameters(other)


def _tells_a_pattern(schema: Any) -> bool:
    """What pydantic refuses by a pattern is told as the pattern."""
    if isinstance(schema, dict):
        return (schema.get("type") == "str" and "pattern" in schema) or any(map(_tells_a_pattern, schema.values()))
    return isinstance(schema, list | tuple) and any(map(_tells_a_pattern, schema))
