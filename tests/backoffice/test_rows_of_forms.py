"""Rows of a settings form: terms of methods of payment, carriers of the shop's own."""

from collections.abc import Callable
from typing import Any

import pytest

from services.backoffice.pages.settings.carriers import read_own
from services.backoffice.pages.settings.terms import read_rows
from services.backoffice.web.typed_numbers import NumberRefused
from services.backoffice.web.visit import Form


@pytest.mark.parametrize("read", [read_rows, read_own])
def test_a_form_that_was_cut_off_takes_no_row_away(read: Callable[[Form, str], list[Any]]) -> None:
    with pytest.raises(NumberRefused):
        read(Form(version="3"), "methods")
    assert read(Form({"methods/0/method": "", "methods/0/name": ""}), "methods") == []
