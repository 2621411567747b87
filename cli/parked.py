"""`backshop parked`: records that could not be handled, in every service; look at them, retry or drop them."""

import argparse
import json
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid4

import httpx

from cli.results import add_json_argument, write_json
from deploy.local import keys
from deploy.local.settings import SERVICES, LocalSettings
from deploy.problem import Problem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["list", "show", "retry", "drop"])
    parser.add_argument("record", nargs="?", metavar="SERVICE/ID", help="such as billing/17; for show, retry, drop")
    parser.add_argument("--all", action="store_true", help="retry or drop every record listed")
    parser.add_argument("--service", choices=SERVICES, help="of this service only")
    add_json_argument(parser)


def run(args: argparse.Namespace) -> int:
    settings = LocalSettings()
    token = keys.mint_token(settings.state, subject="operator", scopes=["operations:read", "operations:write"])
    with httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=30) as client:
        services = (args.service,) if args.service else SERVICES
        chosen = _chosen(client, settings, args, services)
        if args.action in ("retry", "drop"):
            for record in chosen:
                _call(client, "POST", f"{_address(settings, record['service'], record['id'])}/{args.action}")
                print(f"{args.action}: {record['service']}/{record['id']}")
    write_json(args.json, chosen)
    if args.action == "show":
        _show(chosen)
    elif args.action == "list":
        _list(chosen)
    return 0


def _chosen(
    client: httpx.Client, settings: LocalSettings, args: argparse.Namespace, services: Sequence[str]
) -> list[dict[str, Any]]:
    if args.action == "list" or args.all:
        return [record for service in services for record in _of_service(client, settings, service)]
    service, _, number = (args.record or "").partition("/")
    if service not in SERVICES or not number.isdigit():
        raise Problem("name a record as SERVICE/ID, such as billing/17; `backshop parked list` shows them")
    return [_call(client, "GET", _address(settings, service, int(number))) | {"service": service}]


def _of_service(client: httpx.Client, settings: LocalSettings, service: str) -> Iterator[dict[str, Any]]:
    after: dict[str, str] = {}
    while True:
        page = _call(client, "GET", f"{settings.url(service)}/operations/parked", after)
        yield from (record | {"service": service} for record in page["items"])
        if not page["next"]:
            return
        after = {"after": page["next"]}


def _address(settings: LocalSettings, service: str, parked_id: int) -> str:
    return f"{settings.url(service)}/operations/parked/{parked_id}"


def _call(client: httpx.Client, method: str, url: str, query: dict[str, str] | None = None) -> dict[str, Any]:
    try:
        answer = client.request(method, url, params=query, headers={"Idempotency-Key": str(uuid4())})
    except httpx.TransportError as error:
        raise Problem(f"{url} does not answer; `backshop status` shows what is up") from error
    if answer.is_error:
        raise Problem(answer.json()["detail"])
    found: dict[str, Any] = answer.json()
    return found


def _list(records: Sequence[dict[str, Any]]) -> None:
    if not records:
        print("nothing is parked, and there are no dead letters")
    for record in records:
        kind = (record["type"] or "unknown type").removeprefix("backshop.")
        print(
            f"{record['service']}/{record['id']}  {record['state']}  tries {record['attempts']}  "
            f"{kind}  key {record['key']}  {record['error']}"
        )


def _show(records: Sequence[dict[str, Any]]) -> None:
    for record in records:
        for name, value in record.items():
            print(f"{name}: {json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value}")
