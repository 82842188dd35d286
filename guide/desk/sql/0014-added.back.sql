SET LOCAL ROLE guide_owner;
ALTER POLICY promising ON desk.promise WITH CHECK (seat = session_user);
DELETE FROM desk.promise WHERE register IS NOT NULL;
ALTER TABLE desk.promise
    DROP CONSTRAINT promise_made, DROP CONSTRAINT bounds_number,
    DROP COLUMN made_in, DROP COLUMN made_by, DROP COLUMN register, DROP COLUMN line,
    ADD CONSTRAINT promise_call_seat_n_hash_fkey FOREIGN KEY (call, seat, n, hash)
        REFERENCES desk.witness (journal, seat, n, hash);
