-- Refunds are sealed too. One changes as it goes, or fails: each state is sealed as it is written, and the newest seal is
-- what the row says.
CREATE FUNCTION sealed_of(r refunds) RETURNS sealed LANGUAGE sql STABLE AS $$
    SELECT r.order_id::text, 'refund ' || r.refund_id, digest_of(json_build_array(r.refund_id, r.order_id, r.amount,
        r.currency, r.method, r.reference, r.reason, r.payments, r.state, extract(epoch FROM r.requested_at),
        r.requested_by, extract(epoch FROM r.refunded_at), extract(epoch FROM r.settled_at), r.settled_by,
        r.failure)) $$;

CREATE CONSTRAINT TRIGGER refunds_are_sealed AFTER INSERT OR UPDATE ON refunds
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION seal();

-- What is there is sealed as it is. Whoever writes meanwhile waits.
DO $$
DECLARE its sealed; its_position bigint := 0; its_hash bytea := '';
BEGIN
    FOR its IN SELECT s.* FROM refunds AS r, LATERAL sealed_of(r) AS s ORDER BY refund_id LOOP
        its_position := its_position + 1;
        its_hash := sha256(its_hash || its.digest);
        INSERT INTO seals (book, position, about, part, digest, hash)
        VALUES ('refunds', its_position, its.about, its.part, its.digest, its_hash);
    END LOOP;
    INSERT INTO books (book, last_position, last_hash) SELECT 'refunds', its_position, its_hash
    WHERE its_position > 0;
END $$;

-- Else a change by hand would be sealed like any other: only what becomes of a refund is written to it.
CREATE FUNCTION refuse_change_of_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND ROW(NEW.refund_id, NEW.order_id, NEW.amount, NEW.currency, NEW.method, NEW.reason,
            NEW.payments, NEW.requested_at, NEW.requested_by) IS NOT DISTINCT FROM ROW(OLD.refund_id, OLD.order_id,
            OLD.amount, OLD.currency, OLD.method, OLD.reason, OLD.payments, OLD.requested_at, OLD.requested_by)
        AND (OLD.state, NEW.state) IN (('pending', 'succeeded'), ('pending', 'failed'), ('succeeded', 'failed'))
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'refund %: only what becomes of it is written to it', OLD.refund_id;
END $$;
CREATE TRIGGER refunds_only_go_on BEFORE UPDATE OR DELETE ON refunds
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_refund();
