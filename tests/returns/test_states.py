"""The states in the code are the states in the database, and the moves between them those of the README."""

import re
from enum import StrEnum

import pytest

from deploy.local.settings import REPOSITORY
from services.returns.model import NEXT, ReturnState
from shared.schemas.returns import ReturnReason
from tests.support.service import ShopService


@pytest.mark.parametrize(("column", "expected"), [("state", ReturnState), ("reason", ReturnReason)])
async def test_the_database_accepts_exactly_the_words_of_the_code(
    returns: ShopService, column: str, expected: type[StrEnum]
) -> None:
    assert await returns.accepted("returns", column) == set(expected)


async def test_every_state_the_database_accepts_can_be_reached(returns: ShopService) -> None:
    reached = {ReturnState.REQUESTED, ReturnState.APPROVED}  # asked for, or opened by the shop itself
    while more := {after for state in reached for after in NEXT[state]} - reached:
        reached |= more
    assert await returns.accepted("returns", "state") == reached


def test_the_readme_draws_the_moves_there_are() -> None:
    readme = (REPOSITORY / "services/returns/README.md").read_text()
    drawn = set(re.findall(r"^    (\w+) --> (\w+)$", readme, re.MULTILINE))
    assert drawn == {(state, after) for state in NEXT for after in NEXT[state]}


def test_what_is_closed_declined_or_cancelled_stays_so() -> None:
    ends = {state for state in ReturnState if not NEXT[state]}
    assert ends == {ReturnState.DECLINED, ReturnState.CLOSED, ReturnState.CANCELLED}
