"""`backshop takeback`: a service whose database was set back takes in what it had announced, and works again."""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

from cli.results import add_json_argument, write_json
from client.api import Api, Found, ServiceRefused
from deploy.local import keys
from deploy.local.answering import LONG_S, address
from deploy.local.settings import LocalSettings
from deploy.problem import Problem
from shared.scopes import READ, SERVICES

TAKE_BACK = "/operations/take-back"
NOTHING = "not-older"
SAID = {
    "taken_back": "taken back",
    "there_already": "there already",
    "comes_again": "comes again by itself",
    "open": "to be decided",
    "decided": "noted as decided",
}
FOR_PEOPLE = ("open", "decided")
"""What is left to somebody stands last."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", choices=SERVICES, metavar="SERVICE", help="such as billing; it must run")
    parser.add_argument("--look", action="store_true", help="only list what there is, and what would become of it")
    parser.add_argument("--accept", action="store_true", help="note what is to be decided, and open the service")
    add_json_argument(parser)


def run(args: argparse.Namespace) -> int:
    answer = asyncio.run(_ask(LocalSettings(), args))
    if answer is None:
        write_json(args.json, [])
        print(f"takeback: nothing to do, {args.service} knows all that it has announced")
        return 0
    write_json(args.json, answer["items"])
    for item in answer["items"]:
        if item["outcome"] not in FOR_PEOPLE:
            print(_line(item))
    for outcome in FOR_PEOPLE:
        if left := [item for item in answer["items"] if item["outcome"] == outcome]:
            print(f"\n{SAID[outcome]}: {len(left)}")
            print("\n".join(map(_line, left)) + "\n")
    print(_sum(args, answer), flush=True)
    for line in _next_steps(args.service, answer, only_looked=args.look):
        print(f"backshop: {line}", file=sys.stderr)
    return 1 if answer["open"] else 0


LAST = "then do what each line says: first mark parcels as shipped, which takes their goods, and count goods last"


def _next_steps(service: str, answer: dict[str, Any], *, only_looked: bool) -> Iterator[str]:
    """In the order in which they can be done: nothing is counted or shipped in a service that is closed."""
    if answer["open"]:
        if only_looked:
            yield f"first `backshop takeback {service}` takes back all that is not to be decided"
        yield f"{service} is closed until the {answer['open']} above are decided, in this order:"
        yield f"  1. mend what a line names, such as a setting, and `backshop takeback {service}` takes that back"
        yield f"  2. `backshop takeback {service} --accept` notes those that are left, and opens {service}"
        yield f"  3. {LAST}"
    elif any(item["outcome"] == "decided" for item in answer["items"]):
        yield f"{service} is open: {LAST}"


async def _ask(settings: LocalSettings, args: argparse.Namespace) -> dict[str, Any] | None:
    """None where there is nothing to take back."""
    if args.look and args.accept:
        raise Problem("look, or accept: not both")
    token = keys.mint_token(settings.state, subject="operator", scopes=[*READ, "operations:write"])
    url = await address(settings, args.service)
    async with Api.at({args.service: url}, token, give_up_after_s=0, answer_s=LONG_S) as api:
        try:
            return await api.post(args.service, TAKE_BACK, {"only_look": args.look, "accept": args.accept})
        except ServiceRefused as refused:
            if refused.type == NOTHING:
                return None
            raise Problem(refused.detail) from refused


def _line(item: Found) -> str:
    at = (item["at"] or "")[:19].replace("T", " ")
    about = f"{at:19}  {item['type']:26} {item['about'] or item['key']:38}"
    if item["outcome"] in FOR_PEOPLE:
        return f"{about} {item['why'] or 'look what became of it'}"
    return f"{about} {SAID[item['outcome']]}" + (f": {item['why']}" if item["why"] else "")


def _sum(args: argparse.Namespace, answer: dict[str, Any]) -> str:
    counts = Counter(item["outcome"] for item in answer["items"])
    words = SAID | {"comes_again": "to come again"}
    told = ", ".join(f"{counts[outcome]} {said}" for outcome, said in words.items() if counts[outcome]) or "nothing"
    end = (
        "a look, nothing was changed"
        if args.look
        else f"{args.service} works again"
        if not answer["open"]
        else "it waits"
    )
    return f"takeback: {args.service}: {told}; {end}"
