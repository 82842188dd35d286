SET LOCAL ROLE guide_owner;
DROP TRIGGER seal_deed ON desk.deed;
DROP FUNCTION desk.seal_deed, desk.deed_hash;
ALTER TABLE desk.deed DROP COLUMN bound;
