SET LOCAL ROLE guide_owner;
DROP FUNCTION desk.here;
DROP TABLE desk.presence;
