"""`backshop announce`: a service announces again what it has, for a topic that was lost or made anew."""

import argparse
import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from cli.results import add_json_argument, write_json
from cli.unheard import list_unheard
from client.api import Api, ServiceRefused
from deploy.databases import service_databases
from deploy.local import keys
from deploy.local.answering import address
from deploy.local.settings import LocalSettings
from deploy.problem import Problem
from shared.scopes import READ, SERVICES

ANNOUNCE = "/operations/announce"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", choices=SERVICES, metavar="SERVICE", help="such as orders; it must run")
    parser.add_argument("--since", metavar="DATE", help="only what came in from then on, such as 2026-03-01 (UTC)")
    parser.add_argument(
        "--look", action="store_true", help="only say how much there is; of billing, what orders has not heard of"
    )
    add_json_argument(parser)


def run(args: argparse.Namespace) -> int:
    if args.look and args.service == "billing":
        return _look_at_unheard(args)
    since = _moment(args.since)
    asked = {"since": since and since.isoformat(), "only_look": args.look}
    found = asyncio.run(_ask(LocalSettings(), args.service, asked))
    write_json(args.json, found)
    for name, count in found["announced"].items():
        print(f"{count:9d}  {name}")
    for name in found["unreadable"]:
        print(f"passed over, as it cannot be read: {name}")
    for topic, why in found["left_out"].items():
        print(f"not announced again on {topic}: {why}")
    end = (
        "nothing was announced"
        if args.look
        else f"announced again: `backshop status` shows the outbox of {args.service}"
    )
    print(f"announce: {args.service}: {sum(found['announced'].values())} events; {end}")
    return 1 if found["unreadable"] else 0


def _look_at_unheard(args: argparse.Namespace) -> int:
    """What orders would hear for the first time, instead of how much would be told."""
    unheard = asyncio.run(_find_unheard(LocalSettings(), _moment(args.since)))
    write_json(args.json, {"unheard": unheard})
    for line in unheard:
        print(line)
    print(
        f"announce: billing: {len(unheard)} documents and payments that orders has not heard of; nothing was announced"
    )
    return 0


async def _find_unheard(settings: LocalSettings, since: datetime | None) -> list[str]:
    async with service_databases(settings, ("billing", "orders")) as databases:
        return await list_unheard(databases, since)


async def _ask(settings: LocalSettings, service: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Batch by batch: each is whole, and who begins anew after an interruption announces nothing new."""
    announced, unreadable, after = Counter[str](), list[str](), None
    token = keys.mint_token(settings.state, subject="operator", scopes=[*READ, "operations:write"])
    url = await address(settings, service)
    async with Api.at({service: url}, token, give_up_after_s=30) as api:
        while True:
            try:
                answer = await api.post(service, ANNOUNCE, asked | {"after": after})
            except ServiceRefused as refused:
                raise Problem(refused.detail) from refused
            announced.update(answer["announced"])
            unreadable += answer["unreadable"]
            if (after := answer["after"]) is None:
                return {"announced": dict(announced), "unreadable": unreadable, "left_out": answer["left_out"]}


def _moment(text: str | None) -> datetime | None:
    try:
        moment = None if text is None else datetime.fromisoformat(text)
    except ValueError as error:
        raise Problem(f"--since is no date such as 2026-03-01: {text}") from error
    if moment is None:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
