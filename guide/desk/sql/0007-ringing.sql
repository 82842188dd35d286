-- An ask is one, however often its seat sends it; and whoever waits is told at once what is new.
SET LOCAL ROLE guide_owner;

CREATE UNIQUE INDEX asked_once ON desk.ask (call, seat, n, hash);

-- Rings desk_ask for a new ask, desk_answer for an answer to one, with the id of the ask: what it
-- says is read from the table, by whoever may.
CREATE FUNCTION desk.ring() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'ask' THEN
        PERFORM pg_notify('desk_ask', NEW.id::text);
    ELSE
        PERFORM pg_notify('desk_answer', NEW.ask::text);
    END IF;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION desk.ring FROM PUBLIC;
CREATE TRIGGER ring AFTER INSERT ON desk.ask FOR EACH ROW EXECUTE FUNCTION desk.ring();
CREATE TRIGGER ring AFTER INSERT ON desk.answer FOR EACH ROW EXECUTE FUNCTION desk.ring();
