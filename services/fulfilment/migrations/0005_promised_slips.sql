-- Slips that were announced and that this database, set back, does not know: the next slip of the order is made under
-- that id and number, which stands on the paper in the parcel.
CREATE TABLE promised_slips (
    order_id uuid NOT NULL,
    shipment_id uuid NOT NULL,
    slip_no bigint NOT NULL,
    PRIMARY KEY (order_id, slip_no)
);
