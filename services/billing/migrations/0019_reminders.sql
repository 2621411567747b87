-- Customers are reminded of what is overdue, level by level.

-- Orders that are overdue, or were: `due` is 0 of those that are not any more, whose level is kept, as a payment may be
-- taken back.
CREATE TABLE reminder_schedules (
    order_id uuid PRIMARY KEY,
    customer text NOT NULL, -- what is overdue of one customer is listed in one reminder: by e-mail address, else by order
    due_on date NOT NULL, -- of the oldest invoice that is not paid
    due numeric NOT NULL CHECK (due >= 0),
    currency text NOT NULL,
    level integer NOT NULL DEFAULT 0 CHECK (level BETWEEN 0 AND 4), -- the last that was issued
    reminded_on date, -- the day of that
    reminded_at timestamptz -- of the last reminder that lists it, of whatever level
) WITH (fillfactor = 80);
CREATE INDEX reminder_schedules_overdue ON reminder_schedules (due_on, order_id) WHERE due > 0;
CREATE INDEX reminder_schedules_by_level ON reminder_schedules (level, due_on, order_id) WHERE due > 0;
CREATE INDEX reminder_schedules_by_day ON reminder_schedules (level, reminded_on, order_id) WHERE due > 0;
CREATE INDEX reminder_schedules_of_customer ON reminder_schedules (customer);

-- Reminders as they were announced, a row for each order that one lists.
CREATE TABLE reminders (
    reminder_id uuid NOT NULL,
    order_id uuid NOT NULL,
    issued_at timestamptz NOT NULL,
    by_hand boolean NOT NULL,
    leads boolean NOT NULL, -- its mail lists what all of them have due
    said jsonb NOT NULL,
    PRIMARY KEY (reminder_id, order_id)
);
CREATE INDEX reminders_of_order ON reminders (order_id, issued_at);
CREATE INDEX reminders_of_schedule ON reminders (issued_at) WHERE leads AND NOT by_hand;

-- How far invoices have been looked at for those that are overdue: one row, once that has begun.
CREATE TABLE looked_for_overdue (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    done_on date NOT NULL, -- the last day on which all there were had been looked at
    due_on text NOT NULL, -- the last that was looked at
    document_id uuid NOT NULL
) WITH (fillfactor = 50);
CREATE INDEX documents_by_due_on ON documents ((document ->> 'due_on'), document_id) WHERE kind = 'invoice';
