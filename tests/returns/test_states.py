"""The states of a return can be reached, and the moves between them are those of the README."""

import re

from deploy.local.settings import REPOSITORY
from services.returns.returned.states import NEXT, ReturnState
from tests.support.service import ShopService


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
