-- Settings that staff change: each change is a new version, and who made it stands beside it. A service without a row
-- of a name goes by its environment.
CREATE TABLE settings (
    name text NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    value jsonb NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL,
    PRIMARY KEY (name, version)
);
