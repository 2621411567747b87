"""States agree with the database, and illegal moves are refused."""

import re

import pytest

from services.billing.documents.model import DocumentKind, Series
from services.billing.ledger.model import EntryKind
from services.billing.model import NEXT, OrderState
from shared.states import WrongState
from tests.support.service import ShopService


async def allowed_by_database(billing: ShopService, table: str, column: str) -> set[str]:
    async with billing.reading() as tx:
        checks = await tx.fetch(
            "SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint"
            " WHERE conrelid = $1::regclass AND contype = 'c'",
            table,
        )
    (text,) = [check["text"] for check in checks if f"(({column} = ANY (" in check["text"]]
    return set(re.findall(r"'([^']+)'::text", text))


async def test_the_states_are_those_of_the_database(billing: ShopService) -> None:
    assert await allowed_by_database(billing, "orders", "state") == set(OrderState)
    assert await allowed_by_database(billing, "documents", "kind") == set(DocumentKind)
    assert await allowed_by_database(billing, "ledger", "kind") == set(EntryKind)
    assert await allowed_by_database(billing, "series", "series") == set(Series)


def test_every_state_says_what_may_follow() -> None:
    assert set(NEXT) == set(OrderState)
    assert NEXT[OrderState.CANCELLED] == set()


def test_an_illegal_move_is_refused() -> None:
    with pytest.raises(WrongState, match="an order that is cancelled cannot become invoiced"):
        OrderState.CANCELLED.to(OrderState.INVOICED)
