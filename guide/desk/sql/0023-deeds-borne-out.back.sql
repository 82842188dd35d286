SET LOCAL ROLE guide_owner;
DROP TRIGGER stay_erased ON desk.deed;
DROP FUNCTION desk.stay_erased_after, desk.read_caller, desk.refuse_untold CASCADE;
DROP FUNCTION desk.tells;
DROP INDEX desk.event_of_register;
