-- Whoever leaves a board or a seat says so: nobody writes to them for half a minute more.
SET LOCAL ROLE guide_owner;

CREATE FUNCTION desk.leave(place text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM desk.presence AS p WHERE p.login = session_user AND p.place = leave.place;
$$;
REVOKE ALL ON FUNCTION desk.leave FROM PUBLIC;
GRANT EXECUTE ON FUNCTION desk.leave TO guide_agent;
