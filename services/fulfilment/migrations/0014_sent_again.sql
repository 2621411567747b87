-- A parcel is lost, and what was in it is sent again: the slip that replaces a part of another one is of the same order, and
-- none of its units was ordered once more.
ALTER TABLE parcels
    ADD COLUMN lost_at timestamptz,
    ADD COLUMN lost_by text,
    ADD CHECK ((lost_at IS NULL) = (lost_by IS NULL));
ALTER TABLE shipments ADD COLUMN replaces uuid, ADD COLUMN replaced_parcel uuid;
