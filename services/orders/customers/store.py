"""SQL of customers: finding, locking and writing them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.orders.customers.model import KnownCustomer
from services.orders.customers.words import words_of_customer
from shared.refused import NotFound
from shared.schemas.orders import CustomerAddress, Profile
from shared.stored import Stored
from shared.transaction import Queries, Tx


async def find_customers(queries: Queries, customer_ids: Iterable[UUID]) -> dict[UUID, KnownCustomer]:
    rows = await queries.fetch(f"{SELECT_CUSTOMERS} WHERE customer_id = ANY($1::uuid[])", list(customer_ids))
    return {row["customer_id"]: customer_of(row) for row in rows}


async def get_customer(queries: Queries, customer_id: UUID) -> KnownCustomer:
    """Raises NotFound."""
    return _there(await find_customers(queries, [customer_id]), customer_id)


async def lock_customers(tx: Tx, customer_ids: Iterable[UUID]) -> dict[UUID, KnownCustomer]:
    """Those that there are, as they are once nobody else changes them; always in the order of their ids."""
    rows = await tx.fetch(
        f"{SELECT_CUSTOMERS} WHERE customer_id = ANY($1::uuid[]) ORDER BY customer_id FOR UPDATE",
        sorted(set(customer_ids)),
    )
    return {row["customer_id"]: customer_of(row) for row in rows}


async def lock_customer(tx: Tx, customer_id: UUID) -> KnownCustomer:
    """Raises NotFound."""
    return _there(await lock_customers(tx, [customer_id]), customer_id)


async def find_by_reference(queries: Queries, references: Iterable[str]) -> dict[str, KnownCustomer]:
    rows = await queries.fetch(f"{SELECT_CUSTOMERS} WHERE reference = ANY($1::text[])", list(references))
    return {row["reference"]: customer_of(row) for row in rows}


async def find_roots(queries: Queries, customer_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """By customer, the one that it is merged into in the end, or itself."""
    rows = await queries.fetch(_ROOTS, list(customer_ids))
    return {row["first"]: row["customer_id"] for row in rows}


async def find_family(queries: Queries, customer_id: UUID) -> list[KnownCustomer]:
    """The customer, and those that are merged into it, through others too."""
    rows = await queries.fetch(_FAMILY, customer_id)
    return [customer_of(row) for row in rows]


async def insert_customers(tx: Tx, customers: Sequence[KnownCustomer]) -> set[UUID]:
    """Returns those that were written: of a number that a customer has already, none is."""
    rows = await tx.fetch(
        _INSERT,
        *([values[column] for values in map(_values, customers)] for column in _COLUMNS),
        ["\n".join(words_of_customer(customer.profile)) for customer in customers],
    )
    return {row["customer_id"] for row in rows}


async def update_customer(tx: Tx, customer: KnownCustomer, words: Iterable[str]) -> None:
    await tx.execute(_UPDATE, *_values(customer).values(), "\n".join(words))


def customer_of(row: asyncpg.Record) -> KnownCustomer:
    """Raises Unreadable."""
    name = f"customer {row['customer_id']}"
    profile = {field: row[field] for field in _PROFILE} | {"addresses": _ADDRESSES.read(row["addresses"], name)}
    own = {field: row[field] for field in _OWN}
    return KnownCustomer.stored(own | {"profile": Profile.model_construct(**profile)})


def _values(customer: KnownCustomer) -> dict[str, object]:
    profile = {field: getattr(customer.profile, field) for field in _PROFILE}
    own = {field: getattr(customer, field) for field in _OWN}
    return own | profile | {"addresses": _ADDRESSES_JSON.dump_json(customer.profile.addresses).decode()}


def _there(found: dict[UUID, KnownCustomer], customer_id: UUID) -> KnownCustomer:
    if customer_id not in found:
        raise NotFound(f"there is no customer {customer_id}")
    return found[customer_id]


_ADDRESSES: Stored[tuple[CustomerAddress, ...]] = Stored(tuple[CustomerAddress, ...])
_ADDRESSES_JSON: TypeAdapter[tuple[CustomerAddress, ...]] = TypeAdapter(tuple[CustomerAddress, ...])

_OWN = {
    "customer_id": "uuid",
    "version": "integer",
    "announced_version": "integer",
    "note": "text",
    "created_at": "timestamptz",
    "created_by": "text",
    "changed_at": "timestamptz",
    "changed_by": "text",
    "merged_into": "uuid",
}
_PROFILE = dict.fromkeys(("reference", "name", "email", "phone", "phone_e164", "vat_number", "language"), "text")
_COLUMNS = _OWN | _PROFILE | {"addresses": "jsonb"}
CUSTOMER_COLUMNS = ", ".join(_COLUMNS)
SELECT_CUSTOMERS = f"SELECT {CUSTOMER_COLUMNS} FROM customers"  # noqa: S608
_NEW = len(_COLUMNS) + 1
_INSERT = f"""
INSERT INTO customers ({CUSTOMER_COLUMNS}, words)
SELECT {CUSTOMER_COLUMNS}, array_to_tsvector(string_to_array(words, E'\\n'))
FROM unnest({", ".join(f"${n}::{kind}[]" for n, kind in enumerate(_COLUMNS.values(), start=1))}, ${_NEW}::text[])
    AS new ({CUSTOMER_COLUMNS}, words)
ORDER BY reference, customer_id ON CONFLICT (reference) DO NOTHING RETURNING customer_id
"""  # noqa: S608
_UPDATE = f"""
UPDATE customers SET {", ".join(f"{column} = ${n}" for n, column in enumerate(_COLUMNS, start=1) if n > 1)},
    words = array_to_tsvector(string_to_array(${_NEW}::text, E'\\n'))
WHERE customer_id = $1
"""  # noqa: S608
_ROOTS = """
WITH RECURSIVE up AS (
    SELECT customer_id AS first, customer_id, merged_into FROM customers WHERE customer_id = ANY($1::uuid[])
    UNION ALL
    SELECT first, c.customer_id, c.merged_into FROM up JOIN customers AS c ON c.customer_id = up.merged_into
)
SELECT first, customer_id FROM up WHERE merged_into IS NULL
"""
_FAMILY = f"""
WITH RECURSIVE family AS (
    SELECT {CUSTOMER_COLUMNS} FROM customers WHERE customer_id = $1
    UNION ALL
    SELECT {", ".join(f"c.{column}" for column in _COLUMNS)} FROM family
    JOIN customers AS c ON c.merged_into = family.customer_id
)
SELECT * FROM family
"""  # noqa: S608
