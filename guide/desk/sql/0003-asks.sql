-- What agents ask of the board, and what became of it. Both only grow.
SET LOCAL ROLE guide_owner;

-- Rests on an event of the agent's own call, which the desk must have received.
CREATE TABLE desk.ask (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    seat text NOT NULL DEFAULT session_user,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    call text NOT NULL,
    n integer NOT NULL,
    hash text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('permission', 'manager', 'threat', 'hand-over')),
    ground text NOT NULL DEFAULT '',
    words text NOT NULL DEFAULT '' CHECK (length(words) <= 100000),
    evidence jsonb NOT NULL DEFAULT '{}',
    first_to text NOT NULL DEFAULT '',
    FOREIGN KEY (call, seat, n, hash) REFERENCES desk.witness (journal, seat, n, hash)
);

-- Written is an ask without an answer. Of granted, refused, withdrawn and nobody there is one.
CREATE TABLE desk.answer (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ask bigint NOT NULL REFERENCES desk.ask ON DELETE CASCADE,
    by text NOT NULL DEFAULT session_user,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    state text NOT NULL
        CHECK (state IN ('seen', 'taken', 'granted', 'refused', 'withdrawn', 'nobody')),
    reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 10000),
    hash text NOT NULL DEFAULT '',
    CHECK (state <> 'refused' OR reason <> '')
);
CREATE INDEX ON desk.answer (ask);
CREATE UNIQUE INDEX answered_once ON desk.answer (ask)
    WHERE state IN ('granted', 'refused', 'withdrawn', 'nobody');

ALTER TABLE desk.ask ENABLE ROW LEVEL SECURITY;
ALTER TABLE desk.answer ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON desk.ask, desk.answer TO guide_agent;
-- Without the columns that say who and when: those are the server's.
GRANT INSERT (call, n, hash, kind, ground, words, evidence, first_to) ON desk.ask TO guide_agent;
GRANT INSERT (ask, state, reason, hash) ON desk.answer TO guide_agent;

CREATE POLICY own ON desk.ask FOR SELECT TO guide_agent USING (seat = session_user);
CREATE POLICY every ON desk.ask FOR SELECT TO guide_supervisor USING (true);
CREATE POLICY asking ON desk.ask FOR INSERT TO guide_agent WITH CHECK (seat = session_user);

CREATE POLICY own ON desk.answer FOR SELECT TO guide_agent
    USING (EXISTS (SELECT FROM desk.ask WHERE ask.id = answer.ask AND ask.seat = session_user));
CREATE POLICY every ON desk.answer FOR SELECT TO guide_supervisor USING (true);
CREATE POLICY giving_up ON desk.answer FOR INSERT TO guide_agent
    WITH CHECK (
        state IN ('withdrawn', 'nobody') AND by = session_user
        AND EXISTS (SELECT FROM desk.ask WHERE ask.id = answer.ask AND ask.seat = session_user)
    );
-- A supervisor who takes a call asks somebody else.
CREATE POLICY answering ON desk.answer FOR INSERT TO guide_supervisor
    WITH CHECK (
        state IN ('seen', 'taken', 'granted', 'refused') AND by = session_user
        AND EXISTS (SELECT FROM desk.ask WHERE ask.id = answer.ask AND ask.seat <> session_user)
    );
