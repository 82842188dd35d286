SET LOCAL ROLE guide_owner;
CREATE OR REPLACE FUNCTION desk.read_voiced() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before desk.voiced;
    ending text;
    tells record;
BEGIN
    FOR ending IN SELECT w.hash FROM desk.witness AS w
        WHERE (w.seat, w.journal, w.n) = (NEW.seat, NEW.call, NEW.event) ORDER BY w.at DESC
    LOOP
        WITH every AS MATERIALIZED (
            SELECT * FROM desk.told(NEW.call, NEW.seat, NEW.event, ending, ARRAY[
                'warning-given', 'permission-given', 'corrected', 'ground-stated', 'calmed-down',
                'caller-said', 'persisted', 'detailed'
            ])
        ), counts AS (
            SELECT * FROM every AS e WHERE NOT EXISTS (
                SELECT FROM every AS c WHERE c.kind = 'corrected' AND c.said ->> 'of' = e.n::text
            )
        ), earlier AS (
            SELECT * FROM counts WHERE n < NEW.n
        ), warning AS (
            SELECT * FROM every WHERE (n, every.digest, kind) = (NEW.n, NEW.hash, 'warning-given')
        ), calm AS (
            SELECT coalesce(max(n), 0) AS n FROM earlier WHERE kind = 'calmed-down'
        ), ground AS (
            SELECT CASE WHEN g.said ->> 'ground' = w.said ->> 'ground'
                THEN g.said ->> 'script' END AS script
            FROM warning AS w LEFT JOIN LATERAL (
                SELECT e.said FROM earlier AS e, calm
                WHERE e.kind = 'ground-stated' AND e.n > calm.n ORDER BY e.n DESC LIMIT 1
            ) AS g ON true
        ), since AS (
            SELECT greatest(calm.n, coalesce(max(e.n), 0)) AS n
            FROM calm CROSS JOIN warning AS w CROSS JOIN ground
            LEFT JOIN earlier AS e ON e.kind = 'warning-given'
                AND e.said ->> 'ground' = w.said ->> 'ground'
                AND coalesce(e.said ->> 'script' = ground.script, true)
            GROUP BY calm.n
        ), permission AS (
            SELECT e.* FROM earlier AS e CROSS JOIN warning AS w CROSS JOIN ground CROSS JOIN since
            WHERE e.kind = 'permission-given' AND coalesce(e.said ->> 'of', '0') = '0'
                AND e.said ->> 'ground' = w.said ->> 'ground'
            ORDER BY e.n > since.n AND coalesce(e.said ->> 'script' = ground.script, true) DESC,
                e.n LIMIT 1
        ), last AS (
            SELECT max(n) AS n FROM every
            WHERE kind IN ('warning-given', 'permission-given', 'corrected')
        )
        SELECT
            (SELECT n FROM last) AS event,
            coalesce((
                SELECT coalesce((
                    SELECT c.said ->> 'by' FROM counts AS c
                    WHERE c.kind = 'permission-given' AND c.said ->> 'of' = p.n::text
                    ORDER BY c.n DESC LIMIT 1
                ), p.said ->> 'by')
                FROM permission AS p JOIN counts AS w ON w.n = NEW.n
                WHERE coalesce(p.said ->> 'how', 'voice') = 'voice'
            ), '') AS named,
            (SELECT said ->> 'label' FROM warning) AS ground,
            (SELECT c.said ->> 'value' FROM counts AS c, last
                WHERE c.kind = 'detailed' AND c.said ->> 'field' = 'caller' AND c.n <= last.n
                ORDER BY c.n DESC LIMIT 1) AS caller,
            (SELECT e.said ->> 'words' FROM earlier AS e, calm
                WHERE e.kind IN ('caller-said', 'persisted') AND e.n > calm.n
                ORDER BY e.n DESC LIMIT 1) AS words
        INTO tells WHERE EXISTS (SELECT FROM warning);
        EXIT WHEN FOUND;
    END LOOP;
    IF ending IS NULL THEN
        RAISE EXCEPTION 'event % of that call was not received', NEW.event USING ERRCODE = '23503';
    ELSIF tells IS NULL THEN
        RAISE EXCEPTION 'event % of that call is no warning', NEW.n USING ERRCODE = 'GD004';
    END IF;
    -- Before this was laid a login could tell of events that there are not.
    SELECT * INTO before FROM desk.voiced AS v
    WHERE (v.call, v.seat, v.n, v.hash) = (NEW.call, NEW.seat, NEW.n, NEW.hash) AND EXISTS (
        SELECT FROM desk.witness AS w
        WHERE (w.seat, w.journal, w.n) = (v.seat, v.call, v.event)
    ) ORDER BY v.id DESC LIMIT 1;
    NEW.event := tells.event;
    NEW.named := left(tells.named, 10000);
    IF NEW.named = coalesce(before.named, '') OR NEW.event <= before.event THEN
        RETURN NULL;
    END IF;
    NEW.ground := left(coalesce(tells.ground, ''), 10000);
    NEW.caller := left(coalesce(tells.caller, ''), 10000);
    NEW.words := left(coalesce(tells.words, ''), 100000);
    IF NEW.named = '' THEN
        NEW.ground := '';
        NEW.caller := '';
        NEW.words := '';
    END IF;
    RETURN NEW;
END $$;
