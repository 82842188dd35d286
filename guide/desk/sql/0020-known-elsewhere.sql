-- Somebody who takes calls at two computers is told at each of what is kept at the other: all that
-- is known of a number but from the calls of one's own that are `here`. As in 0010-callers.sql;
-- `others` is how many of the calls other logins took.
SET LOCAL ROLE guide_owner;

CREATE FUNCTION desk.known(
    number text, here text[], OUT calls bigint, OUT others bigint, OUT last timestamptz,
    OUT warnings bigint, OUT owed bigint, OUT listed boolean
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH those AS (
        SELECT DISTINCT c.call, c.seat FROM desk.caller AS c
        WHERE c.number = known.number AND NOT (c.seat = session_user AND c.call = ANY(known.here))
    ), newest AS (
        SELECT DISTINCT ON (c.call, c.seat) c.seat, c.number, c.began, c.warnings
        FROM desk.caller AS c JOIN those USING (call, seat)
        ORDER BY c.call, c.seat, c.event DESC, c.at DESC
    ), promised AS (
        SELECT p.kind, p.closed, closing.kind AS how FROM desk.promise AS p
        LEFT JOIN LATERAL (
            SELECT d.kind FROM desk.deed AS d
            WHERE (d.call, d.seat, d.n) = (p.call, p.seat, p.n)
                AND d.kind IN ('done', 'refused', 'void') ORDER BY d.id DESC LIMIT 1
        ) AS closing ON p.closed
        WHERE desk.normal(p.number) = known.number
            AND NOT (p.seat = session_user AND p.call = ANY(known.here))
    )
    SELECT count(*), count(*) FILTER (WHERE n.seat <> session_user), max(n.began),
        coalesce(sum(n.warnings), 0)::bigint,
        (SELECT count(*) FROM promised WHERE kind <> 'do-not-call' AND NOT closed),
        EXISTS (
            SELECT FROM promised WHERE kind = 'do-not-call'
                AND (NOT closed OR coalesce(how, '') NOT IN ('refused', 'void'))
        )
    FROM newest AS n WHERE n.number = known.number;
$$;
REVOKE ALL ON FUNCTION desk.known(text, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION desk.known(text, text[]) TO guide_agent;
