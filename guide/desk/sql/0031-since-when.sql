-- Since when a login is at its board, or seat: at one that begins anew, as after it was killed, nothing
-- stays taken that was taken at the one before. Nobody there knows of it any more.
SET LOCAL ROLE guide_owner;

ALTER TABLE desk.presence ADD COLUMN since timestamptz NOT NULL DEFAULT '-infinity';

CREATE OR REPLACE FUNCTION desk.here(place text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    goes_on boolean;
BEGIN
    IF here.place = 'board' AND NOT pg_has_role(session_user, 'guide_supervisor', 'MEMBER') THEN
        RAISE EXCEPTION 'the board is for supervisors' USING ERRCODE = '42501';
    END IF;
    goes_on := EXISTS (
        SELECT FROM desk.present AS o JOIN pg_stat_activity AS a
            ON a.pid = o.backend AND a.usename = session_user
        WHERE (o.login, o.place) = (session_user, here.place)
    );
    INSERT INTO desk.presence VALUES (session_user, here.place, clock_timestamp(), clock_timestamp())
    ON CONFLICT (login, place) DO UPDATE SET at = excluded.at,
        since = CASE WHEN goes_on THEN presence.since ELSE excluded.since END;
    INSERT INTO desk.present VALUES (session_user, here.place, pg_backend_pid())
    ON CONFLICT DO NOTHING;
END $$;
