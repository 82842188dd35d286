SET LOCAL ROLE guide_owner;
DROP TABLE desk.kept;
