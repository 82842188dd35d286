-- One login may be at two boards, or two seats: who leaves one of them has not left the other.
-- A board that was killed leaves nothing that counts: its connection is gone.
SET LOCAL ROLE guide_owner;

CREATE TABLE desk.present (
    login text NOT NULL,
    place text NOT NULL,
    backend integer NOT NULL,
    PRIMARY KEY (login, place, backend),
    FOREIGN KEY (login, place) REFERENCES desk.presence ON DELETE CASCADE
);

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

CREATE OR REPLACE FUNCTION desk.leave(place text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- Of two that leave at once, the second finds nobody else there.
    PERFORM FROM desk.presence AS p
        WHERE p.login = session_user AND p.place = leave.place FOR UPDATE;
    DELETE FROM desk.present AS p
        WHERE p.login = session_user AND p.place = leave.place
        AND (p.backend = pg_backend_pid() OR NOT EXISTS (
            SELECT FROM pg_stat_activity AS a
            WHERE a.pid = p.backend AND a.usename = session_user
        ));
    DELETE FROM desk.presence AS p
        WHERE p.login = session_user AND p.place = leave.place AND NOT EXISTS (
            SELECT FROM desk.present AS o WHERE (o.login, o.place) = (p.login, p.place)
        );
END $$;
