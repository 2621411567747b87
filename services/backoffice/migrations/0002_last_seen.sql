-- When somebody was here last, which their sessions do not tell once they have ended.

ALTER TABLE staff ADD COLUMN last_seen_at timestamptz;
