"""What an operator sees of a record that could not be read or applied."""

import pytest

from services.backoffice.pages.operations.payload import payload


def test_json_is_shown_with_a_line_a_field() -> None:
    shown = payload('{"order":"A-1","lines":[{"sku":"LAMP","quantity":2}],"note":"é"}')
    assert shown.is_json
    assert shown.text.splitlines() == [
        "{",
        '  "order": "A-1",',
        '  "lines": [',
        "    {",
        '      "sku": "LAMP",',
        '      "quantity": 2',
        "    }",
        "  ],",
        '  "note": "é"',
        "}",
    ]


@pytest.mark.parametrize(
    "value",
    [
        "{bad json",
        "",
        "NaN",
        '{"price": 1.10}',
        '{"price": 1e400}',
        '{"sku": "LAMP", "sku": "BOOK"}',
        '"\\ud800"',
        "[" * 100_000,
        "9" * 5_000,
    ],
    ids=["broken", "empty", "NaN", "cents", "huge", "name twice", "half a character", "deep", "long number"],
)
def test_what_would_not_be_shown_as_it_came_is_shown_as_text(value: str) -> None:
    assert payload(value) == (value, False, len(value))


def test_of_a_very_long_payload_the_beginning_is_shown() -> None:
    shown = payload("x" * 1_048_576)
    assert (len(shown.text), shown.length) == (100_000, 1_048_576)
