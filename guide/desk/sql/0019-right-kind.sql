-- What rests on an event rests on one of the kind that makes it: an ask on one that asked, a promise
-- on one that promised, and what was said later of a promise on one that can say so. That it says
-- what the event does is compared by guide verify --desk.
SET LOCAL ROLE guide_owner;

CREATE FUNCTION desk.refuse_other_kind() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    new_row jsonb := to_jsonb(NEW);
    of_journal text := coalesce(new_row ->> 'register', NEW.call);
    number integer := coalesce(new_row ->> 'event', new_row ->> 'line', new_row ->> 'n');
    said jsonb;
    fits boolean;
    telling record;
BEGIN
    IF NOT EXISTS (
        SELECT FROM desk.witness AS w
        WHERE (w.seat, w.journal, w.n, w.hash) = (NEW.seat, of_journal, number, NEW.hash)
    ) THEN
        -- It was not received: the reference refuses that.
        RETURN NEW;
    END IF;
    SELECT desk.said(e.line) INTO said FROM desk.event AS e
    WHERE (e.seat, e.journal, e.n, e.hash) = (NEW.seat, of_journal, number, NEW.hash);
    CASE TG_TABLE_NAME
        WHEN 'ask' THEN
            fits := said ->> 'kind' = 'asked' AND said ->> 'about' = new_row ->> 'kind';
        WHEN 'promise' THEN
            IF new_row ->> 'register' IS NULL THEN
                fits := said ->> 'kind' = 'follow-up-added';
            ELSE
                fits := said ->> 'kind' = 'promised' AND said ->> 'call' = NEW.call
                    AND said ->> 'n' = new_row ->> 'n';
            END IF;
        WHEN 'amended' THEN
            -- A seat tells it as of the last event that it sends: it rests on the last that can.
            SELECT t.n, t.digest INTO telling
            FROM desk.told(NEW.call, NEW.seat, number, NEW.hash, ARRAY[
                'follow-up-added', 'follow-up-amended', 'follow-up-done', 'detailed', 'corrected',
                'ended'
            ]) AS t ORDER BY t.n DESC LIMIT 1;
            fits := telling.n >= NEW.n;
            IF fits THEN
                NEW.event := telling.n;
                NEW.hash := telling.digest;
            END IF;
    END CASE;
    IF NOT coalesce(fits, false) THEN
        RAISE EXCEPTION 'event % is none that makes that', number USING ERRCODE = 'GD004';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION desk.refuse_other_kind FROM PUBLIC;
CREATE TRIGGER tell_kind BEFORE INSERT ON desk.ask
    FOR EACH ROW WHEN (NEW.seat = session_user) EXECUTE FUNCTION desk.refuse_other_kind();
CREATE TRIGGER tell_kind BEFORE INSERT ON desk.promise
    FOR EACH ROW WHEN (NEW.seat = session_user) EXECUTE FUNCTION desk.refuse_other_kind();
CREATE TRIGGER tell_kind BEFORE INSERT ON desk.amended
    FOR EACH ROW WHEN (NEW.seat = session_user) EXECUTE FUNCTION desk.refuse_other_kind();
