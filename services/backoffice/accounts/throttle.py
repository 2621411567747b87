"""Attempts to prove who one is are counted by e-mail address and by network, so that guessing is slow."""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from services.backoffice.accounts import session_store as store
from shared.clock import now
from shared.refused import Refused
from shared.transaction import Database

WINDOW = timedelta(minutes=15)
MOST_BY_EMAIL = 10
MOST_BY_NETWORK = 30


class TooManyAttempts(Refused):
    type = "too-many-attempts"
    status = 429


async def count_attempt(database: Database, email: str, address: str) -> None:
    """Counted as failed before it is tried. Raises TooManyAttempts, for a right password too.

    It is committed before it is counted with the others: of many attempts at once the last sees all. What is refused
    is not counted, so that a block ends although somebody goes on trying.
    """
    at, network = now(), network_of(address)
    async with database.reading() as queries:
        if _are_too_many(*await store.count_attempts(queries, email, network, at - WINDOW), but=1):
            raise _refusal()
    async with database.transaction() as tx:
        await store.insert_attempt(tx, email, network, at)
    async with database.reading() as queries:
        if _are_too_many(*await store.count_attempts(queries, email, network, at - WINDOW)):
            raise _refusal()


async def forget_attempts(database: Database, email: str) -> None:
    """Who this is has been proven."""
    async with database.transaction() as tx:
        await store.delete_attempts(tx, email)


def network_of(address: str) -> str:
    """Where addresses are plenty (IPv6) all 64 bits that one customer of a provider gets count as one."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address) and known.ipv4_mapped is None:
        return f"{IPv6Address(int(known) >> 64 << 64)}/64"
    return address


def _are_too_many(by_email: int, by_network: int, *, but: int = 0) -> bool:
    return by_email > MOST_BY_EMAIL - but or by_network > MOST_BY_NETWORK - but


def _refusal() -> TooManyAttempts:
    return TooManyAttempts(f"too many attempts; wait {WINDOW.total_seconds() / 60:.0f} minutes")
