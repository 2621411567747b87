"""SQL put together from parts."""

from shared.sql import Sql, all_of, given, joined


def test_values_are_numbered_in_the_order_of_their_parts() -> None:
    where = all_of([Sql("state = 'ready'"), *given({"order_id = ?": "B1", "reason = ?": None, "sku < ?": "LAMP"})])
    sql = joined([Sql("SELECT 1 FROM slips WHERE"), where, Sql("LIMIT ?", (51,))], " ")
    assert sql.numbered() == "SELECT 1 FROM slips WHERE state = 'ready' AND order_id = $1 AND sku < $2 LIMIT $3"
    assert sql.values == ("B1", "LAMP", 51)


def test_no_condition_is_met_by_everything() -> None:
    assert all_of(given({"order_id = ?": None})) == Sql("true")
