-- What staff have to do about an order. A task that was removed stays, so that it is not added again by what it came of.
-- Without a day it is due after all others: 9999-12-31 stands for that where tasks are put in order.
CREATE TABLE tasks (
    task_id uuid PRIMARY KEY,
    order_id uuid NOT NULL,
    title text NOT NULL,
    due date,
    assignee text, -- a member of staff, as its account is called
    version integer NOT NULL CHECK (version > 0),
    added_at timestamptz NOT NULL,
    added_by text NOT NULL,
    done_at timestamptz,
    done_by text,
    remark text,
    removed_at timestamptz
);
CREATE INDEX tasks_of_order ON tasks (order_id) WHERE removed_at IS NULL;
CREATE INDEX tasks_open ON tasks (coalesce(due, DATE '9999-12-31'), task_id)
    WHERE done_at IS NULL AND removed_at IS NULL;
CREATE INDEX tasks_open_of ON tasks (assignee, coalesce(due, DATE '9999-12-31'), task_id)
    WHERE done_at IS NULL AND removed_at IS NULL;
CREATE INDEX tasks_done ON tasks (done_at, task_id) WHERE done_at IS NOT NULL AND removed_at IS NULL;
CREATE INDEX tasks_done_of ON tasks (assignee, done_at, task_id) WHERE done_at IS NOT NULL AND removed_at IS NULL;

-- The first day on which an open task of the order is due, by which the list is filtered; null where none is open.
ALTER TABLE orders ADD COLUMN next_task_due date;
CREATE INDEX orders_with_tasks ON orders (placed_at, order_id, next_task_due) WHERE next_task_due IS NOT NULL;
