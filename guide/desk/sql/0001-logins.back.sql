-- The roles stay: logins are members of them, and other desks of this server may use them.
SET LOCAL ROLE guide_owner;
DROP SCHEMA desk CASCADE;
