-- What packing slips have of an order beside its goods: address, titles, what the customer wrote. Personal data, in a
-- table of its own, as nothing but slips reads it. Orders from before have none.
CREATE TABLE order_papers (
    order_id uuid PRIMARY KEY,
    paper jsonb NOT NULL
);
