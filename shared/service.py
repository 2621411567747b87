"""A service: its name, what it handles, its HTTP API, and what runs beside."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from fastapi import APIRouter, Depends, FastAPI

from shared.http import problems
from shared.http.announce_again import announcing_again
from shared.http.in_time import ANSWER_S
from shared.http.offsets import offsets
from shared.http.openapi import describe
from shared.http.operations import Health, Observed, ServiceStatus, operations
from shared.http.queries import known_parameters
from shared.http.stored_settings import changing_settings
from shared.http.take_back import taking_back
from shared.messaging.announce_again import AnnounceAgain
from shared.messaging.handlers import UseCase
from shared.messaging.inbox import Answer, Inbox
from shared.messaging.take_back import TakeBack, nothing_is_taken
from shared.schemas.event import Event
from shared.stored_settings import Section
from shared.transaction import Database

Background = Callable[[Database], Awaitable[None]]
Timer = Callable[[Database], Awaitable[float]]
"""Does what is due, and says after how many seconds it is to be called again."""


class Service:
    """What a service consists of; `app.py` of each service makes one, `shared/process.py` runs it.

    `handlers` maps events to use cases, in the order of the life of an order; topics follow from the events. Of two
    paths that both fit, that of the first of the `routers` is taken; one within another would look for it twice.
    `background` are loops that run beside, restarted with back-off when they raise; `timers` are called by one, only
    while all that others have announced is applied, as what is due may be so no more. `on_invalid_command` answers
    records on a topic of commands that are no valid commands. `gather_s` is how long to wait after a poll of few
    records, so that the next has more: a poll costs far more than a record, and nobody waits for some services.
    `install` adds to the HTTP application what routes cannot: middleware, files, pages for errors. `any_query`: what is
    in the query of an address and not known is passed over, as links on the web carry such. `take_back` is how it takes
    in what it had announced, where its database was set back. `answer_s` is how long a request waits for its answer.
    `settings` are those that staff change. `uploads` are the addresses, as patterns, whose routes read the body.
    """

    def __init__(
        self,
        *,
        name: str,
        handlers: Mapping[type[Event], UseCase],
        routers: Sequence[APIRouter],
        background: Sequence[Background] = (),
        timers: Sequence[Timer] = (),
        on_invalid_command: Answer | None = None,
        gather_s: float = 0,
        install: Callable[[FastAPI], None] | None = None,
        any_query: bool = False,
        answer_s: float = ANSWER_S,
        take_back: TakeBack | None = None,
        announce_again: AnnounceAgain | None = None,
        settings: Sequence[Section] = (),
        uploads: Sequence[str] = (),
    ) -> None:
        self.name = name
        self.handlers = handlers
        self.routers = routers
        self.background = background
        self.timers = timers
        self.on_invalid_command = on_invalid_command
        self.gather_s = gather_s
        self.install = install
        self.any_query = any_query
        self.answer_s = answer_s
        self.take_back = take_back or TakeBack(nothing_is_taken)
        self.announce_again = announce_again or AnnounceAgain()
        self.settings = settings
        self.uploads = uploads

    def inbox(self, database: Database) -> Inbox:
        return Inbox(database, self.handlers, self.on_invalid_command)

    def api(self, observed: Observed | None = None) -> FastAPI:
        """The HTTP application; its `state` needs `database`, `kafka` and `tokens` before the first request.

        `state.stopping` is set when the process stops: answers that never end by themselves end then.
        """
        app = FastAPI(
            title=f"Backshop {self.name}",
            version="1",
            docs_url=None,
            redoc_url=None,
            generate_unique_id_function=lambda route: route.name,
            dependencies=[] if self.any_query else [Depends(known_parameters)],
        )
        problems.install(app)
        describe(app)
        app.state.uploads = self.uploads
        app.state.batches = {}
        app.state.answer_s = self.answer_s
        app.state.read_scope = f"{self.name}:read"
        for router in self.routers:
            app.include_router(router)
        app.include_router(changing_settings(self.name, self.settings))
        app.include_router(operations(observed or _Unobserved(), self.name))
        app.include_router(offsets(self.name, lambda: {event.topic for event in self.handlers}))
        app.include_router(taking_back(self.name, self.take_back))
        app.include_router(announcing_again(self.name, self.announce_again))
        app.state.stopping = asyncio.Event()
        if self.install:
            self.install(app)
        return app


class _Unobserved:
    """The API without a process, as its OpenAPI document and tests need it."""

    async def alive(self) -> Health:
        return Health(service="", instance="", problems=[])

    ready = alive

    async def status(self) -> ServiceStatus:
        raise NotImplementedError
