"""What returns knows of orders, for comparison with the orders there are."""

import asyncpg
from pydantic import ValidationError

from services.returns.orders.store import SELECT_ORDERS, SELECT_SHIPMENTS, lines_and_sender, parts_of_shipment
from services.returns.pictures.store import SELECT_PICTURES, picture_of
from services.returns.returned.decision_store import SELECT_DECISIONS, SELECT_STEPS, decision_of, step_of
from services.returns.returned.model import return_number
from services.returns.returned.store import SELECT_RETURNS, return_of
from services.returns.withdrawals.model import Withdrawal
from services.returns.withdrawals.store import SELECT_CASES, SELECT_WITHDRAWALS, case_of, withdrawal_of
from shared.invariants import Made, Rows, no_row
from shared.schemas.withdrawals import WithdrawalReceived
from shared.stored import Unreadable

KNOWN_ORDERS = "SELECT order_id FROM orders"
CREDITED_LINES = """
SELECT order_id, (line ->> 'line_no')::int, (line ->> 'quantity')::int
FROM returns, jsonb_array_elements(lines) AS line WHERE reason = 'credited_goods_left'
"""
UNORDERED_LINES = """
SELECT order_id, (line ->> 'line_no')::int, (line ->> 'quantity')::int
FROM returns, jsonb_array_elements(lines) AS line WHERE reason = 'unordered_goods_left'
"""
LINES_BACK = """
SELECT shipment_id, (line ->> 'line_no')::int, sum((line ->> 'quantity')::int),
    string_agg('RE-' || lpad(return_no::text, 6, '0'), ', ' ORDER BY return_no)
FROM returns, jsonb_array_elements(lines) AS line
WHERE state NOT IN ('declined', 'cancelled') AND shipment_id IS NOT NULL GROUP BY 1, 2
"""
DECISIONS = """
SELECT decision_id, 'RE-' || lpad(return_no::text, 6, '0'), kind, return_decisions.state, amount
FROM return_decisions JOIN returns USING (return_id) ORDER BY decision_id
"""
EXCHANGES = """
SELECT document_id, coalesce(settled, 0) FROM return_decisions WHERE kind = 'exchange' AND document_id IS NOT NULL
"""
WITHOUT_THE_OTHER = """
SELECT 'withdrawal ' || withdrawal_id FROM withdrawals FULL JOIN withdrawal_cases AS c USING (withdrawal_id)
WHERE c.state IS NULL OR position IS NULL
"""
MORE_THAN_LEFT = """
SELECT 'line ' || line_no || ' of order ' || order_id || ': ' || claimed.quantity || ' in returns, '
    || coalesce(shipped.quantity, 0) || ' left'
FROM (
    SELECT order_id, (line ->> 'line_no')::int AS line_no,
        sum((line ->> 'quantity')::int - coalesce((line ->> 'freed')::int, 0)) AS quantity,
        bool_and(origin <> 'shop') AS asked, bool_or(state IN ('partially_received', 'received', 'closed') OR EXISTS (
            SELECT FROM return_decisions AS d WHERE d.return_id = returns.return_id
                AND d.kind IN ('credit', 'exchange') AND d.state <> 'refused')) AS came
    FROM returns, jsonb_array_elements(lines) AS line WHERE state NOT IN ('declined', 'cancelled') GROUP BY 1, 2
) AS claimed LEFT JOIN (
    SELECT order_id, (line ->> 'line_no')::int AS line_no, sum((line ->> 'quantity')::int) AS quantity
    FROM shipments, jsonb_array_elements(lines) AS line WHERE shipped GROUP BY 1, 2
) AS shipped USING (order_id, line_no)
WHERE asked AND NOT came AND claimed.quantity > coalesce(shipped.quantity, 0)
"""
MORE_THAN_AWAITED = """
SELECT 'return RE-' || lpad(return_no::text, 6, '0') FROM returns, jsonb_array_elements(lines) AS line
WHERE (line ->> 'quantity')::int < (
    SELECT coalesce(sum((unit ->> 'quantity')::int), 0)
    FROM jsonb_array_elements(coalesce(line -> 'units', '[]')) AS unit
)
"""
MORE_CREDITED = """
SELECT 'return RE-' || lpad(return_no::text, 6, '0')
FROM returns JOIN (
    SELECT return_id, (line ->> 'line_no')::int AS line_no, sum((line ->> 'quantity')::int) AS credited
    FROM return_decisions, jsonb_array_elements(lines) AS line
    WHERE kind = 'credit' AND state <> 'refused' GROUP BY 1, 2
) AS credits USING (return_id)
LEFT JOIN LATERAL jsonb_array_elements(lines) AS line ON (line ->> 'line_no')::int = line_no
WHERE credited > coalesce((line ->> 'quantity')::int, 0)
"""
MORE_GIVEN_BACK = """
SELECT 'return RE-' || lpad(return_no::text, 6, '0') FROM returns JOIN (
    SELECT return_id, sum(amount) FILTER (WHERE kind = 'credit') AS credited,
        sum(amount) FILTER (WHERE kind = 'refund') AS refunded, sum(settled) FILTER (WHERE kind = 'exchange') AS settled
    FROM return_decisions WHERE state = 'done' OR kind = 'exchange' GROUP BY 1
) AS given USING (return_id) WHERE coalesce(refunded, 0) + coalesce(settled, 0) > coalesce(credited, 0)
"""

NOT_AS_SEALED = """
WITH sealed AS (
    SELECT withdrawal_id, position, hash, coalesce(lag(position) OVER book, 0) + 1 AS its_position,
        sha256(coalesce(lag(hash) OVER book, '') || digest_of(withdrawals)) AS its_hash,
        lead(position) OVER book IS NULL AS is_last
    FROM withdrawals WINDOW book AS (ORDER BY position)
)
SELECT 'withdrawal ' || withdrawal_id || ' is not as it was sealed, or one before it is gone' FROM sealed
WHERE position <> its_position OR hash <> its_hash
UNION ALL
SELECT 'withdrawal ' || coalesce(position, 0) || ' is not the last, which was ' || coalesce(last_position, 0)
FROM withdrawal_book FULL JOIN (SELECT position, hash FROM sealed WHERE is_last) AS ends ON true
WHERE position IS DISTINCT FROM last_position OR hash IS DISTINCT FROM last_hash
"""
# One that became a withdrawal's later may have been credited before.
FEE_OF_WITHDRAWAL = """
SELECT 'return RE-' || lpad(return_no::text, 6, '0') FROM returns JOIN return_decisions USING (return_id)
WHERE origin = 'withdrawal' AND kind = 'credit'
    AND ((terms ->> 'restocking_percent')::numeric > 0 OR (terms ->> 'postage')::numeric > 0)
    AND NOT EXISTS (
        SELECT FROM return_steps AS turned
        WHERE turned.return_id = returns.return_id AND turned.step = 'changed' AND turned.by = 'returns'
            AND turned.at > asked_at
    )
"""

PICTURES_LOST = """
SELECT 'picture ' || named || ' of return RE-' || lpad(return_no::text, 6, '0')
FROM returns AS r CROSS JOIN unnest(r.pictures) AS named
WHERE NOT EXISTS (SELECT FROM return_pictures AS p WHERE p.order_id = r.order_id AND p.picture_id = named AND p.kept)
"""


def digest_declared(row: asyncpg.Record) -> bytes | None:
    """Of a row of `withdrawals`, as of the event that told of it; None where it is none that could have been told."""
    try:
        declared = withdrawal_of(row)
        told = {name: getattr(declared, name) for name in Withdrawal.__dataclass_fields__}
        return WithdrawalReceived.model_validate(told).digest
    except (Unreadable, ValidationError):
        return None


DECLARED = SELECT_WITHDRAWALS

INVARIANTS = (
    no_row("withdrawals are as they were declared", NOT_AS_SEALED),
    no_row("each withdrawal has a case, and each case a withdrawal", WITHOUT_THE_OTHER),
    no_row("no fee is kept of a withdrawal", FEE_OF_WITHDRAWAL),
    no_row("no more is to come back than has left", MORE_THAN_LEFT),
    no_row("of a return no more came than was awaited", MORE_THAN_AWAITED),
    no_row("of a return no more is credited than it has", MORE_CREDITED),
    no_row("the pictures that a return names are kept", PICTURES_LOST),
    no_row("no more is refunded for a return, and settles its exchanges, than was credited", MORE_GIVEN_BACK),
)
MADE = Made("SELECT order_id, return_no FROM returns", return_number)

READ = (
    Rows("orders", SELECT_ORDERS, lines_and_sender),
    Rows("shipments", SELECT_SHIPMENTS, parts_of_shipment),
    Rows("returns", SELECT_RETURNS, return_of),
    Rows("return_steps", SELECT_STEPS, step_of),
    Rows("return_decisions", SELECT_DECISIONS, decision_of),
    Rows("return_pictures", SELECT_PICTURES, picture_of),
    Rows("withdrawals", SELECT_WITHDRAWALS, withdrawal_of),
    Rows("withdrawal_cases", SELECT_CASES, case_of),
    Rows("withdrawal_book", "SELECT last_position, last_hash FROM withdrawal_book"),
)
