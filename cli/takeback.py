"""`backshop takeback`: a service whose database was set back takes in what it had announced, and works again."""

import argparse
import asyncio
import sys
from collections import Counter
from typing import Any

from cli.results import add_json_argument, write_json
from client.api import Api, Found, ServiceRefused
from deploy.local import keys
from deploy.local.answering import LONG_S, address
from deploy.local.settings import LocalSettings
from deploy.problem import Problem
from shared.scopes import READ, SERVICES

TAKE_BACK = "/operations/take-back"
SAID = {
    "taken_back": "taken back",
    "there_already": "there already",
    "comes_again": "comes again by itself",
    "open": "to be decided",
    "decided": "noted as decided",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", choices=SERVICES, metavar="SERVICE", help="such as billing; it must run")
    parser.add_argument("--look", action="store_true", help="only list what there is, and what would become of it")
    parser.add_argument("--accept", action="store_true", help="note what cannot be taken back, and go on without it")
    add_json_argument(parser)


def run(args: argparse.Namespace) -> int:
    answer = asyncio.run(_ask(LocalSettings(), args))
    write_json(args.json, answer["items"])
    for item in answer["items"]:
        print(_line(item))
    print(_sum(args, answer))
    if answer["open"] and not args.look:
        print(
            f"backshop: {args.service} goes on once these are decided; `backshop takeback {args.service} --accept`"
            " notes them and goes on without them",
            file=sys.stderr,
        )
    return 1 if answer["open"] else 0


async def _ask(settings: LocalSettings, args: argparse.Namespace) -> dict[str, Any]:
    if args.look and args.accept:
        raise Problem("look, or accept: not both")
    token = keys.mint_token(settings.state, subject="operator", scopes=[*READ, "operations:write"])
    url = await address(settings, args.service)
    async with Api.at({args.service: url}, token, give_up_after_s=0, answer_s=LONG_S) as api:
        try:
            return await api.post(args.service, TAKE_BACK, {"only_look": args.look, "accept": args.accept})
        except ServiceRefused as refused:
            raise Problem(refused.detail) from refused


def _line(item: Found) -> str:
    at = (item["at"] or "")[:19].replace("T", " ")
    why = f": {item['why']}" if item["why"] else ""
    return f"{at:19}  {item['type']:26} {item['about'] or item['key']:38} {SAID[item['outcome']]}{why}"


def _sum(args: argparse.Namespace, answer: dict[str, Any]) -> str:
    counts = Counter(item["outcome"] for item in answer["items"])
    told = ", ".join(f"{counts[outcome]} {said}" for outcome, said in SAID.items() if counts[outcome]) or "nothing"
    end = "nothing was changed" if args.look else f"{args.service} works again" if not answer["open"] else "it waits"
    return f"takeback: {args.service}: {told}; {end}"
