-- Whatever a login may write has bounds, so that every program can read all of it: one row with a
-- time that no calendar has kept each board from showing any. The program has the same bounds in
-- guide/desk/bounds.py.
SET LOCAL ROLE guide_owner;

-- What is there already: a time beyond all others is none, and texts are cut.
UPDATE desk.promise SET
    until = CASE WHEN until BETWEEN '1900-01-01Z' AND '2999-12-31Z' THEN until END,
    owed_until = CASE WHEN owed_until BETWEEN '1900-01-01Z' AND '2999-12-31Z' THEN owed_until END,
    kind = left(kind, 100), label = left(label, 10000), caller = left(caller, 10000),
    number = left(number, 1000)
WHERE NOT coalesce(until BETWEEN '1900-01-01Z' AND '2999-12-31Z', true)
    OR NOT coalesce(owed_until BETWEEN '1900-01-01Z' AND '2999-12-31Z', true)
    OR length(kind) > 100 OR length(label) > 10000 OR length(caller) > 10000
    OR length(number) > 1000;
UPDATE desk.amended SET
    until = CASE WHEN until BETWEEN '1900-01-01Z' AND '2999-12-31Z' THEN until END,
    caller = left(caller, 10000), number = left(number, 1000)
WHERE NOT coalesce(until BETWEEN '1900-01-01Z' AND '2999-12-31Z', true)
    OR length(caller) > 10000 OR length(number) > 1000;
UPDATE desk.deed SET
    until = CASE WHEN until BETWEEN '1900-01-01Z' AND '2999-12-31Z' THEN until END,
    to_whom = left(to_whom, 10000), number = left(number, 1000)
WHERE NOT coalesce(until BETWEEN '1900-01-01Z' AND '2999-12-31Z', true)
    OR length(to_whom) > 10000 OR length(number) > 1000;
UPDATE desk.caller SET began = at WHERE NOT began BETWEEN '1900-01-01Z' AND '2999-12-31Z';
UPDATE desk.ask SET
    ground = left(ground, 10000), first_to = left(first_to, 10000),
    evidence = CASE WHEN length(evidence::text) > 1000000 THEN '{}' ELSE evidence END
WHERE length(ground) > 10000 OR length(first_to) > 10000 OR length(evidence::text) > 1000000;

ALTER TABLE desk.promise
    ADD CONSTRAINT bounds_until CHECK (until BETWEEN '1900-01-01Z' AND '2999-12-31Z'),
    ADD CONSTRAINT bounds_owed_until CHECK (owed_until BETWEEN '1900-01-01Z' AND '2999-12-31Z'),
    ADD CONSTRAINT bounds_texts CHECK (
        length(kind) <= 100 AND length(label) <= 10000 AND length(caller) <= 10000
        AND length(number) <= 1000
    );
ALTER TABLE desk.amended
    ADD CONSTRAINT bounds_until CHECK (until BETWEEN '1900-01-01Z' AND '2999-12-31Z'),
    ADD CONSTRAINT bounds_texts CHECK (length(caller) <= 10000 AND length(number) <= 1000);
ALTER TABLE desk.deed
    ADD CONSTRAINT bounds_until CHECK (until BETWEEN '1900-01-01Z' AND '2999-12-31Z'),
    ADD CONSTRAINT bounds_texts CHECK (length(to_whom) <= 10000 AND length(number) <= 1000),
    -- What is there with another hash stays as it is, and counts as from no line.
    ADD CONSTRAINT bounds_hash CHECK (hash = '' OR hash ~ '^[0-9a-f]{64}$') NOT VALID;
ALTER TABLE desk.caller
    ADD CONSTRAINT bounds_began CHECK (began BETWEEN '1900-01-01Z' AND '2999-12-31Z');
ALTER TABLE desk.ask
    ADD CONSTRAINT bounds_texts CHECK (length(ground) <= 10000 AND length(first_to) <= 10000),
    ADD CONSTRAINT bounds_evidence CHECK (length(evidence::text) <= 1000000);
-- It only has to differ from row to row.
ALTER TABLE desk.voiced
    ADD CONSTRAINT bounds_event CHECK (event BETWEEN 1 AND 100000000) NOT VALID;

-- What somebody decided has a hash, by which the seat knows it again. What was decided without one
-- before stays as it is: guide verify --desk names it, and no seat takes it.
ALTER TABLE desk.answer ADD CONSTRAINT bounds_hash CHECK (
    hash ~ '^[0-9a-f]{64}$' OR hash = '' AND state NOT IN ('granted', 'refused')
) NOT VALID;
ALTER TABLE desk.countersign
    ADD CONSTRAINT bounds_hash CHECK (hash ~ '^[0-9a-f]{64}$') NOT VALID;
