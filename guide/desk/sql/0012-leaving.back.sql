SET LOCAL ROLE guide_owner;
DROP FUNCTION desk.leave;
