-- Which refunds are of returns, so that the mail that money went back names the return.
CREATE TABLE refunds_of_returns (
    refund_id uuid PRIMARY KEY,
    order_id uuid NOT NULL,
    return_number text NOT NULL
);
