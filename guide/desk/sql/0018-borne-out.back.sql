SET LOCAL ROLE guide_owner;
DROP TRIGGER tell_voiced ON desk.voiced;
DROP FUNCTION desk.read_voiced, desk.told, desk.said;
CREATE OR REPLACE FUNCTION desk.follow_voiced() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE desk.voiced AS v SET open = false
    WHERE v.call = NEW.call AND v.seat = NEW.seat AND v.n = NEW.n AND v.open
        AND (v.id <> NEW.id OR v.named = '');
    PERFORM pg_notify('desk_ask', NEW.call);
    RETURN NULL;
END $$;
