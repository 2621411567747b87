"""Cursors: each leads back to its place, and what no list gave is refused."""

import base64
from datetime import UTC, datetime
from uuid import UUID

import pytest

from shared.http.pagination import BadCursor, Paging, cursor, read_cursor

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
LAMP = UUID("0195547c-5c00-7000-8000-000000000001")


def test_a_cursor_leads_back_to_its_place() -> None:
    assert read_cursor(cursor(17), int) == 17
    assert read_cursor(cursor("灯/A"), str) == "灯/A"
    assert read_cursor(cursor(LAMP), UUID) == LAMP
    assert read_cursor(cursor(AT, LAMP), datetime, UUID) == (AT, LAMP)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "é",
        cursor(),
        cursor(1, 2),
        base64.urlsafe_b64encode(b"\xff").decode(),
        base64.urlsafe_b64encode(b"[1]").decode(),
        base64.urlsafe_b64encode(b"[" * 1400).decode(),
        base64.urlsafe_b64encode(b'["\\ud800"]').decode(),
    ],
)
@pytest.mark.parametrize("kind", [int, str, UUID, datetime])
def test_what_is_no_cursor_is_refused(text: str, kind: type[int]) -> None:
    with pytest.raises(BadCursor, match="the cursor is not one that this list gave"):
        read_cursor(text, kind)


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        (int, "-1"),
        (int, "007"),
        (int, "٣"),
        (int, "1" * 19),
        (str, "\0"),
        (UUID, LAMP.hex),
        (UUID, f"{{{LAMP}}}"),
        (datetime, "2026-03-02"),
        (datetime, "2026-03-02 10:00:00"),
        (datetime, "2026-03-02 11:00:00+01:00"),
        (datetime, "0001-01-01 00:00:00+14:00"),
    ],
)
def test_a_place_written_otherwise_is_refused(kind: type[int], part: str) -> None:
    with pytest.raises(BadCursor):
        read_cursor(cursor(part), kind)


def test_a_page_that_holds_all_there_is_has_none_after_it() -> None:
    full = Paging[int](None, (int,), 3).page([1, 2, 3], by=lambda number: number)
    assert (full.items, full.next) == ([1, 2, 3], None)
    first = Paging[int](None, (int,), 2).page([1, 2, 3], by=lambda number: number)
    assert (first.items, first.next) == ([1, 2], cursor(2))
    empty = Paging[int](None, (int,), 2).page(list[int](), by=lambda number: number)
    assert (empty.items, empty.next) == ([], None)
