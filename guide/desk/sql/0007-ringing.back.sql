SET LOCAL ROLE guide_owner;
DROP TRIGGER ring ON desk.answer;
DROP TRIGGER ring ON desk.ask;
DROP FUNCTION desk.ring;
DROP INDEX desk.asked_once;
