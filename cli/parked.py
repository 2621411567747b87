"""`backshop parked`: records that could not be handled, in every service; look at them, retry or drop them."""

import argparse
import asyncio
import json
import re
import sys
from collections.abc import Sequence
from typing import NamedTuple

from cli.results import add_json_argument, write_json
from client.api import Api, Found, ServiceRefused
from deploy.local import keys
from deploy.local.answering import ANSWER_S, addresses
from deploy.local.settings import LocalSettings
from deploy.problem import Problem
from shared.scopes import READ, SERVICES

PARKED = "/operations/parked"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["list", "show", "retry", "drop"])
    parser.add_argument("record", nargs="?", metavar="SERVICE/ID", help="such as billing/17; for show, retry, drop")
    parser.add_argument("--all", action="store_true", help="retry or drop every record listed")
    parser.add_argument("--service", choices=SERVICES, help="of this service only")
    add_json_argument(parser)


class Outcome(NamedTuple):
    """Records that were found and, in words, what was not: which service is silent, which record is refused."""

    records: list[Found]
    troubles: list[str]


def run(args: argparse.Namespace) -> int:
    return told(args, asyncio.run(_run(LocalSettings(), args)))


def told(args: argparse.Namespace, outcome: Outcome) -> int:
    chosen, troubles = outcome
    write_json(args.json, chosen)
    if args.action == "show":
        _show(chosen)
    elif args.action == "list":
        _list(chosen, whole=not troubles)
    for trouble in troubles:
        print(f"backshop: {trouble}", file=sys.stderr)
    return 1 if troubles else 0


async def _run(settings: LocalSettings, args: argparse.Namespace) -> Outcome:
    token = keys.mint_token(settings.state, subject="operator", scopes=[*READ, "operations:write"])
    services = (args.service,) if args.service else SERVICES
    urls = await addresses(settings, SERVICES)
    async with Api.at(urls, token, give_up_after_s=0, answer_s=ANSWER_S) as api:
        if not (args.action == "list" or args.all):
            return await _each(api, args.action, Outcome([await _named(api, args.record)], []))
        return await _each(api, args.action, await _all(api, services))


async def _each(api: Api, action: str, chosen: Outcome) -> Outcome:
    """One that is refused stops nobody else."""
    done = Outcome([], list(chosen.troubles))
    for record in chosen.records:
        name = f"{record['service']}/{record['id']}"
        try:
            if action in ("retry", "drop"):
                await api.post(record["service"], f"{PARKED}/{record['id']}/{action}", None)
                print(f"{action}: {name}")
            done.records.append(record)
        except ServiceRefused as refused:
            done.troubles.append(f"{action} {name}: {refused.detail}")
        except Problem as problem:
            done.troubles.append(f"{action} {name}: {problem}")
    return done


async def _all(api: Api, services: Sequence[str]) -> Outcome:
    """Of every service that answers, asked at once."""
    found = await asyncio.gather(*(_of(api, name) for name in services))
    return Outcome(
        [record for one in found for record in one.records], [text for one in found for text in one.troubles]
    )


async def _of(api: Api, name: str) -> Outcome:
    try:
        return Outcome([record | {"service": name} async for record in api.pages(name, PARKED)], [])
    except Problem as problem:
        return Outcome([], [f"what {name} has parked is not known: {problem}"])


async def _named(api: Api, record: str | None) -> Found:
    service, _, number = (record or "").partition("/")
    if service not in SERVICES or not re.fullmatch("[0-9]{1,18}", number):
        raise Problem("name a record as SERVICE/ID, such as billing/17; `backshop parked list` shows them")
    try:
        return await api.get(service, f"{PARKED}/{number}") | {"service": service}
    except ServiceRefused as refused:
        raise Problem(refused.detail) from refused


def _list(records: Sequence[Found], *, whole: bool) -> None:
    if not records:
        where = "" if whole else " in the services that answer"
        print(f"nothing is parked{where}, and there are no dead letters")
    for record in records:
        kind = (record["type"] or "unknown type").removeprefix("backshop.")
        print(
            f"{record['service']}/{record['id']}  {record['state']}  tries {record['attempts']}  "
            f"{kind}  key {record['key']}  {record['error']}"
        )


def _show(records: Sequence[Found]) -> None:
    for record in records:
        for name, value in record.items():
            print(f"{name}: {json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value}")
