"""`backshop check`: prove the services' invariants on their databases as they are now, and that they and Kafka agree.

It also reads every row there is as its service does, and names those that cannot be read. While the shop works, what is
under way is no failure: see looks.py.
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import NamedTuple

from cli import agreement
from cli.agreement import Violations, disagreements
from cli.announcements import disagreements_with_kafka
from cli.looks import Begun, still
from cli.results import add_json_argument, write_json
from deploy.databases import Databases, service_databases
from deploy.local.settings import PROGRAMS, LocalSettings
from services.backoffice import invariants as backoffice
from services.billing import invariants as billing
from services.fulfilment import invariants as fulfilment
from services.notifier import invariants as notifier
from services.orders import invariants as orders
from services.returns import invariants as returns
from shared.invariants import OF_EVERY_SERVICE, READ_BY_EVERY_SERVICE, tables_without_reader, unreadable

SHOWN = 10
UNDECIDED = 3
"""The exit code where nothing is known to be wrong, and not all that was there at the first look is done."""

AFTER_OTHERS = frozenset({*agreement.RULES, orders.SETTLES})
"""Rules that hold once services have heard of each other."""

OF_SERVICES = {
    "billing": billing.INVARIANTS,
    "fulfilment": fulfilment.INVARIANTS,
    "orders": orders.INVARIANTS,
    "returns": returns.INVARIANTS,
}
READ = {
    "orders": orders.READ,
    "billing": billing.READ,
    "fulfilment": fulfilment.READ,
    "returns": returns.READ,
    "notifier": notifier.READ,
    "backoffice": backoffice.READ,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--wait", type=float, default=30, metavar="S", help="how long work under way may take (30)")
    add_json_argument(parser)


def run(args: argparse.Namespace) -> int:
    found = asyncio.run(look(LocalSettings(), wait_s=args.wait))
    print_report(found.violations, undecided=found.undecided, under_way=found.under_way)
    for one in found.left:
        print(f"under way: {one}, of what was there at the first look")
    if found.undecided:
        print("what waits is not decided: look again later, or with a longer --wait")
    write_json(args.json, found.violations)
    return found.code


class Checked(NamedTuple):
    """What breaks each rule, how much that was named first was `under_way`, and what is `left` of the work of then."""

    violations: Violations
    under_way: dict[str, int]
    left: list[str]

    @property
    def undecided(self) -> set[str]:
        """What one service says of itself holds at any moment; what another has not heard of is not wrong yet."""
        if not self.left:
            return set()
        return {rule for rule, found in self.violations.items() if found and rule in AFTER_OTHERS}

    @property
    def code(self) -> int:
        broken = {rule for rule, found in self.violations.items() if found}
        if broken - self.undecided:
            return 1
        return UNDECIDED if broken else 0


async def find_violations(settings: LocalSettings, *, wait_s: float = 30) -> Violations:
    return (await look(settings, wait_s=wait_s)).violations


async def look(settings: LocalSettings, *, wait_s: float = 30) -> Checked:
    """At least twice, where a rule of SQL names something: until nothing of it stands or the time is up."""
    async with service_databases(settings) as databases:
        begun = await Begun.note(settings.bootstrap_servers, databases)
        stands, under_way, left = await look_again(databases, begun, wait_s=wait_s)
    async with service_databases(settings, PROGRAMS) as databases:
        unreadable_rows = {"every row can be read": await find_unreadable(databases)}
        kafka = await disagreements_with_kafka(settings.bootstrap_servers, databases)
    return Checked(stands | unreadable_rows | kafka, under_way, left)


async def _work_goes_on() -> None:
    await asyncio.sleep(1)  # in other processes, which can only be asked


async def look_again(
    databases: Databases, begun: Begun, *, wait_s: float, between: Callable[[], Awaitable[None]] = _work_goes_on
) -> Checked:
    give_up_at = time.monotonic() + wait_s
    named = stands = await broken_rules(databases)
    while any(stands.values()):
        await between()
        stands = still(stands, await broken_rules(databases))
        if time.monotonic() > give_up_at:
            break
    under_way = {rule: len(found) - len(stands[rule]) for rule, found in named.items()}
    left = await begun.left(databases) if any(stands.values()) else []
    return Checked(stands, under_way, left)


async def find_unreadable(databases: Databases) -> list[str]:
    """Every row of every table, as the code of its service reads it."""
    found: list[str] = []
    for program, database in databases.items():
        tables = (*READ[program], *READ_BY_EVERY_SERVICE)
        wrong = [*await unreadable(database, tables), *await tables_without_reader(database, tables)]
        found += [f"{program}: {one}" for one in wrong]
    return found


def print_report(
    violations: Violations, *, undecided: Collection[str] = (), under_way: Mapping[str, int] | None = None
) -> None:
    for rule, found in violations.items():
        state = "ok  " if not found else "WAIT" if rule in undecided else "FAIL"
        gone = (under_way or {}).get(rule, 0)
        print(f"{state}  {rule}" + (f" ({gone} were under way at the first look)" if gone > 0 else ""))
        for violation in found[:SHOWN]:
            print(f"        {violation}")
        if len(found) > SHOWN:
            print(f"        and {len(found) - SHOWN} more")


async def broken_rules(databases: Databases) -> Violations:
    found: Violations = {}
    for service, invariants in OF_SERVICES.items():
        for rule, violations in invariants:
            found[rule] = await violations(databases[service])
    for rule, violations in OF_EVERY_SERVICE:
        found[rule] = [f"{service}: {one}" for service, its in databases.items() for one in await violations(its)]
    return found | await disagreements(databases)
