-- Open tasks are counted by the day they are due from the index alone.
CREATE INDEX tasks_open_days ON tasks (due, assignee) WHERE done_at IS NULL AND removed_at IS NULL;
