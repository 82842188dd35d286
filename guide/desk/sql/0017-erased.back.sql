SET LOCAL ROLE guide_owner;
DROP FUNCTION desk.erase_kept, desk.stay_erased CASCADE;
