-- Whom the mails about an order are for, where staff changed that since it was placed; as of others, the customer of the
-- order's confirmation.
CREATE TABLE addressees (
    order_id uuid PRIMARY KEY,
    sequence integer NOT NULL,
    recipient text, -- null: no e-mail address any more
    recipient_name text NOT NULL
);
CREATE VIEW order_addressees AS
SELECT m.order_id, m.order_number, m.language,
    CASE WHEN a.order_id IS NULL THEN m.recipient ELSE a.recipient END AS recipient,
    coalesce(a.recipient_name, m.recipient_name) AS recipient_name
FROM messages AS m LEFT JOIN addressees AS a ON a.order_id = m.order_id
WHERE m.kind = 'order_confirmation' AND m.resend_of IS NULL;
