SET LOCAL ROLE guide_owner;
CREATE OR REPLACE FUNCTION desk.here(place text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF here.place = 'board' AND NOT pg_has_role(session_user, 'guide_supervisor', 'MEMBER') THEN
        RAISE EXCEPTION 'the board is for supervisors' USING ERRCODE = '42501';
    END IF;
    INSERT INTO desk.presence VALUES (session_user, here.place, clock_timestamp())
    ON CONFLICT (login, place) DO UPDATE SET at = excluded.at;
    INSERT INTO desk.present VALUES (session_user, here.place, pg_backend_pid())
    ON CONFLICT DO NOTHING;
END $$;
ALTER TABLE desk.presence DROP COLUMN since;
