-- On which computer a call is kept: somebody who takes calls at two verifies them at each. The first
-- that sent it counts, so whoever deletes a call cannot say afterwards that it is elsewhere.
SET LOCAL ROLE guide_owner;

CREATE TABLE desk.kept (
    journal text NOT NULL CHECK (length(journal) BETWEEN 1 AND 40),
    seat text NOT NULL DEFAULT session_user,
    computer text NOT NULL CHECK (length(computer) BETWEEN 1 AND 100),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (seat, journal)
);
ALTER TABLE desk.kept ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON desk.kept TO guide_agent;
GRANT INSERT (journal, computer) ON desk.kept TO guide_agent;
CREATE POLICY own ON desk.kept FOR SELECT TO guide_agent USING (seat = session_user);
CREATE POLICY every ON desk.kept FOR SELECT TO guide_supervisor USING (true);
CREATE POLICY telling ON desk.kept FOR INSERT TO guide_agent WITH CHECK (seat = session_user);
