-- A parcel is with its customer. No state of its own, so that processes of the version before read and take back these
-- slips as they do others that left: one is delivered while it is shipped and has this, since it left last.
ALTER TABLE shipments
    ADD COLUMN delivered_at timestamptz,
    ADD COLUMN delivered_by text,
    ADD CHECK ((delivered_at IS NULL) = (delivered_by IS NULL));
