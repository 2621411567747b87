"""`backshop offsets`: how far each service has read each topic; go on where one could not by itself, or read again."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

from cli.results import add_json_argument, write_json
from client.api import Api, Found, ServiceRefused
from deploy.columns import aligned
from deploy.local import keys
from deploy.local.answering import ANSWER_S, addresses
from deploy.local.settings import LocalSettings
from deploy.problem import Problem
from shared.scopes import READ, SERVICES

OFFSETS = "/operations/offsets"
COLUMNS = ("service", "topic", "partition", "position", "begin", "end", "gone", "state")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["show", "accept", "rewind"])
    parser.add_argument("service", nargs="?", choices=SERVICES, metavar="SERVICE", help="such as billing")
    parser.add_argument("topic", nargs="?", metavar="TOPIC", help="such as orders.events")
    parser.add_argument("partition", nargs="?", type=_number, metavar="PARTITION", help="all of the topic without it")
    parser.add_argument("--to", type=_offset, metavar="OFFSET|begin", help="for rewind: where to read again from")
    add_json_argument(parser)


class Outcome(NamedTuple):
    """What was found or done, and in words what is not known, as its service is silent."""

    items: list[Found]
    troubles: list[str]


def run(args: argparse.Namespace) -> int:
    return told(args, asyncio.run(_run(LocalSettings(), args)))


def told(args: argparse.Namespace, outcome: Outcome) -> int:
    write_json(args.json, outcome.items)
    if args.action == "show":
        for line in aligned([COLUMNS, *([_cell(item[name]) for name in COLUMNS] for item in outcome.items)]):
            print(line)
    elif not outcome.items:
        print(f"{args.action}: nothing to do, {args.service} reads {args.topic} as it is")
    else:
        for item in outcome.items:
            print(_sentence(args.action, item))
    for trouble in outcome.troubles:
        print(f"backshop: {trouble}", file=sys.stderr)
    return 1 if outcome.troubles else 0


async def _run(settings: LocalSettings, args: argparse.Namespace) -> Outcome:
    if args.action != "show" and not (args.service and args.topic):
        raise Problem(f"name what to {args.action}: SERVICE TOPIC [PARTITION]; `backshop offsets show` lists them")
    if (args.action == "rewind") is not (args.to is not None):
        raise Problem("rewind, and only that, needs --to: an offset, or begin for the first record that there is")
    if args.action == "rewind" and args.to != "begin" and args.partition is None:
        raise Problem("an offset is one of a partition: name that, or rewind all of them with --to begin")
    token = keys.mint_token(settings.state, subject="operator", scopes=[*READ, "operations:write"])
    urls = await addresses(settings, SERVICES if args.service is None else [args.service])
    async with Api.at(urls, token, give_up_after_s=0, answer_s=ANSWER_S) as api:
        if args.action == "show":
            return await _all(api, [args.service] if args.service else SERVICES)
        return await _decide(api, args)


async def _all(api: Api, services: Sequence[str]) -> Outcome:
    """Of every service that answers, asked at once."""
    found = await asyncio.gather(*(_of(api, name) for name in services))
    return Outcome([item for one in found for item in one.items], [text for one in found for text in one.troubles])


async def _of(api: Api, name: str) -> Outcome:
    try:
        answer = await api.get(name, OFFSETS)
    except Problem as problem:
        return Outcome([], [f"what {name} has read is not known: {problem}"])
    return Outcome([item | {"service": name} for item in answer["items"]], [])


async def _decide(api: Api, args: argparse.Namespace) -> Outcome:
    body: dict[str, Any] = {"topic": args.topic, "partition": args.partition}
    if args.action == "rewind":
        body["to"] = None if args.to == "begin" else args.to
    try:
        answer = await api.post(args.service, f"{OFFSETS}/{args.action}", body)
    except ServiceRefused as refused:
        raise Problem(refused.detail) from refused
    return Outcome([item | {"service": args.service} for item in answer["items"]], [])


def _sentence(action: str, item: Found) -> str:
    name = f"{action}: {item['service']} {item['topic']}/{item['partition']} ({item['state']})"
    if item["position"] is None:
        return f"{name} is forgotten, as Kafka has it no more; what of it was not read by {item['was']} cannot be known"
    gone = item["gone"]
    lost = (
        f"; what the records before had from {item['was']} on cannot be known"
        if gone is None
        else f"; up to {gone} records are gone unread"
        if gone
        else ""
    )
    before = "as before" if item["position"] == item["was"] else f"instead of {item['was']}"
    return f"{name} goes on from {item['position']} {before}: up to {item['to_read']} to read{lost}"


def _cell(value: Any) -> str:
    return "-" if value is None else str(value)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise argparse.ArgumentTypeError("a whole number, from 0 on")
    return int(text)


def _offset(text: str) -> int | str:
    return text if text == "begin" else _number(text)
