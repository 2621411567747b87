"""`backshop check`: prove the services' invariants on their databases as they are now, and that they and Kafka agree.

It also reads every row there is as its service does, and names those that cannot be read.
"""

import argparse
import asyncio
import time

from cli.agreement import Databases, disagreements
from cli.announcements import disagreements_with_kafka
from cli.results import add_json_argument, write_json
from deploy.databases import service_databases
from deploy.local.settings import PROGRAMS, LocalSettings
from services.backoffice import invariants as backoffice
from services.billing import invariants as billing
from services.fulfilment import invariants as fulfilment
from services.notifier import invariants as notifier
from services.orders import invariants as orders
from services.returns import invariants as returns
from shared.invariants import OF_EVERY_SERVICE, READ_BY_EVERY_SERVICE, tables_without_reader, unreadable

SHOWN = 10
Violations = dict[str, list[str]]

OF_SERVICES = {
    "billing": billing.INVARIANTS,
    "fulfilment": fulfilment.INVARIANTS,
    "orders": orders.INVARIANTS,
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
    violations = asyncio.run(find_violations(LocalSettings(), wait_s=args.wait))
    print_report(violations)
    write_json(args.json, violations)
    return 1 if any(violations.values()) else 0


async def find_violations(settings: LocalSettings, *, wait_s: float = 30) -> Violations:
    """What breaks each rule. Asks again until nothing does or the time is up, as work may be under way."""
    give_up_at = time.monotonic() + wait_s
    async with service_databases(settings) as databases:
        while True:
            violations = await broken_rules(databases)
            if not any(violations.values()) or time.monotonic() > give_up_at:
                break
            await asyncio.sleep(1)  # what is under way goes on in other processes
    async with service_databases(settings, PROGRAMS) as databases:
        unreadable_rows = {"every row can be read": await find_unreadable(databases)}
        return violations | unreadable_rows | await disagreements_with_kafka(settings.bootstrap_servers, databases)


async def find_unreadable(databases: Databases) -> list[str]:
    """Every row of every table, as the code of its service reads it."""
    found: list[str] = []
    for program, database in databases.items():
        tables = (*READ[program], *READ_BY_EVERY_SERVICE)
        wrong = [*await unreadable(database, tables), *await tables_without_reader(database, tables)]
        found += [f"{program}: {one}" for one in wrong]
    return found


def print_report(violations: Violations) -> None:
    for rule, found in violations.items():
        print(f"{'ok  ' if not found else 'FAIL'}  {rule}")
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
