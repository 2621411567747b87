"""The back office on its real database; `office.desk(role)` is the browser of somebody who is signed in."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from copy import deepcopy

import asyncpg
import pytest
from argon2 import PasswordHasher

from cli.check import READ
from deploy.databases import Databases
from deploy.local.assets import node_modules
from services.backoffice.accounts import passwords
from services.backoffice.accounts.model import Role
from services.backoffice.app import service
from services.backoffice.pages.own_order import find_page, open_order, public_withdraw_page, return_page
from services.backoffice.pages.quotes import offer_page
from services.backoffice.settings import backoffice_settings
from services.backoffice.web import render
from services.backoffice.wording.texts import texts_in
from services.billing.app import service as billing
from services.fulfilment.app import service as fulfilment
from services.notifier.app import service as notifier
from services.orders.app import service as orders
from services.returns.app import service as returns
from shared.scopes import SERVICES
from shared.transaction import Database
from tests.backoffice.office import SECRET, Office
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.support.clock import Clock
from tests.support.service import PRIVATE_PEM, database_of, empty, on_empty
from tests.support.stack import SETTINGS, Stack

backoffice_database = database_of(service)
orders_database = database_of(orders)
billing_database = database_of(billing)
fulfilment_database = database_of(fulfilment)
returns_database = database_of(returns)
notifier_database = database_of(notifier)

Seat = Callable[..., Awaitable[Page]]


@pytest.fixture(scope="session")
def backoffice_environment() -> Iterator[pytest.MonkeyPatch]:
    """Settings are read once a process; those of these tests are forgotten after them. Hashes are quick."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BACKSHOP_KAFKA", "127.0.0.1:1")
        patch.setenv("BACKSHOP_TOKEN_PRIVATE_KEY", PRIVATE_PEM)
        patch.setenv("BACKSHOP_SECRET", SECRET)
        patch.setenv("BACKSHOP_LINK_SECRETS", '{"k1": "a secret of these tests, long enough"}')
        patch.setenv("BACKSHOP_NODE_MODULES", str(node_modules(SETTINGS)))
        for deadline in ("DEADLINE_S", "COMMAND_DEADLINE_S"):
            patch.setenv(f"BACKSHOP_{deadline}", "60")  # a busy machine is no service that is away
        for name in SERVICES:
            patch.setenv(f"BACKSHOP_{name.upper()}_URL", f"http://{name}")
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "_hasher", quick)
        patch.setattr(passwords, "_NOBODYS_HASH", quick.hash("nobody's"))
        _forget_settings()
        yield patch
    _forget_settings()


PACES = {page: deepcopy(page.PACE) for page in (find_page, offer_page, open_order, public_withdraw_page, return_page)}
"""Of pages that anybody may open: who asks in one test is no stranger to the next, all of which come fast."""


@pytest.fixture
async def office(
    backoffice_environment: pytest.MonkeyPatch, monkeypatch: pytest.MonkeyPatch, _backoffice_database: Database
) -> AsyncIterator[Office]:
    await empty(_backoffice_database)
    for page, pace in PACES.items():
        monkeypatch.setattr(page, "PACE", deepcopy(pace))
    office = Office(service, _backoffice_database)
    yield office
    await office.close()


@pytest.fixture
def customer(office: Office) -> Page:
    """Who has a link and no account."""
    return Page(office.browser())


@pytest.fixture
async def five_services(
    office: Office,
    _orders_database: Database,
    _billing_database: Database,
    _fulfilment_database: Database,
    _returns_database: Database,
    _notifier_database: Database,
) -> AsyncIterator[Services]:
    """Behind the back office, where nothing has happened yet."""
    databases = {
        orders: _orders_database,
        billing: _billing_database,
        fulfilment: _fulfilment_database,
        returns: _returns_database,
        notifier: _notifier_database,
    }
    async with AsyncExitStack() as stack:
        found = Services()
        for of, database in databases.items():
            found[of.name] = await stack.enter_async_context(on_empty(of, database))
        found.behind(office)
        stack.push_async_callback(office.api.state.client.aclose)
        yield found


@pytest.fixture
async def shop(five_services: Services) -> Services:
    """The five services, with lamps and books to sell."""
    await five_services.open_shop()
    return five_services


@pytest.fixture
def seat(office: Office) -> Seat:
    """`page = await seat("sales", "fr")`: what somebody of this role and language sees."""

    async def sit_down(role: str = "owner", language: str = "en", *, email: str = "") -> Page:
        email = email or f"{role}-{language}@shop.example"
        return Page(await office.desk(await office.hire(Role(role), email=email, language=language)))

    return sit_down


@pytest.fixture
def public_url(backoffice_environment: pytest.MonkeyPatch) -> Iterator[str]:
    """The back office as people find it behind a proxy that speaks https; ask for it before `office`."""
    backoffice_environment.setenv("BACKSHOP_PUBLIC_URL", "https://office.shop.example")
    backoffice_settings.cache_clear()
    yield "https://office.shop.example"
    backoffice_environment.delenv("BACKSHOP_PUBLIC_URL")
    backoffice_settings.cache_clear()


@pytest.fixture(autouse=True)
def morning(clock: Clock) -> None:
    """10:00 on 2 March 2026."""


def _forget_settings() -> None:
    for remembered in (backoffice_settings, render.assets, render.environment, texts_in):
        remembered.cache_clear()


@pytest.fixture
async def administrator(postgres: Stack, shop: Services, seat: Seat) -> AsyncIterator[Databases]:
    """Who can do what no service does, in each database."""
    await seat()
    databases = {name: await asyncpg.connect(postgres.postgres_url(f"test_{name}")) for name in READ}
    for database in databases.values():
        await database.execute("SET session_replication_role = 'replica'")
    yield databases
    for database in databases.values():
        await database.close()
