"""`backshop parked`: records that could not be handled, in every service; look at them, retry or drop them."""

import argparse
import asyncio
import json
from collections.abc import Sequence

from cli.results import add_json_argument, write_json
from client.api import Api, Found, ServiceRefused
from deploy.local import keys
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


def run(args: argparse.Namespace) -> int:
    try:
        chosen = asyncio.run(_run(LocalSettings(), args))
    except ServiceRefused as refused:
        raise Problem(refused.detail) from refused
    write_json(args.json, chosen)
    if args.action == "show":
        _show(chosen)
    elif args.action == "list":
        _list(chosen)
    return 0


async def _run(settings: LocalSettings, args: argparse.Namespace) -> list[Found]:
    token = keys.mint_token(settings.state, subject="operator", scopes=[*READ, "operations:write"])
    services = (args.service,) if args.service else SERVICES
    async with Api.at({name: settings.url(name) for name in SERVICES}, token, give_up_after_s=0) as api:
        chosen = await _chosen(api, args, services)
        if args.action in ("retry", "drop"):
            for record in chosen:
                await api.post(record["service"], f"{PARKED}/{record['id']}/{args.action}", None)
                print(f"{args.action}: {record['service']}/{record['id']}")
    return chosen


async def _chosen(api: Api, args: argparse.Namespace, services: Sequence[str]) -> list[Found]:
    if args.action == "list" or args.all:
        return [record | {"service": name} for name in services async for record in api.pages(name, PARKED)]
    service, _, number = (args.record or "").partition("/")
    if service not in SERVICES or not number.isdigit():
        raise Problem("name a record as SERVICE/ID, such as billing/17; `backshop parked list` shows them")
    return [await api.get(service, f"{PARKED}/{number}") | {"service": service}]


def _list(records: Sequence[Found]) -> None:
    if not records:
        print("nothing is parked, and there are no dead letters")
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
