SET LOCAL ROLE guide_owner;
DROP TRIGGER tell_events ON desk.event;
DROP TRIGGER erase_amended ON desk.tombstone;
DROP TRIGGER follow_deed ON desk.deed;
DROP TRIGGER begin_promise ON desk.promise;
DROP TABLE desk.amended;
DROP FUNCTION desk.amend, desk.begin_promise, desk.follow_deed, desk.erase_amended,
    desk.tell_events;
DROP INDEX desk.witness_by_time, desk.ask_by_time;
ALTER TABLE desk.deed DROP COLUMN hash;
ALTER TABLE desk.promise DROP COLUMN closed, DROP COLUMN owed_until;
