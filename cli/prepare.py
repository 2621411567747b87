"""`backshop prepare`: the services' databases and the topics, in the PostgreSQL and Kafka that are set."""

import argparse
import asyncio

from deploy.local.settings import LocalSettings
from deploy.prepare import prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "BACKSHOP_POSTGRES_URL names the server as its administrator, BACKSHOP_KAFKA the brokers, "
        "BACKSHOP_ORDERS_PASSWORD and so on the services' passwords, BACKSHOP_REPLICATION the copies of a topic."
    )


def run(args: argparse.Namespace) -> int:
    made = asyncio.run(prepare(LocalSettings()))
    print("\n".join(f"made {line}" for line in made) or "everything was there already")
    return 0
