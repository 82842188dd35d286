-- A threat is taken note of and not refused: it would be off every board, and nobody told of it.
SET LOCAL ROLE guide_owner;
ALTER POLICY answering ON desk.answer WITH CHECK (
    state IN ('seen', 'taken', 'granted', 'refused') AND by = session_user
    AND EXISTS (
        SELECT FROM desk.ask WHERE ask.id = answer.ask AND ask.seat <> session_user
            AND NOT (ask.kind = 'threat' AND answer.state = 'refused')
    )
);
