"""Dumps of a service of a running shop, and its database set back to one."""

import shutil
from pathlib import Path

import asyncpg
import httpx
from pydantic import SecretStr

from deploy.backups.programs import dump, restore_dump
from deploy.databases import admin_url, administrator, make_database, role, service_url
from deploy.local.settings import LocalSettings
from tests.support.shop import Shop
from tests.support.waiting import until


def beside(shop: Shop, directory: Path) -> LocalSettings:
    """Who runs the commands beside the shop, as for one in containers."""
    shutil.copytree(shop.settings.state / "keys", directory / "keys")
    url = SecretStr(admin_url(shop.settings))
    changes = {"state": directory, "kafka": shop.settings.bootstrap_servers, "postgres_url": url}
    return shop.settings.model_copy(update=changes)


async def dump_of(shop: Shop, service: str, file: Path) -> None:
    url = service_url(shop.settings, service)
    connection = await asyncpg.connect(url)
    async with connection.transaction(isolation="repeatable_read"):
        snapshot = await connection.fetchval("SELECT pg_export_snapshot()")
        with file.open("wb") as written:
            async for block in dump(shop.settings, url, snapshot):
                written.write(block)
    await connection.close()


async def set_back(shop: Shop, service: str, dumps: Path) -> None:
    """By hand, without the mark that `backshop restore` leaves."""
    process = shop.processes[f"{service}-1"]
    await process.stop()
    async with administrator(shop.settings) as admin:
        name = role(service)
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await make_database(admin, name, name)
    await restore_dump(shop.settings, service_url(shop.settings, service), dumps / service)
    process.start()
    shop.state.write(shop.processes.values())
    await until(lives, shop, service, seconds=60)


async def lives(shop: Shop, service: str) -> bool:
    try:
        return (await shop.http.get(f"{shop.settings.url(service)}/health/live")).status_code == 200
    except httpx.TransportError:
        return False
