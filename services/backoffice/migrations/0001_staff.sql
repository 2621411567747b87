-- Who works here, what they may do, and where they are signed in.

CREATE TABLE staff (
    staff_id uuid PRIMARY KEY,
    email text NOT NULL,
    name text NOT NULL,
    role text NOT NULL CHECK (role IN ('owner', 'manager', 'sales', 'warehouse', 'accounting', 'read_only')),
    language text NOT NULL CHECK (language IN ('en', 'fr')),
    theme text NOT NULL DEFAULT 'system' CHECK (theme IN ('system', 'light', 'dark')),
    password_hash text NOT NULL,
    totp_secret bytea, -- encrypted; asked for at sign-in once confirmed
    totp_confirmed_at timestamptz,
    totp_last_step bigint NOT NULL DEFAULT 0, -- a code counts once
    created_at timestamptz NOT NULL,
    disabled_at timestamptz,
    version integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX staff_by_email ON staff (lower(email));

CREATE TABLE recovery_codes (
    staff_id uuid NOT NULL REFERENCES staff ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    PRIMARY KEY (staff_id, code_hash)
);

-- Of a session's token only the hash is kept: who reads this table can not use it.
CREATE TABLE sessions (
    token_hash bytea PRIMARY KEY,
    session_id uuid NOT NULL UNIQUE,
    staff_id uuid NOT NULL REFERENCES staff ON DELETE CASCADE,
    state text NOT NULL CHECK (state IN ('second_factor', 'signed_in')),
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    user_agent text NOT NULL,
    address text NOT NULL
);
CREATE INDEX sessions_of_staff ON sessions (staff_id);

CREATE TABLE failed_sign_ins (
    at timestamptz NOT NULL,
    email text NOT NULL, -- lower case, as it was tried
    address text NOT NULL
);
CREATE INDEX failed_sign_ins_by_email ON failed_sign_ins (email, at);
CREATE INDEX failed_sign_ins_by_address ON failed_sign_ins (address, at);

CREATE TABLE saved_views (
    view_id uuid PRIMARY KEY,
    staff_id uuid NOT NULL REFERENCES staff ON DELETE CASCADE,
    title text NOT NULL,
    query text NOT NULL, -- the filters as they stand in the list's address
    created_at timestamptz NOT NULL,
    UNIQUE (staff_id, title)
);
