SET LOCAL ROLE guide_owner;
DROP INDEX desk.promise_of_login;
