-- Which topic a position means: one of the same name that was made anew has other records at these offsets.
-- `gone` counts what retention deleted before it was read, until an operator has accepted that; `beyond` is set where
-- the topic was found to end before the position: it stays so, however many records come.
ALTER TABLE consumed
    ADD COLUMN topic_id uuid,
    ADD COLUMN gone bigint NOT NULL DEFAULT 0,
    ADD COLUMN beyond boolean NOT NULL DEFAULT false;
