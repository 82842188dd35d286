SET LOCAL ROLE guide_owner;
DELETE FROM desk.countersign WHERE again;
DROP FUNCTION desk.refuse_undenied CASCADE;
DROP INDEX desk.denied_by_voiced, desk.countersigned_once;
ALTER TABLE desk.countersign DROP COLUMN again;
CREATE UNIQUE INDEX countersigned_once ON desk.countersign (voiced);
