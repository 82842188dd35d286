-- Warnings whose permission was written down as given by voice, and what supervisors say of it
-- later. Both only grow.
SET LOCAL ROLE guide_owner;

-- Rests on the warning's event, which the desk must have received. A name that was corrected, or a
-- warning that was taken back (nobody is named then), comes as a further row of the same warning,
-- told by so many events of the call. `open` is the row of which somebody is still to say whether
-- it is so.
CREATE TABLE desk.voiced (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    call text NOT NULL,
    seat text NOT NULL DEFAULT session_user,
    n integer NOT NULL,
    hash text NOT NULL,
    event integer NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    named text NOT NULL CHECK (length(named) <= 10000),
    ground text NOT NULL DEFAULT '' CHECK (length(ground) <= 10000),
    caller text NOT NULL DEFAULT '' CHECK (length(caller) <= 10000),
    words text NOT NULL DEFAULT '' CHECK (length(words) <= 100000),
    open boolean NOT NULL DEFAULT true,
    UNIQUE (call, seat, n, hash, event),
    FOREIGN KEY (call, seat, n, hash) REFERENCES desk.witness (journal, seat, n, hash)
);
CREATE INDEX voiced_open ON desk.voiced (at, id) WHERE open;

CREATE TABLE desk.countersign (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    voiced bigint NOT NULL REFERENCES desk.voiced ON DELETE CASCADE,
    by text NOT NULL DEFAULT session_user,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    state text NOT NULL CHECK (state IN ('countersigned', 'denied')),
    reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 10000),
    hash text NOT NULL DEFAULT '',
    CHECK (state <> 'denied' OR reason <> '')
);
-- Of two who say something of one, the second is told.
CREATE UNIQUE INDEX countersigned_once ON desk.countersign (voiced);

ALTER TABLE desk.voiced ENABLE ROW LEVEL SECURITY;
ALTER TABLE desk.countersign ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON desk.voiced, desk.countersign TO guide_agent;
-- Without the columns that say who and when: those are the server's.
GRANT INSERT (call, n, hash, event, named, ground, caller, words) ON desk.voiced TO guide_agent;
GRANT INSERT (voiced, state, reason, hash) ON desk.countersign TO guide_supervisor;

CREATE POLICY own ON desk.voiced FOR SELECT TO guide_agent USING (seat = session_user);
CREATE POLICY every ON desk.voiced FOR SELECT TO guide_supervisor USING (true);
CREATE POLICY telling ON desk.voiced FOR INSERT TO guide_agent WITH CHECK (seat = session_user);
CREATE POLICY own ON desk.countersign FOR SELECT TO guide_agent USING (EXISTS (
    SELECT FROM desk.voiced WHERE voiced.id = countersign.voiced AND voiced.seat = session_user
));
CREATE POLICY every ON desk.countersign FOR SELECT TO guide_supervisor USING (true);
-- A supervisor who takes a call has somebody else say so.
CREATE POLICY countersigning ON desk.countersign FOR INSERT TO guide_supervisor
    WITH CHECK (by = session_user AND EXISTS (
        SELECT FROM desk.voiced WHERE voiced.id = countersign.voiced AND voiced.seat <> session_user
    ));

CREATE FUNCTION desk.follow_voiced() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE desk.voiced AS v SET open = false
    WHERE v.call = NEW.call AND v.seat = NEW.seat AND v.n = NEW.n AND v.open
        AND (v.id <> NEW.id OR v.named = '');
    PERFORM pg_notify('desk_ask', NEW.call);
    RETURN NULL;
END $$;
CREATE TRIGGER follow_voiced AFTER INSERT ON desk.voiced
    FOR EACH ROW EXECUTE FUNCTION desk.follow_voiced();

CREATE FUNCTION desk.follow_countersign() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE desk.voiced AS v SET open = false WHERE v.id = NEW.voiced;
    PERFORM pg_notify('desk_ask', NEW.voiced::text);
    RETURN NULL;
END $$;
CREATE TRIGGER follow_countersign AFTER INSERT ON desk.countersign
    FOR EACH ROW EXECUTE FUNCTION desk.follow_countersign();

-- It is erased with its call.
CREATE FUNCTION desk.erase_voiced() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM desk.voiced AS v WHERE v.call = NEW.call AND v.seat = NEW.seat;
    RETURN NULL;
END $$;
CREATE TRIGGER erase_voiced AFTER UPDATE ON desk.tombstone
    FOR EACH ROW EXECUTE FUNCTION desk.erase_voiced();

REVOKE ALL ON FUNCTION desk.follow_voiced, desk.follow_countersign, desk.erase_voiced FROM PUBLIC;
