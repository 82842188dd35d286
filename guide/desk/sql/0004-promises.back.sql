SET LOCAL ROLE guide_owner;
DROP TABLE desk.deed, desk.promise;
DROP FUNCTION desk.refuse_closed;
