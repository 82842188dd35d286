-- What is owed to callers, and what was done about it, by whom. Both only grow.
SET LOCAL ROLE guide_owner;

-- Made by an event of the agent's own call, which the desk must have received.
CREATE TABLE desk.promise (
    call text NOT NULL,
    seat text NOT NULL DEFAULT session_user,
    n integer NOT NULL,
    hash text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    kind text NOT NULL,
    label text NOT NULL DEFAULT '',
    caller text NOT NULL DEFAULT '',
    number text NOT NULL DEFAULT '',
    words text NOT NULL DEFAULT '' CHECK (length(words) <= 100000),
    until timestamptz,
    PRIMARY KEY (call, seat, n),
    FOREIGN KEY (call, seat, n, hash) REFERENCES desk.witness (journal, seat, n, hash)
);

CREATE TABLE desk.deed (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    call text NOT NULL,
    seat text NOT NULL,
    n integer NOT NULL,
    by text NOT NULL DEFAULT session_user,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    kind text NOT NULL CHECK (kind IN (
        'claimed', 'tried', 'moved', 'passed-on', 'taken-back', 'done', 'refused', 'void', 'reopened'
    )),
    to_whom text NOT NULL DEFAULT '',
    until timestamptz,
    note text NOT NULL DEFAULT '' CHECK (length(note) <= 100000),
    FOREIGN KEY (call, seat, n) REFERENCES desk.promise ON DELETE CASCADE
);
CREATE INDEX ON desk.deed (call, seat, n);

-- Of two who close one promise, the second is told.
CREATE FUNCTION desk.refuse_closed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    last desk.deed;
BEGIN
    PERFORM FROM desk.promise AS p
    WHERE p.call = NEW.call AND p.seat = NEW.seat AND p.n = NEW.n FOR UPDATE;
    SELECT * INTO last FROM desk.deed AS d
    WHERE d.call = NEW.call AND d.seat = NEW.seat AND d.n = NEW.n
        AND d.kind IN ('done', 'refused', 'void', 'reopened')
    ORDER BY d.id DESC LIMIT 1;
    IF last.kind <> 'reopened' AND NEW.kind <> 'reopened' THEN
        RAISE EXCEPTION 'closed by % at %', last."by", last.at USING ERRCODE = 'GD003';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION desk.refuse_closed FROM PUBLIC;
CREATE TRIGGER refuse_closed BEFORE INSERT ON desk.deed
    FOR EACH ROW EXECUTE FUNCTION desk.refuse_closed();

ALTER TABLE desk.promise ENABLE ROW LEVEL SECURITY;
ALTER TABLE desk.deed ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON desk.promise, desk.deed TO guide_agent;
-- Without the columns that say who and when: those are the server's.
GRANT INSERT (call, n, hash, kind, label, caller, number, words, until)
    ON desk.promise TO guide_agent;
GRANT INSERT (call, seat, n, kind, to_whom, until, note) ON desk.deed TO guide_agent;

CREATE POLICY own ON desk.promise FOR SELECT TO guide_agent USING (seat = session_user);
CREATE POLICY own ON desk.deed FOR SELECT TO guide_agent USING (seat = session_user);
CREATE POLICY every ON desk.promise FOR SELECT TO guide_supervisor USING (true);
CREATE POLICY every ON desk.deed FOR SELECT TO guide_supervisor USING (true);
CREATE POLICY promising ON desk.promise FOR INSERT TO guide_agent WITH CHECK (seat = session_user);
CREATE POLICY own_promise ON desk.deed FOR INSERT TO guide_agent
    WITH CHECK (seat = session_user AND by = session_user);
CREATE POLICY any_promise ON desk.deed FOR INSERT TO guide_supervisor
    WITH CHECK (by = session_user);
