-- A series of numbers bears a prefix of the shop's own, and is of invoices or of credits for good.
ALTER TABLE series DROP CONSTRAINT series_series_check;
ALTER TABLE series ADD CONSTRAINT series_prefix CHECK (series ~ '^[A-Z0-9]{1,8}$');
-- Null where a process of the version before has begun it, which knows FA and AV alone.
ALTER TABLE series ADD COLUMN kind text CHECK (kind IN ('invoices', 'credits'));
UPDATE series SET kind = CASE series WHEN 'FA' THEN 'invoices' ELSE 'credits' END;
ALTER TABLE documents DROP CONSTRAINT documents_check1; -- that invoices bear FA and all others AV
