-- What a seat did about a promise rests on a line that the desk received, as the promise does: of the
-- seat's register, or of the call. At a board a supervisor does it at the desk itself. And the number
-- of a call, with its warnings, is one that the call tells. That all of it says what its line does is
-- compared by guide verify --desk.
SET LOCAL ROLE guide_owner;

CREATE INDEX event_of_register ON desk.event (seat, hash) WHERE starts_with(journal, 'register-');

-- Whether a line of a call or of a register, of this kind, tells that deed.
CREATE FUNCTION desk.tells(of desk.event, deed desk.deed) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    said jsonb := desk.said(of.line);
    mistake jsonb;
BEGIN
    IF starts_with(of.journal, 'register-') THEN
        RETURN said ->> 'call' = deed.call AND said ->> 'n' = deed.n::text
            AND CASE said ->> 'kind' WHEN 'told' THEN 'done' ELSE said ->> 'kind' END = deed.kind
            AND (deed.until IS NULL OR deed.until = (said ->> 'until')::timestamptz);
    ELSIF deed.until IS NOT NULL OR of.journal <> deed.call OR of.seat <> deed.seat THEN
        RETURN false;
    ELSIF said ->> 'kind' = 'follow-up-done' THEN
        RETURN deed.kind = 'done' AND said ->> 'of' = deed.n::text;
    ELSIF said ->> 'kind' <> 'corrected' THEN
        RETURN false;
    END IF;
    RETURN EXISTS (
        SELECT FROM desk.event AS e CROSS JOIN LATERAL (SELECT desk.said(e.line) AS told) AS was
        WHERE (e.seat, e.journal) = (of.seat, of.journal) AND e.n::text = said ->> 'of'
            AND CASE deed.kind
                WHEN 'void' THEN was.told ->> 'kind' = 'follow-up-added' AND e.n = deed.n
                WHEN 'reopened' THEN was.told ->> 'kind' = 'follow-up-done'
                    AND was.told ->> 'of' = deed.n::text
                ELSE false END
    );
END $$;

CREATE FUNCTION desk.refuse_untold() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW."by" <> session_user
        OR NEW.hash = '' AND pg_has_role(session_user, 'guide_supervisor', 'MEMBER')
    THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (
        SELECT FROM desk.event AS e
        WHERE e.seat = session_user AND e.hash = NEW.hash AND starts_with(e.journal, 'register-')
            AND desk.tells(e, NEW)
        UNION ALL
        SELECT FROM desk.event AS e
        WHERE (e.seat, e.journal, e.hash) = (session_user, NEW.call, NEW.hash)
            AND desk.tells(e, NEW)
    ) THEN
        RAISE EXCEPTION 'no line that was received says that' USING ERRCODE = 'GD004';
    END IF;
    RETURN NULL;
END $$;
-- Afterwards: what has no bounds, or is another's, is refused for that.
CREATE TRIGGER tell_deed AFTER INSERT ON desk.deed
    FOR EACH ROW EXECUTE FUNCTION desk.refuse_untold();

-- A row that its call does not bear out is none.
CREATE FUNCTION desk.read_caller() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    numbers text[];
    warned bigint;
BEGIN
    SELECT array_agg(desk.normal(t.said ->> 'value'))
            FILTER (WHERE t.kind = 'detailed' AND t.said ->> 'field' = 'number'),
        count(*) FILTER (WHERE t.kind = 'warning-given')
    INTO numbers, warned FROM desk.told(
        NEW.call, NEW.seat, NEW.event, NEW.hash, ARRAY['detailed', 'warning-given']
    ) AS t;
    IF NEW.number <> '' AND NOT coalesce(NEW.number = ANY(numbers), false)
        OR NEW.warnings > warned
    THEN
        -- Of an event that was not received: the reference refuses that.
        IF NOT EXISTS (
            SELECT FROM desk.witness AS w
            WHERE (w.seat, w.journal, w.n, w.hash) = (NEW.seat, NEW.call, NEW.event, NEW.hash)
        ) THEN
            RETURN NEW;
        END IF;
        RETURN NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tell_caller BEFORE INSERT ON desk.caller
    FOR EACH ROW WHEN (NEW.seat = session_user) EXECUTE FUNCTION desk.read_caller();

-- What the register says of a call that is erased does not come again, either; nor do its deeds.
CREATE FUNCTION desk.stay_erased_after() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM desk.tombstone AS t
        WHERE (t.call, t.seat) = (desk.said(NEW.line) ->> 'call', NEW.seat)
            AND t.erased_at IS NOT NULL
    ) THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stay_erased_after BEFORE INSERT ON desk.event
    FOR EACH ROW WHEN (starts_with(NEW.journal, 'register-'))
    EXECUTE FUNCTION desk.stay_erased_after();
CREATE TRIGGER stay_erased BEFORE INSERT ON desk.deed
    FOR EACH ROW WHEN (NEW.hash <> '') EXECUTE FUNCTION desk.stay_erased();

-- What came again before this was laid.
DELETE FROM desk.event AS e USING desk.tombstone AS t
WHERE starts_with(e.journal, 'register-') AND e.seat = t.seat AND t.erased_at IS NOT NULL
    AND desk.said(e.line) ->> 'call' = t.call;
DELETE FROM desk.deed AS d USING desk.tombstone AS t
WHERE (d.call, d.seat) = (t.call, t.seat) AND d.hash <> '' AND t.erased_at IS NOT NULL;

REVOKE ALL ON FUNCTION desk.tells, desk.refuse_untold, desk.read_caller, desk.stay_erased_after
    FROM PUBLIC;
