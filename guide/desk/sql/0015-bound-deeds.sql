-- What somebody did about a promise has a hash, as an answer of the board has: the server binds all
-- of it as it comes, so that whatever is changed of it afterwards does not fit any more. What was
-- there before is bound as it stood when this was laid. guide/desk/deeds.py reckons the same.
SET LOCAL ROLE guide_owner;

ALTER TABLE desk.deed ADD COLUMN bound text NOT NULL DEFAULT '';

-- Of each of these its length in bytes, a colon, itself and a comma; times are microseconds since
-- 1970 in UTC.
CREATE FUNCTION desk.deed_hash(deed desk.deed) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT encode(sha256(convert_to(string_agg(
        format('%s:%s,', octet_length(convert_to(said, 'UTF8')), said), '' ORDER BY nth
    ), 'UTF8')), 'hex')
    FROM unnest(ARRAY[
        deed.id::text, deed.call, deed.seat, deed.n::text, deed."by",
        trunc(extract(epoch FROM deed.at) * 1000000)::text, deed.kind, deed.to_whom,
        coalesce(trunc(extract(epoch FROM deed.until) * 1000000)::text, ''), deed.note,
        deed.hash, deed.number
    ]) WITH ORDINALITY AS told (said, nth);
$$;

CREATE FUNCTION desk.seal_deed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.bound := desk.deed_hash(NEW);
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION desk.deed_hash, desk.seal_deed FROM PUBLIC;

UPDATE desk.deed AS d SET bound = desk.deed_hash(d);
CREATE TRIGGER seal_deed BEFORE INSERT ON desk.deed
    FOR EACH ROW EXECUTE FUNCTION desk.seal_deed();
