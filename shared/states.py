"""Changes of state: a thing goes only where the table of its states lets it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from shared.refused import Refused

State = TypeVar("State", bound=StrEnum)


class WrongState(Refused):
    type = "wrong-state"


def move(thing: str, state: State, to: State, following: Mapping[State, set[State]]) -> State:
    """The state it goes to; raises WrongState, which names the thing, where it cannot go there."""
    if to not in following[state]:
        raise WrongState(f"{thing} that is {state} cannot become {to}")
    return to
