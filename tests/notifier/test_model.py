"""The states of a message, in the code and in the database."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from uuid_utils.compat import uuid7

from services.notifier.model import NEXT, MessageState, NotSentReason, first_state
from services.notifier.queue.model import Attempt, Outcome, Progress, progress
from shared.schemas.notifier import MessageKind
from shared.states import WrongState
from tests.support.service import ShopService

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("column", "values"), [("state", MessageState), ("reason", NotSentReason), ("kind", MessageKind)]
)
async def test_the_database_allows_what_the_code_knows(
    notifier: ShopService, column: str, values: type[MessageState]
) -> None:
    async with notifier.reading() as tx:
        definition = await tx.fetchval(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = $1", f"messages_{column}_check"
        )
    assert set(re.findall(r"'(\w+)'", definition)) == set(values)


def test_every_state_says_what_may_follow_it() -> None:
    assert set(NEXT) == set(MessageState)


def test_a_sent_message_stays_sent() -> None:
    for state in MessageState:
        with pytest.raises(WrongState, match=f"a message that is sent cannot become {state}"):
            MessageState.SENT.to(state)


def test_a_message_without_an_address_is_not_sent_whatever_else_is_so() -> None:
    assert first_state(MessageKind.ORDER_CONFIRMATION, None, order_cancelled=True) == ("not_sent", "no_address")


def test_waits_between_attempts_grow_until_the_message_is_given_up() -> None:
    ends = [progress(Attempt(uuid7(), uuid7(), before, Outcome.DEFERRED, AT)) for before in range(7)]
    assert [end.next_attempt_at - AT for end in ends[:6]] == [
        timedelta(seconds=10),
        timedelta(minutes=1),
        timedelta(minutes=10),
        timedelta(hours=1),
        timedelta(hours=4),
        timedelta(hours=12),
    ]
    assert [end.state for end in ends] == ["queued"] * 6 + ["failed"]
    assert [end.attempts for end in ends] == [1, 2, 3, 4, 5, 6, 7]


def test_the_last_attempt_may_still_succeed() -> None:
    assert progress(Attempt(uuid7(), uuid7(), 6, Outcome.ACCEPTED, AT)) == Progress(MessageState.SENT, 7, AT)
