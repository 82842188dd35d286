-- What rests on no line of a seat was done at a board, and is such that each register takes it in: a
-- number that is corrected at the desk alone, or a promise that is passed on to nobody, or moved to
-- long ago, the board told of and no register did.
SET LOCAL ROLE guide_owner;

CREATE POLICY as_a_board_does ON desk.deed AS RESTRICTIVE FOR INSERT
TO guide_agent, guide_supervisor WITH CHECK (
    hash <> '' OR (
        kind NOT IN ('number-corrected', 'filled-in') AND number = ''
        AND (kind = 'passed-on') = (to_whom ~ '\S')
        -- The same in guide/register/rules.py: why_not_moved.
        AND CASE kind WHEN 'moved'
            THEN coalesce(until > at AND until - at < interval '3653 days', false)
            ELSE until IS NULL END
    )
);
