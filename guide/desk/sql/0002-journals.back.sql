SET LOCAL ROLE guide_owner;
DROP FUNCTION desk.receive;
DROP TABLE desk.event, desk.witness;
