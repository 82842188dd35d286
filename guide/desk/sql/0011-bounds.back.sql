SET LOCAL ROLE guide_owner;
ALTER TABLE desk.countersign DROP CONSTRAINT bounds_hash;
ALTER TABLE desk.answer DROP CONSTRAINT bounds_hash;
ALTER TABLE desk.voiced DROP CONSTRAINT bounds_event;
ALTER TABLE desk.ask DROP CONSTRAINT bounds_evidence, DROP CONSTRAINT bounds_texts;
ALTER TABLE desk.caller DROP CONSTRAINT bounds_began;
ALTER TABLE desk.deed
    DROP CONSTRAINT bounds_hash, DROP CONSTRAINT bounds_texts, DROP CONSTRAINT bounds_until;
ALTER TABLE desk.amended DROP CONSTRAINT bounds_texts, DROP CONSTRAINT bounds_until;
ALTER TABLE desk.promise
    DROP CONSTRAINT bounds_texts, DROP CONSTRAINT bounds_owed_until, DROP CONSTRAINT bounds_until;
