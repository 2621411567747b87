"""The states of a message, and when it is tried again."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from uuid_utils.compat import uuid7

from deploy.local.settings import REPOSITORY
from services.notifier.messages.model import NEXT, MessageState, first_state
from services.notifier.queue.model import Attempt, Outcome, Progress, progress
from shared.schemas.notifier import MessageKind
from shared.states import WrongState

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_the_readme_draws_the_moves_there_are() -> None:
    readme = (REPOSITORY / "services/notifier/README.md").read_text()
    drawn = set(re.findall(r"^    (\w+) --> (\w+)", readme, re.MULTILINE))
    assert drawn == {(state, after) for state in NEXT for after in NEXT[state]}


def test_a_sent_message_stays_sent() -> None:
    for state in MessageState:
        with pytest.raises(WrongState, match=f"a message that is sent cannot become {state}"):
            MessageState.SENT.to(state)


def test_a_message_without_an_address_is_not_sent_whatever_else_is_so() -> None:
    assert first_state(MessageKind.ORDER_CONFIRMATION, None, order_cancelled=True, long_ago=True) == (
        "not_sent",
        "no_address",
    )


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
