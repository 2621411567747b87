"""The states in the code are the states in the database."""

import re
from enum import StrEnum

import pytest

from services.returns.model import NEXT, ReturnState
from shared.schemas.returns import ReturnReason
from tests.support.service import ShopService


@pytest.mark.parametrize(("column", "expected"), [("state", ReturnState), ("reason", ReturnReason)])
async def test_the_database_knows_the_same_states(returns: ShopService, column: str, expected: type[StrEnum]) -> None:
    async with returns.reading() as tx:
        definition = await tx.fetchval(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = $1", f"returns_{column}_check"
        )
    assert set(re.findall(r"'(\w+)'", definition)) == set(expected)


def test_every_state_says_what_may_follow() -> None:
    assert set(NEXT) == set(ReturnState)
    assert {state for state in ReturnState if not NEXT[state]} == {
        ReturnState.DECLINED,
        ReturnState.CLOSED,
        ReturnState.CANCELLED,
    }
