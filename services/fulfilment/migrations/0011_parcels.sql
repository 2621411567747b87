-- A shipment is sent as one or more parcels, each with its carrier and tracking number. The carrier is a code where it is
-- one that is known; its name and link are as they were when the parcel was entered.
CREATE TABLE parcels (
    parcel_id uuid PRIMARY KEY,
    shipment_id uuid NOT NULL,
    carrier text,
    carrier_name text,
    tracking_number text,
    check_digit text CHECK (check_digit IN ('right', 'none', 'wrong')),
    link text,
    weight_g integer CHECK (weight_g > 0),
    is_return boolean NOT NULL,
    added_at timestamptz NOT NULL,
    added_by text NOT NULL,
    changed_at timestamptz,
    changed_by text,
    CHECK ((changed_at IS NULL) = (changed_by IS NULL))
) WITH (fillfactor = 80);
CREATE INDEX parcels_by_shipment ON parcels (shipment_id);
