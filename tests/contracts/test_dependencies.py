"""What a route asks for is found where the request runs: a thread and back takes as long as many a use case."""

import inspect
from collections.abc import Iterator

import pytest
from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from cli.contracts.services import services
from services.backoffice.app import router as pages
from shared.service import Service


def dependants(routes: list[BaseRoute]) -> Iterator[Dependant]:
    for route in routes:
        if isinstance(route, APIRoute):
            yield from _with_what_it_asks_for(route.dependant)
        elif isinstance(included := getattr(route, "original_router", None), APIRouter):
            yield from dependants(included.routes)


def _with_what_it_asks_for(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for one in dependant.dependencies:
        yield from _with_what_it_asks_for(one)


def in_threads(routes: list[BaseRoute]) -> set[str]:
    found = list(dependants(routes))
    assert len(found) > 20
    return {str(one.call) for one in found if one.call and not _is_async(one.call)}


def _is_async(call: object) -> bool:
    either = (call, type(call).__dict__.get("__call__"))
    return any(inspect.iscoroutinefunction(one) or inspect.isasyncgenfunction(one) for one in either)


@pytest.mark.parametrize("service", list(services()), ids=lambda service: service.name)
def test_nothing_that_a_request_asks_for_waits_for_a_thread(service: Service) -> None:
    assert in_threads(service.api().routes) == set()


def test_nothing_that_a_page_asks_for_waits_for_a_thread() -> None:
    assert in_threads(pages.routes) == set()
