SET LOCAL ROLE guide_owner;
DROP TRIGGER erase_voiced ON desk.tombstone;
DROP TABLE desk.countersign, desk.voiced;
DROP FUNCTION desk.follow_voiced, desk.follow_countersign, desk.erase_voiced;
