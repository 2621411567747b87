"""Dates are written as ISO 8601: numbers are none, which a parser would take for seconds since 1970."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.schemas.dates import Happened
from shared.schemas.values import Day, Instant
from tests.support.bodies import command, order


@pytest.mark.parametrize("written", ["2026-03-02T10:00:00Z", "2026-03-02T11:00:00.000+01:00", "2026-03-02 10:00Z"])
def test_a_moment_is_written_with_its_offset(written: str) -> None:
    moment = TypeAdapter(Instant)
    assert (
        moment.validate_python(written) == moment.validate_json(f'"{written}"') == datetime(2026, 3, 2, 10, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    "written", ["1772445600", '"1772445600"', "1772445600.5", '"2026-03-02"', '"2026-03-02T10:00"']
)
@pytest.mark.parametrize("kind", [Instant, Happened])
def test_a_number_is_no_moment_and_a_time_without_offset_none_either(kind: Any, written: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_json(written)


@pytest.mark.parametrize("year", ["0001", "1899", "3000", "9999"])
def test_a_moment_is_of_a_year_that_can_be_reckoned_with(year: str) -> None:
    with pytest.raises(ValidationError, match="write a year from 1900 to 2999"):
        TypeAdapter(Instant).validate_python(f"{year}-12-31T23:30:00Z")


@pytest.mark.parametrize("written", ["1772445600", '"1772445600"', '"2026-03-02T00:00:00"', '"20260302"'])
def test_a_number_is_no_day(written: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Day).validate_json(written)


def test_an_order_is_not_placed_in_1970() -> None:
    for field in ("placed_at", "occurred_at"):
        with pytest.raises(ValidationError):
            command(**order(**{field: 1772445600}))
