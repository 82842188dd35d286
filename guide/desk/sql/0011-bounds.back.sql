SET LOCAL ROLE guide_owner;
ALTER TABLE desk.countersign
    DROP CONSTRAINT IF EXISTS bounds_hash;
ALTER TABLE desk.answer DROP CONSTRAINT IF EXISTS bounds_hash;
ALTER TABLE desk.voiced DROP CONSTRAINT IF EXISTS bounds_event;
ALTER TABLE desk.ask DROP CONSTRAINT IF EXISTS bounds_evidence,
    DROP CONSTRAINT IF EXISTS bounds_texts;
ALTER TABLE desk.caller
    DROP CONSTRAINT IF EXISTS bounds_began;
ALTER TABLE desk.deed
    DROP CONSTRAINT IF EXISTS bounds_hash,
    DROP CONSTRAINT IF EXISTS bounds_texts,
    DROP CONSTRAINT IF EXISTS bounds_until;
ALTER TABLE desk.amended
    DROP CONSTRAINT IF EXISTS bounds_texts,
    DROP CONSTRAINT IF EXISTS bounds_until;
ALTER TABLE desk.promise
    DROP CONSTRAINT IF EXISTS bounds_texts,
    DROP CONSTRAINT IF EXISTS bounds_owed_until,
    DROP CONSTRAINT IF EXISTS bounds_until;
