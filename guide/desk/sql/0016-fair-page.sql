-- A board reads the most pressing promises of each login, so that none fills the page.
SET LOCAL ROLE guide_owner;
CREATE INDEX promise_of_login ON desk.promise (seat, owed_until, call, n) WHERE NOT closed;
