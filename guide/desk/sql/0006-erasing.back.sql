SET LOCAL ROLE guide_owner;
DROP FUNCTION desk.forget, desk.erase;
DROP TABLE desk.tombstone;
