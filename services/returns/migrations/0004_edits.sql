-- An order is edited: `edited` is the version of its last edit. Goods that an edit had taken off may have left before.
ALTER TABLE orders ADD COLUMN edited integer NOT NULL DEFAULT 0;
ALTER TABLE returns
    DROP CONSTRAINT returns_reason_check,
    ADD CONSTRAINT returns_reason_check
        CHECK (reason IN ('parcel_left_while_cancelling', 'credited_goods_left', 'unordered_goods_left'));
