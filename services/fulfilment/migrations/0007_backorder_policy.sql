-- Whether orders may wait for more than there is, and until when, and whether that little is left was told already:
-- once until there is more again. What the version before begins to track has nothing yet, which is not told.
ALTER TABLE stock
    ADD COLUMN backorders text NOT NULL DEFAULT 'allow' CHECK (backorders IN ('allow', 'deny', 'until')),
    ADD COLUMN backorders_until timestamptz,
    ADD COLUMN low_told boolean NOT NULL DEFAULT true,
    ADD CHECK ((backorders = 'until') = (backorders_until IS NOT NULL));
UPDATE stock SET low_told = false WHERE on_hand - allocated > low_stock_threshold;
