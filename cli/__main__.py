"""Finds the command in the table below and runs it; only that command's module is imported."""

import argparse
import importlib
import logging
import sys
from dataclasses import dataclass
from typing import Protocol

from pydantic import ValidationError

from deploy.problem import Problem


@dataclass(frozen=True)
class Command:
    """The module has `add_arguments(parser)` and `run(args) -> int`, the exit code."""

    name: str
    module: str
    help: str


COMMANDS = (
    Command("up", "cli.up", "Start the whole shop on this machine, in the foreground."),
    Command("down", "cli.down", "Stop the shop that is up."),
    Command("status", "cli.status", "Show each process: ready, memory, lag, age of its outbox."),
    Command("logs", "cli.logs", "Show the log of a service."),
    Command("token", "cli.token", "Print a token for the services' HTTP APIs."),
    Command("staff", "cli.staff", "Add, list and disable accounts of the back office; reset a password."),
    Command("prepare", "cli.prepare", "Make the databases and topics in any PostgreSQL and Kafka."),
    Command("import", "cli.import_files", "Bring the sales and credits of a web shop's files in."),
    Command("parked", "cli.parked", "List, show, retry or drop records that could not be handled."),
    Command("offsets", "cli.offsets", "Show how far each service has read; go on or read again from elsewhere."),
    Command("backup", "cli.backup", "Write the databases of all services and the keys to a directory."),
    Command("restore", "cli.restore", "Take a backup back, of all services or of one that is stopped."),
    Command("takeback", "cli.takeback", "Take back into a restored service what it had announced since."),
    Command("announce", "cli.announce", "Announce again what a service has, for a topic that was lost."),
    Command("check", "cli.check", "Prove the invariants on the databases as they are now."),
    Command("bench", "cli.bench", "Measure the running shop, beside the floor of this machine."),
    Command("bench-pages", "cli.bench_pages", "Measure the pages of the back office with many orders in the list."),
    Command("contracts", "cli.contracts", "Write the JSON Schemas, OpenAPI and AsyncAPI documents of contracts/."),
    Command("catalogues", "cli.catalogues", "Bring the translations of the back office up to date with its texts."),
    Command("screenshots", "cli.screenshots", "Take pictures of every page and dialog of the back office."),
    Command("test", "cli.test", "Check format, lint, types and import rules, then run the tests."),
)


class CommandModule(Protocol):
    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...
    def run(self, args: argparse.Namespace) -> int: ...


def main(arguments: list[str]) -> int:
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # commands report its errors in their own words
    try:
        args, module = parse(arguments)
        return module.run(args)
    except Problem as problem:
        print(f"backshop: {problem}", file=sys.stderr)
        return 1
    except ValidationError as error:
        for wrong in error.errors():
            name = "_".join(str(part) for part in wrong["loc"]).upper()
            print(f"backshop: BACKSHOP_{name} is wrong: {wrong['msg']}", file=sys.stderr)
        return 1
    except PermissionError as error:
        print(f"backshop: {error.strerror}: {error.filename} belongs to another user", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output, such as `head`, has left
        return 0


def parse(arguments: list[str]) -> tuple[argparse.Namespace, CommandModule]:
    parser = argparse.ArgumentParser(prog="backshop", description="The order back office of an online shop.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    chosen: CommandModule | None = None
    for command in COMMANDS:
        own = commands.add_parser(command.name, help=command.help, description=command.help)
        if arguments and arguments[0] == command.name:
            chosen = importlib.import_module(command.module)
            chosen.add_arguments(own)
    args, rest = parser.parse_known_args(arguments)
    assert chosen
    if rest and not hasattr(args, "rest"):  # a command that passes them on has a default for `rest`
        parser.error(f"unknown arguments: {' '.join(rest)}")
    args.rest = rest
    return args, chosen


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
