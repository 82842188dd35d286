-- Who may come in. Logins are the database's own, one for each person, and each is a member of one
-- of two roles; a third, which nobody is, owns all that is here. Run by whoever may make roles.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['guide_owner', 'guide_agent', 'guide_supervisor'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
        END IF;
    END LOOP;
END $$;
GRANT guide_owner TO CURRENT_USER;
GRANT guide_agent TO guide_supervisor;

CREATE SCHEMA desk AUTHORIZATION guide_owner;
SET LOCAL ROLE guide_owner;
GRANT USAGE ON SCHEMA desk TO guide_agent;

-- Which of these files have been laid. The id of the first tells one desk from another.
CREATE TABLE desk.version (
    number integer PRIMARY KEY,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
GRANT SELECT ON desk.version TO guide_agent;
