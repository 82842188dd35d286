-- What a board reads all day: promises as they stand by now, and to be told of what is new.
SET LOCAL ROLE guide_owner;

-- Each deed and each amendment brings these two up to date: a board does not go through them.
ALTER TABLE desk.promise
    ADD COLUMN closed boolean NOT NULL DEFAULT false,
    ADD COLUMN owed_until timestamptz;
CREATE INDEX promise_pressing ON desk.promise (owed_until, call, n) WHERE NOT closed;

-- What a call said later of a promise that it had made. What it said before stays in its journal.
CREATE TABLE desk.amended (
    call text NOT NULL,
    seat text NOT NULL DEFAULT session_user,
    n integer NOT NULL,
    event integer NOT NULL,
    hash text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    caller text NOT NULL DEFAULT '',
    number text NOT NULL DEFAULT '',
    words text NOT NULL DEFAULT '' CHECK (length(words) <= 100000),
    until timestamptz,
    PRIMARY KEY (call, seat, n, event, hash),
    FOREIGN KEY (call, seat, n) REFERENCES desk.promise ON DELETE CASCADE,
    FOREIGN KEY (call, seat, event, hash) REFERENCES desk.witness (journal, seat, n, hash)
);
ALTER TABLE desk.amended ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON desk.amended TO guide_agent;
GRANT INSERT (call, n, event, hash, caller, number, words, until) ON desk.amended TO guide_agent;
CREATE POLICY own ON desk.amended FOR SELECT TO guide_agent USING (seat = session_user);
CREATE POLICY every ON desk.amended FOR SELECT TO guide_supervisor USING (true);
CREATE POLICY amending ON desk.amended FOR INSERT TO guide_agent WITH CHECK (seat = session_user);

-- The line of a journal that a deed is from, where it is from one: it counts once.
ALTER TABLE desk.deed ADD COLUMN hash text NOT NULL DEFAULT '';
CREATE UNIQUE INDEX deed_told_once ON desk.deed ("by", hash) WHERE hash <> '';
GRANT INSERT (hash) ON desk.deed TO guide_agent;

CREATE FUNCTION desk.amend() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE desk.promise AS p
    SET caller = NEW.caller, number = NEW.number, words = NEW.words, until = NEW.until,
        owed_until = CASE WHEN p.owed_until IS NOT DISTINCT FROM p.until
            THEN NEW.until ELSE p.owed_until END
    WHERE p.call = NEW.call AND p.seat = NEW.seat AND p.n = NEW.n;
    PERFORM pg_notify('desk_promise', NEW.call);
    RETURN NULL;
END $$;
CREATE TRIGGER amend AFTER INSERT ON desk.amended FOR EACH ROW EXECUTE FUNCTION desk.amend();

CREATE FUNCTION desk.begin_promise() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.owed_until := NEW.until;
    PERFORM pg_notify('desk_promise', NEW.call);
    RETURN NEW;
END $$;
CREATE TRIGGER begin_promise BEFORE INSERT ON desk.promise
    FOR EACH ROW EXECUTE FUNCTION desk.begin_promise();

-- A deed that was taken back does not count, nor does what took it back.
CREATE FUNCTION desk.follow_deed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    deed record;
    standing integer := 0;
    kinds text[] := '{}';
    untils timestamptz[] := '{}';
    moved timestamptz;
BEGIN
    FOR deed IN SELECT d.kind, d.until FROM desk.deed AS d
        WHERE d.call = NEW.call AND d.seat = NEW.seat AND d.n = NEW.n ORDER BY d.id
    LOOP
        IF deed.kind = 'taken-back' THEN
            standing := greatest(standing - 1, 0);
        ELSE
            standing := standing + 1;
            kinds[standing] := deed.kind;
            untils[standing] := deed.until;
        END IF;
    END LOOP;
    FOR place IN 1..standing LOOP
        IF kinds[place] = 'moved' THEN
            moved := untils[place];
        END IF;
    END LOOP;
    UPDATE desk.promise AS p
    SET owed_until = coalesce(moved, p.until),
        closed = CASE
            WHEN NEW.kind IN ('done', 'refused', 'void') THEN true
            WHEN NEW.kind = 'reopened' THEN false
            ELSE p.closed END
    WHERE p.call = NEW.call AND p.seat = NEW.seat AND p.n = NEW.n;
    PERFORM pg_notify('desk_promise', NEW.call);
    RETURN NULL;
END $$;
CREATE TRIGGER follow_deed AFTER INSERT ON desk.deed
    FOR EACH ROW EXECUTE FUNCTION desk.follow_deed();

-- What was said later is erased with the rest.
CREATE FUNCTION desk.erase_amended() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM desk.amended AS a WHERE a.call = NEW.call AND a.seat = NEW.seat;
    RETURN NULL;
END $$;
CREATE TRIGGER erase_amended AFTER UPDATE ON desk.tombstone
    FOR EACH ROW EXECUTE FUNCTION desk.erase_amended();

-- Which calls are live is told by when events came; they come in that order.
CREATE INDEX witness_by_time ON desk.witness USING brin (at) WITH (pages_per_range = 16);
CREATE INDEX ask_by_time ON desk.ask (at);

CREATE FUNCTION desk.tell_events() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_notify('desk_event', told.journal || ' ' || told.seat)
    FROM (SELECT DISTINCT journal, seat FROM fresh) AS told;
    RETURN NULL;
END $$;
CREATE TRIGGER tell_events AFTER INSERT ON desk.event REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION desk.tell_events();

REVOKE ALL ON FUNCTION desk.amend, desk.begin_promise, desk.follow_deed, desk.erase_amended,
    desk.tell_events FROM PUBLIC;
