"""A database with 100,000 orders of the last two years, written by SQL: most are done, some are under way."""

import asyncpg

from shared.postgres.migrate import migrate
from shared.transaction import Database
from tests.support.stack import Stack

LATEST = "2026-03-31 20:00:00+00"
REGULAR = "01890000-0000-7000-8000-000000000000"
"""A customer who placed every fifth order."""


async def many_orders(postgres: Stack) -> Database:
    url = await postgres.create_database("test_orders_many")
    await migrate(url, "orders")
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(_FILL)
        # All rows are looked at, so that plans are the same at every run.
        await connection.execute("SET default_statistics_target = 400")
        await connection.execute("VACUUM (ANALYZE) orders, order_contents")
    finally:
        await connection.close()
    return await Database.connect(url, connections=2)


# Number n is the n-th newest: order 1001 is of this evening, order 101000 of two years ago. `draw` is the same at every
# run, between 0 and 999.
_FILL = f"""
CREATE TEMP TABLE drawn AS
SELECT n, gen_random_uuid() AS order_id, timestamptz '{LATEST}' - n * interval '10.5 minutes' AS placed_at,
    (n * 7919 % 1000)::integer AS draw,
    (ARRAY['Zoé', 'Léo', 'Emma', 'Louis', 'Chloé', 'Hugo', 'Inès', 'Jules', 'Anaïs', 'Paul'])[1 + n * 31 % 10] AS first,
    (ARRAY['Martin', 'Bernard', 'Thomas', 'Petit', 'Robert', 'Richard', 'Durand', 'Dubois', 'Moreau', 'Laurent',
        'Simon', 'Michel', 'Lefebvre', 'Leroy', 'Roux', 'David', 'Bertrand', 'Morel', 'Fournier', 'Girard', 'Bonnet',
        'Dupont', 'Lambert', 'Fontaine', 'Rousseau', 'Vincent', 'Muller', 'Lefèvre', 'Faure'])[1 + n * 17 % 29] AS last,
    lpad((n::bigint * 104729 % 100000000)::text, 8, '0') AS phone,
    'SKU-' || n * 13 % 997 AS sku, (n * 37 % 30000)::numeric / 100 + 5 AS gross
FROM generate_series(1, 100000) AS n;

INSERT INTO customers (customer_id, name, language, created_at, created_by, changed_at, changed_by)
VALUES ('{REGULAR}', 'Hôtel du Port', 'fr', '{LATEST}', 'storefront', '{LATEST}', 'storefront');

INSERT INTO orders (order_id, number, reference, customer_name, customer_email, customer_phone, currency, gross, ships,
    pickup, placed_at, created_at, state, cancelled_at, settled_at, status, payment_status, shipment_status,
    customer_id, custom_status, next_task_due)
SELECT order_id, 1000 + n, 'WEB-' || n, first || ' ' || last, lower(first || '.' || last) || n || '@example.org',
    '+33 6 ' || phone, CASE WHEN draw = 999 THEN 'CHF' ELSE 'EUR' END, gross, true, draw = 998, placed_at, placed_at,
    CASE WHEN draw < 50 THEN 'cancelled' ELSE 'placed' END, CASE WHEN draw < 50 THEN placed_at END,
    CASE WHEN draw BETWEEN 1 AND 49 THEN placed_at END,
    CASE WHEN draw < 50 THEN 'cancelled'
        WHEN draw < 52 THEN 'on_hold'
        WHEN draw < 60 OR n < 300 THEN 'processing_awaiting_payment'
        WHEN n < 1000 THEN 'processing_awaiting_shipment'
        WHEN draw = 998 THEN 'completed_picked_up'
        ELSE 'completed_shipped' END,
    CASE WHEN draw < 50 THEN 'cancelled'
        WHEN draw < 51 THEN 'partially_paid'
        WHEN draw < 60 OR n < 300 THEN 'not_paid'
        WHEN draw = 997 THEN 'overpaid'
        ELSE 'paid' END,
    CASE WHEN draw < 50 THEN 'cancelled'
        WHEN draw < 60 OR n < 1000 THEN 'not_shipped'
        WHEN draw = 996 THEN 'partially_shipped'
        ELSE 'shipped' END,
    CASE WHEN n % 5 = 0 THEN '{REGULAR}'::uuid END,
    CASE WHEN draw < 300 THEN 'engraving' WHEN draw = 300 THEN 'gift' END,
    CASE WHEN draw < 100 THEN date '2026-03-31' - draw END
FROM drawn ORDER BY n DESC;

INSERT INTO order_contents (order_id, fingerprint, skus, words, customer, content)
SELECT order_id, decode(md5(n::text), 'hex'), ARRAY[sku, 'POSTAGE'],
    array_to_tsvector(ARRAY['#' || 1000 + n, 'web' || n, n::text, plain_first, plain_last,
        plain_first || plain_last || n || 'exampleorg', plain_last || n || 'exampleorg', 'exampleorg', 'org',
        '+6' || phone, '-' || reverse('6' || phone), replace(lower(sku), '-', ''), 'postage']),
    jsonb_build_object('name', first || ' ' || last, 'phone', phone),
    jsonb_build_object(
        'lines', jsonb_build_array(jsonb_build_object('title', repeat('a desk lamp ', 10), 'quantity', 1 + n % 3)),
        'shipping', jsonb_build_object('method', 'Colissimo', 'kind', 'delivery'))
FROM drawn, lower(translate(first, 'éï', 'ei')) AS plain_first, lower(translate(last, 'è', 'e')) AS plain_last
ORDER BY n DESC;
"""
