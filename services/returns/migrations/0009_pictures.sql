-- Pictures that customers send with what they ask for, made anew from what was sent, by their SHA-256.
-- `kept` are those that a return names; the others are forgotten after a while.
CREATE TABLE return_pictures (
    order_id uuid NOT NULL,
    picture_id text NOT NULL CHECK (picture_id = encode(sha256(content), 'hex')),
    content bytea NOT NULL CHECK (length(content) <= 524288),
    width integer NOT NULL CHECK (width > 0),
    height integer NOT NULL CHECK (height > 0),
    added_at timestamptz NOT NULL,
    added_by text NOT NULL,
    kept boolean NOT NULL DEFAULT false,
    PRIMARY KEY (order_id, picture_id)
);
CREATE INDEX return_pictures_to_forget ON return_pictures (added_at) WHERE NOT kept;
ALTER TABLE return_pictures ALTER COLUMN content SET STORAGE EXTERNAL; -- a JPEG does not get smaller

ALTER TABLE returns ADD COLUMN pictures text[] NOT NULL DEFAULT '{}';
