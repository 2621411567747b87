"""The address of the list of orders: what it asks for, and what is left out of it."""

from zoneinfo import ZoneInfo

import pytest

from services.backoffice.pages.orders.filters import Filter, OrderFilters, asked_of_orders, read_filters

PARIS = ZoneInfo("Europe/Paris")


def read(*query: tuple[str, str]) -> OrderFilters:
    filters, left_out = read_filters(query)
    assert left_out == ()
    return filters


def test_filters_are_written_the_same_in_whatever_order_they_were_chosen() -> None:
    chosen = [("sku", "LAMP"), ("status", "on_hold"), ("q", " Zoé "), ("status", "completed"), ("status", "on_hold")]
    assert read(*chosen).address == "/orders?q=Zo%C3%A9&status=completed&status=on_hold&sku=LAMP"
    assert read(*reversed(chosen)) == read(*chosen)


def test_fields_that_a_form_sends_empty_and_words_about_other_things_are_passed_over() -> None:
    assert read(("q", "  "), ("from", ""), ("sku", ""), ("done", "view-saved"), ("after", "x")).address == "/orders"


def test_a_day_is_one_of_the_shop_and_the_last_one_counts_in_whole() -> None:
    asked = asked_of_orders(read(("from", "2026-03-28"), ("to", "2026-03-29")), PARIS)
    assert asked == {"from": "2026-03-28T00:00:00+01:00", "to": "2026-03-30T00:00:00+02:00"}


def test_amounts_are_taken_as_people_write_them() -> None:
    filters = read(("amount_from", "1\u202f012,50"), ("amount_to", "2000.00"))
    assert asked_of_orders(filters, PARIS) == {"amount_from": ["1012.50"], "amount_to": ["2000.00"]}


def test_orders_on_hold_are_asked_for_by_their_status_beside_other_statuses() -> None:
    assert read(("held", "true"), ("status", "completed")).values("status") == ["completed", "on_hold"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "shipped"),
        ("payment_status", "PAID"),
        ("shipment_status", "' OR 1=1"),
        ("held", "maybe"),
        ("unsettled", "false"),
        ("from", "yesterday"),
        ("from", "2026-02-30"),
        ("to", "0001-01-01"),
        ("to", "9999-12-31"),
        ("amount_from", "ten"),
        ("amount_from", "-1"),
        ("amount_from", "NaN"),
        ("amount_to", "99999999999"),
        ("sku", "S" * 65),
        ("sku", "A\x00B"),
        ("q", "x" * 201),
        ("q", "line\nbreak"),
    ],
)
def test_what_means_nothing_is_left_out_and_told_while_the_rest_holds(name: str, value: str) -> None:
    filters, left_out = read_filters([(name, value), ("status", "cancelled")])
    assert filters.all == (Filter("status", "cancelled"),)
    assert left_out == (Filter(name, value),)


def test_a_range_that_ends_before_it_begins_has_no_end() -> None:
    filters, left_out = read_filters(
        [("from", "2026-02-01"), ("to", "2026-01-31"), ("amount_from", "10"), ("amount_to", "9.99")]
    )
    assert filters.all == (Filter("from", "2026-02-01"), Filter("amount_from", "10"))
    assert left_out == (Filter("amount_to", "9.99"), Filter("to", "2026-01-31"))


def test_a_filter_is_added_and_taken_away_and_the_others_stay() -> None:
    filters = read(("status", "on_hold"), ("sku", "A&B"))
    added = filters.also(Filter("status", "completed"))
    assert added.query == "status=completed&status=on_hold&sku=A%26B"
    assert added.but(Filter("status", "completed")) == filters
    assert filters.page("c+/=") == "/orders?status=on_hold&sku=A%26B&after=c%2B%2F%3D"
