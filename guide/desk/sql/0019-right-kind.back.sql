SET LOCAL ROLE guide_owner;
DROP TRIGGER tell_kind ON desk.ask;
DROP TRIGGER tell_kind ON desk.promise;
DROP TRIGGER tell_kind ON desk.amended;
DROP FUNCTION desk.refuse_other_kind;
