-- Written by `backshop restore`: the service may be older than what it has announced, and has to look before it works.
CREATE TABLE restored (
    at timestamptz NOT NULL DEFAULT now(),
    taken_at timestamptz NOT NULL -- when the backup was made
);
