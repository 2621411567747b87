"""`backshop import online-retail FILE...`: bring days of a real web shop into the shop that is up."""

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path

from cli.results import add_json_argument, write_json
from client.api import Api, ServiceUnavailable
from deploy.local import keys
from deploy.local.settings import LocalSettings
from deploy.problem import Problem
from importers.online_retail.importing import import_files
from importers.online_retail.layout import as_json, as_text
from importers.online_retail.open_credits import OpenCredits
from importers.online_retail.progress import Progress
from importers.online_retail.report import Report
from importers.online_retail.rows import Sheet, read_file
from importers.online_retail.shop import SERVICES, Shop, digest
from shared.scopes import CATALOGUE, IMPORT, PLACE, STOCK


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", choices=["online-retail"], help="what kind of files they are")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CSV files, days in any order")
    add_json_argument(parser)
    for service in SERVICES:
        parser.add_argument(f"--{service}-url", metavar="URL", help=f"{service} of a shop that runs elsewhere")
    parser.add_argument("--token-file", type=Path, metavar="FILE", help="holds the token for a shop elsewhere")


def run(args: argparse.Namespace) -> int:
    """1 when the sums do not agree, or when billing took too long to invoice what was to be credited."""
    settings = LocalSettings()
    sheets = [read_file(path) for path in args.files]
    given = vars(args)
    urls = {service: (given[f"{service}_url"] or settings.url(service)).rstrip("/") for service in SERVICES}
    open_credits = OpenCredits(_open_credits_file(settings, urls))
    with open_credits.one_import_at_a_time():
        report = asyncio.run(_import(sheets, urls, _token(settings, args.token_file), open_credits))
    print(as_text(report))
    write_json(args.json, as_json(report))
    return 0 if report.complete else 1


async def _import(sheets: Sequence[Sheet], urls: dict[str, str], token: str, open_credits: OpenCredits) -> Report:
    try:
        async with Api.at(urls, token) as api:
            return await import_files(sheets, Shop(api), open_credits, Progress())
    except ServiceUnavailable as error:
        raise Problem(f"{error}. Run the import again then: it goes on where it stopped") from error


def _token(settings: LocalSettings, file: Path | None) -> str:
    if file is None:
        scopes = [*(f"{service}:read" for service in SERVICES), PLACE, CATALOGUE, STOCK, "billing:write", IMPORT]
        return keys.mint_token(settings.state, subject="import", scopes=scopes)
    try:
        return file.read_text().strip()
    except OSError as error:
        raise Problem(f"{file} cannot be read: {error.strerror}") from error


def _open_credits_file(settings: LocalSettings, urls: dict[str, str]) -> Path:
    """With the shop's data, so that a fresh shop starts without; a shop elsewhere has a file of its own."""
    is_local = urls == {service: settings.url(service) for service in SERVICES}
    return settings.data / "imports" / (f"online-retail{'' if is_local else '-' + digest(urls)[:12]}.json")
