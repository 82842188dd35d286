-- No login fills the server with what is none of the desk's: temporary tables, and large objects,
-- which no policy of a table holds back. The desk makes neither. The first may be changed by who
-- owns the database, the second by a superuser alone, whose functions those are: what whoever lays
-- this may not change stays as it is.
DO $$
DECLARE
    makes text;
BEGIN
    FOREACH makes IN ARRAY ARRAY[
        format('TEMPORARY ON DATABASE %I', current_database()),
        'EXECUTE ON FUNCTION pg_catalog.lo_creat(integer)',
        'EXECUTE ON FUNCTION pg_catalog.lo_create(oid)',
        'EXECUTE ON FUNCTION pg_catalog.lo_from_bytea(oid, bytea)',
        'EXECUTE ON FUNCTION pg_catalog.lo_put(oid, bigint, bytea)',
        'EXECUTE ON FUNCTION pg_catalog.lowrite(integer, bytea)'
    ] LOOP
        BEGIN
            EXECUTE format('REVOKE %s FROM PUBLIC', makes);
        EXCEPTION WHEN insufficient_privilege THEN
            RAISE NOTICE '% stays as it is', makes;
        END;
    END LOOP;
END $$;
