"""The sentences of the history fit what the orders service says of each action."""

import re

import pytest

from services.backoffice.wording.sentences import HISTORY
from services.orders.order.details import DETAILS
from services.orders.order.history import Action


def test_every_action_has_a_sentence() -> None:
    assert set(HISTORY) == set(Action)


@pytest.mark.parametrize("action", Action)
def test_a_sentence_names_only_what_its_action_says(action: Action) -> None:
    named = set(re.findall(r"%\((\w+)\)s", HISTORY[action]))
    assert named <= set(DETAILS[action].model_fields if action in DETAILS else ())
