-- What one euro is in other currencies, as it was entered; of several for a day the last counts.
CREATE TABLE euro_rates (
    rate_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$' AND currency <> 'EUR'),
    day date NOT NULL,
    rate numeric NOT NULL CHECK (rate > 0),
    source text NOT NULL CHECK (source IN ('ecb', 'customs')),
    entered_at timestamptz NOT NULL,
    entered_by text NOT NULL
);
CREATE INDEX euro_rates_by_day ON euro_rates (currency, day DESC, rate_id DESC);
CREATE TRIGGER euro_rates_never_change BEFORE UPDATE OR DELETE ON euro_rates
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The VAT of a document in euros, as its files say it.
CREATE TABLE vat_in_euros (
    document_id uuid PRIMARY KEY,
    currency text NOT NULL,
    day date NOT NULL,
    rate numeric NOT NULL,
    source text NOT NULL CHECK (source IN ('ecb', 'customs')),
    vat numeric NOT NULL
);
CREATE TRIGGER vat_in_euros_never_changes BEFORE UPDATE OR DELETE ON vat_in_euros
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
