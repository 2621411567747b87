"""Customers write the number of their order as they have it before them."""

import pytest

from shared.order_numbers import spellings


@pytest.mark.parametrize(
    "typed",
    [
        "#1048",
        "N° 1048",
        "n°1048",
        "Nº 1048",
        "No. 1048",
        "no 1048",
        "Nr. 1048",
        "numéro 1048",
        "Commande n° 1048.",
        "order #1048",
    ],
)
def test_what_is_written_before_a_number_does_not_count(typed: str) -> None:
    assert spellings(typed)[-1] == "1048"


@pytest.mark.parametrize("typed", ["1048", "NORD-1", "N1048", "FR#1", "order-7", "#"])
def test_a_number_that_only_begins_like_that_stays_as_it_is(typed: str) -> None:
    assert spellings(f" {typed} ") == (typed,)
