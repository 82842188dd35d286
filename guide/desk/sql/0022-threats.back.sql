SET LOCAL ROLE guide_owner;
ALTER POLICY answering ON desk.answer WITH CHECK (
    state IN ('seen', 'taken', 'granted', 'refused') AND by = session_user
    AND EXISTS (SELECT FROM desk.ask WHERE ask.id = answer.ask AND ask.seat <> session_user)
);
