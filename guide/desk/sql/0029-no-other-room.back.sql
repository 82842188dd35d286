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
            EXECUTE format('GRANT %s TO PUBLIC', makes);
        EXCEPTION WHEN insufficient_privilege THEN
            RAISE NOTICE '% stays as it is', makes;
        END;
    END LOOP;
END $$;
