-- A promise that was forgotten on its call is written down after it: a line of the seat's register
-- makes it then, under a number that no event of the call has.
SET LOCAL ROLE guide_owner;

ALTER TABLE desk.promise
    ADD COLUMN register text CHECK (register ~ '^register-'),
    ADD COLUMN line integer,
    ADD CONSTRAINT made_by_line CHECK ((register IS NULL) = (line IS NULL)),
    ADD CONSTRAINT bounds_number CHECK (length(call) <= 40 AND n BETWEEN 1 AND 1000000000),
    -- What made it: an event of the call, or that line.
    ADD COLUMN made_in text GENERATED ALWAYS AS (coalesce(register, call)) STORED,
    ADD COLUMN made_by integer GENERATED ALWAYS AS (coalesce(line, n)) STORED;
ALTER TABLE desk.promise
    DROP CONSTRAINT promise_call_seat_n_hash_fkey,
    ADD CONSTRAINT promise_made FOREIGN KEY (made_in, seat, made_by, hash)
        REFERENCES desk.witness (journal, seat, n, hash);
GRANT INSERT (register, line) ON desk.promise TO guide_agent;

-- Of a call that the desk has received from this login.
ALTER POLICY promising ON desk.promise WITH CHECK (
    seat = session_user AND (register IS NULL OR EXISTS (
        SELECT FROM desk.witness AS w WHERE (w.seat, w.journal) = (promise.seat, promise.call)
    ))
);
