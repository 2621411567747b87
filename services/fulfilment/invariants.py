"""What must hold of fulfilment's stock and slips, and what fulfilment knows of orders, for comparison."""

from services.fulfilment.orders.store import SELECT_ORDERS, order_of
from services.fulfilment.papers.store import SELECT_AS_LEFT, SELECT_PAPERS, paper_as_left, paper_of
from services.fulfilment.reservations.store import SELECT_LINES, SELECT_RESERVATIONS, reservation_of
from services.fulfilment.shipments.parcel_store import SELECT_PARCELS, parcel_of
from services.fulfilment.shipments.store import SELECT_SHIPMENTS, shipment_of
from services.fulfilment.slips.model import slip_number
from services.fulfilment.stock.change_store import SELECT_CHANGES, change_of
from services.fulfilment.stock.ledger_store import SELECT_ENTRIES, entry_of
from services.fulfilment.stock.model import Stock
from services.fulfilment.stock.store import SELECT_STOCK
from shared.invariants import Made, Rows, no_row
from shared.look.logos import SELECT_LOGOS, logo_of

KNOWN_ORDERS = "SELECT order_id FROM orders"
CANCELLED_ORDERS = "SELECT order_id FROM orders WHERE state = 'cancelled'"
NUMBERED = "SELECT order_id, number FROM orders WHERE number IS NOT NULL"
MADE = Made("SELECT order_id, slip_no FROM shipments", slip_number)
PARCELS = """
SELECT order_id, count(*) FILTER (WHERE state = 'shipped'), count(*) FILTER (WHERE state IN ('ready', 'not_shipped'))
FROM shipments GROUP BY order_id
"""
SLIPS = "SELECT order_id, created_at, 'slip ' || slip_no FROM shipments WHERE order_id = ANY($1)"
LINES_ON_SLIPS = """
SELECT order_id, (line ->> 'line_no')::int, (line ->> 'quantity')::int
FROM shipments, jsonb_array_elements(lines) AS line WHERE state <> 'void' AND replaces IS NULL
"""
LINES_THAT_LEFT = """
SELECT order_id, (line ->> 'line_no')::int, (line ->> 'quantity')::int AS quantity, line ->> 'sku' AS sku, shipped_at
FROM shipments JOIN orders USING (order_id), jsonb_array_elements(lines) AS line
WHERE shipments.state = 'shipped' AND replaces IS NULL AND orders.state <> 'cancelled' AND order_id = ANY($1)
"""
LINES_OF_PARCELS = """
SELECT shipment_id, (line ->> 'line_no')::int, (line ->> 'quantity')::int
FROM shipments, jsonb_array_elements(lines) AS line WHERE shipment_id = ANY($1)
"""
LINES_TO_SHIP = """
SELECT order_id, (line ->> 'line_no')::int, (line ->> 'quantity')::int
FROM shipments, jsonb_array_elements(lines) AS line WHERE state IN ('ready', 'not_shipped')
"""

OF_RETURNS = """
SELECT (credit ->> 'document_id')::uuid, 'restock', NULL::numeric, order_id
FROM orders, jsonb_array_elements(credits) AS credit WHERE credit ->> 'return_id' IS NOT NULL
"""

READ = (
    Rows("stock", SELECT_STOCK, lambda row: Stock(*row).level),
    Rows("stock_changes", SELECT_CHANGES, change_of),
    Rows("stock_entries", SELECT_ENTRIES, entry_of),
    Rows("orders", SELECT_ORDERS, order_of),
    Rows("order_papers", SELECT_PAPERS, paper_of),
    Rows("papers_as_left", SELECT_AS_LEFT, paper_as_left),
    Rows("shipments", SELECT_SHIPMENTS, shipment_of),
    Rows("reservations", SELECT_RESERVATIONS, lambda row: reservation_of(row, ())),
    Rows("reservation_lines", SELECT_LINES),
    Rows("parcels", SELECT_PARCELS, parcel_of),
    Rows("logos", SELECT_LOGOS, logo_of),
    Rows("backorders", "SELECT sku, slip_no, line_no, shipment_id, missing FROM backorders"),
    # Not written any more, and dropped once no process of the version that did runs.
    Rows("promised_slips", "SELECT order_id, shipment_id, slip_no FROM promised_slips"),
)

INVARIANTS = (
    no_row(
        "stock on hand is the sum of its ledger",
        """
        SELECT format('%s: %s on hand, ledger %s', sku, on_hand, coalesce(sum(quantity), 0))
        FROM stock LEFT JOIN stock_entries USING (sku)
        GROUP BY sku, on_hand HAVING on_hand <> coalesce(sum(quantity), 0)
        """,
    ),
    no_row(
        "allocated stock is what open slips and reservations hold",
        """
        WITH held AS (
            SELECT line ->> 'sku' AS sku, sum((line ->> 'quantity')::bigint) AS quantity
            FROM shipments, jsonb_array_elements(lines) AS line
            WHERE state IN ('ready', 'not_shipped') AND (line ->> 'tracked')::boolean GROUP BY 1
        ), missing AS (SELECT sku, sum(missing) AS quantity FROM backorders GROUP BY 1)
        SELECT format('%s: %s allocated, open slips hold %s, reservations %s', sku, allocated,
            coalesce(held.quantity, 0) - coalesce(missing.quantity, 0), reserved)
        FROM stock LEFT JOIN held USING (sku) LEFT JOIN missing USING (sku)
        WHERE allocated <> coalesce(held.quantity, 0) - coalesce(missing.quantity, 0) + reserved
        """,
    ),
    no_row(
        "reserved stock is what reservations that have not ended hold",
        """
        WITH held AS (SELECT sku, sum(reserved) AS quantity FROM reservation_lines GROUP BY sku)
        SELECT format('%s: %s reserved, reservations hold %s', sku, reserved, coalesce(quantity, 0))
        FROM stock LEFT JOIN held USING (sku) WHERE reserved <> coalesce(quantity, 0)
        """,
    ),
    no_row(
        "a reservation that has ended holds nothing",
        """
        SELECT format('reservation %s is %s and holds %s of %s', reservation_id, state, reserved, sku)
        FROM reservations JOIN reservation_lines USING (reservation_id) WHERE state <> 'reserved' AND reserved > 0
        """,
    ),
    no_row(
        "what came back and was put in stock is in the ledger, and for credits no more than was credited",
        """
        WITH credited AS (
            SELECT order_id, number, (SELECT coalesce(sum(units::int), 0) FROM jsonb_array_elements(credits) AS credit,
                jsonb_each_text(coalesce(credit -> 'restocked', '{}')) AS back (line_no, units)) AS restocked,
                (SELECT coalesce(sum(units::int), 0) FROM jsonb_array_elements(credits) AS credit,
                jsonb_each_text(credit -> 'quantities') AS given (line_no, units)) AS given,
                (SELECT coalesce(sum(units::int), 0) FROM jsonb_array_elements(credits) AS credit,
                jsonb_each_text(coalesce(credit -> 'restocked', '{}')) AS back (line_no, units)
                WHERE credit ->> 'return_id' IS NULL) AS for_credits
            FROM orders WHERE credits IS NOT NULL
        ), entered AS (
            SELECT order_id, sum(quantity) AS quantity FROM stock_entries WHERE kind = 'restocked' GROUP BY order_id
        )
        SELECT format('order %s: %s back in stock, ledger %s, credited %s', number, restocked, coalesce(quantity, 0),
            given)
        FROM credited FULL JOIN entered USING (order_id)
        WHERE coalesce(restocked, 0) <> coalesce(quantity, 0) OR for_credits > given
        """,
    ),
    no_row(
        "slips of an edited order have what is ordered and not credited, but for what had left",
        """
        WITH wanted AS (
            SELECT orders.order_id, (line ->> 'line_no')::int AS line_no, greatest((line ->> 'quantity')::int - (
                SELECT coalesce(sum((credit -> 'quantities' ->> (line ->> 'line_no'))::int), 0)
                FROM jsonb_array_elements(coalesce(credits, '[]')) AS credit
                WHERE coalesce((credit ->> 'edited')::int, 0) >= edited
            ), 0) AS quantity
            FROM orders, jsonb_array_elements(wanted) AS line
            WHERE state = 'taken' AND edited > 0 AND NOT EXISTS (
                SELECT FROM jsonb_array_elements(coalesce(credits, '[]')) AS credit
                WHERE (credit ->> 'in_full')::boolean AND coalesce((credit ->> 'edited')::int, 0) >= edited
            )
        ), off AS (
            SELECT order_id, (one ->> 'line_no')::int AS line_no, (one ->> 'left')::int AS had_left,
                (one ->> 'quantity')::int AS quantity
            FROM orders, jsonb_array_elements(left_and_credited) AS one
        ), counted AS (
            SELECT order_id, (line ->> 'line_no')::int AS line_no, sum((line ->> 'quantity')::int) AS quantity,
                coalesce(sum((line ->> 'quantity')::int) FILTER (WHERE shipments.state <> 'shipped'), 0) AS here
            FROM shipments JOIN orders USING (order_id), jsonb_array_elements(lines) AS line
            WHERE orders.state = 'taken' AND edited > 0 AND shipments.state <> 'void' AND replaces IS NULL GROUP BY 1, 2
        ), on_slips AS (
            SELECT order_id, line_no, here, counted.quantity - greatest(coalesce(off.quantity, 0)
                - greatest(coalesce(had_left, 0) - counted.quantity + here, 0), 0) AS quantity
            FROM counted LEFT JOIN off USING (order_id, line_no)
        )
        SELECT format('order %s, line %s: %s on slips, %s to be', order_id, line_no, coalesce(on_slips.quantity, 0),
            coalesce(wanted.quantity, 0))
        FROM wanted FULL JOIN on_slips USING (order_id, line_no) JOIN orders USING (order_id)
        WHERE (coalesce(on_slips.quantity, 0) < coalesce(wanted.quantity, 0) AND NOT orders.held)
            OR (coalesce(on_slips.quantity, 0) > coalesce(wanted.quantity, 0) AND here > 0)
        """,
    ),
    no_row(
        "what is ready for pickup is of an order that is picked up",
        """
        SELECT format('slip %s of order %s', slip_no, orders.number) FROM shipments JOIN orders USING (order_id)
        WHERE pickup_ready_at IS NOT NULL AND pickup IS NOT TRUE
        """,
    ),
    no_row(
        "a slip waits for goods where some are missing, and then alone",
        """
        SELECT format('slip %s is %s, %s are missing', slip_no, state, coalesce(missing, 0)) FROM shipments
        LEFT JOIN (SELECT shipment_id, sum(missing) AS missing FROM backorders GROUP BY 1) AS waits USING (shipment_id)
        WHERE (state = 'not_shipped') <> (coalesce(missing, 0) > 0)
        """,
    ),
    no_row(
        "no more is sent again than had left",
        """
        WITH again AS (
            SELECT replaces, line ->> 'line_no' AS line_no, sum((line ->> 'quantity')::bigint) AS quantity
            FROM shipments, jsonb_array_elements(lines) AS line
            WHERE replaces IS NOT NULL AND state <> 'void' GROUP BY 1, 2
        ), had_left AS (
            SELECT shipment_id, line ->> 'line_no' AS line_no, (line ->> 'quantity')::bigint AS quantity
            FROM shipments, jsonb_array_elements(lines) AS line
            WHERE state = 'shipped' AND shipment_id IN (SELECT replaces FROM again)
        )
        SELECT format('line %s of shipment %s: %s sent again, %s had left', again.line_no, replaces, again.quantity,
            coalesce(had_left.quantity, 0))
        FROM again LEFT JOIN had_left ON shipment_id = replaces AND had_left.line_no = again.line_no
        WHERE again.quantity > coalesce(had_left.quantity, 0)
        """,
    ),
    no_row(
        "what was merged is on another slip of its order",
        """
        SELECT format('slip %s was merged into %s, which is none of its order', void.slip_no, void.merged_into)
        FROM shipments AS void LEFT JOIN shipments AS kept
            ON kept.slip_no = void.merged_into AND kept.order_id = void.order_id
        WHERE void.merged_into IS NOT NULL AND kept.shipment_id IS NULL
        """,
    ),
    no_row(
        "a cancelled order has no open slip",
        """
        SELECT format('slip %s of order %s is %s', slip_no, orders.number, shipments.state)
        FROM shipments JOIN orders USING (order_id)
        WHERE orders.state = 'cancelled' AND shipments.state IN ('ready', 'not_shipped')
        """,
    ),
)
