"""`backshop down`: stops the shop that is up."""

import argparse
import asyncio

from deploy.local.settings import LocalSettings
from deploy.local.state import State


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(args: argparse.Namespace) -> int:
    return asyncio.run(_down(State(LocalSettings().state)))


async def _down(state: State) -> int:
    record = state.read()
    if record and record.supervisor.alive:
        await record.supervisor.stop(limit_s=120)
        print("stopped")
        return 0
    orphans = await state.stop_orphans()
    print(f"stopped {', '.join(orphans)}, left over from a run that was killed" if orphans else "nothing was up")
    return 0
