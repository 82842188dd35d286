SET LOCAL ROLE guide_owner;
DROP FUNCTION desk.known(text, text[]);
