"""The desk: a team that shares one PostgreSQL database. Nothing here is loaded without one.

The local journal stays the truth; the desk is a second place, and a witness. Who knows whom:

    sql/         what the database holds and allows; each file has its way back
    schema       lays those files, and takes them back      -> connection, held_up
    connection   reaches a desk as libpq does, or says why not: the only one to open a connection
    held_up      who keeps locked what is to be changed     -> connection
    logins       who may come in                            -> connection, held_up
    unsent       reads from the files what the desk lacks: knows records, and no database
    promises     what that tells of what is owed: knows records, and no database
    put_promises  having that at the desk                   -> connection, promises
    by_voice     who permitted a warning by voice, and countersigning it -> connection, answers
    sending      has the desk receive it        -> connection, unsent, put_promises, by_voice
    evidence     what comes with an ask, written and read. Pure
    asking       what a seat asks of the board, how far it has come, its evidence: no database
    exchange     asks to the desk, answers back             -> connection, asking, answers
    heard        what a seat records of it, so that it stands there as at the desk. Pure
    elsewhere    what others did about promises comes into the register -> connection
    denials      permissions by voice that were denied, there too -> connection, by_voice
    callers      who calls from which number                -> connection
    after_the_call  a threat that was taken note of late: knows the register, and no database
    bell         wakes whoever waits for the desk, for what happens at the seat
    outbox       sending and asking in a thread of its own, and how the desk stands
    witness      what the desk saw, against what is kept    -> connection, answered, by_voice
    erasing      a supervisor erases what agents asked for  -> connection, held_up
    health       what works, what does not, why             -> connection, schema
    answers      the hash of an answer. Pure
    answered     answers in a journal, against the board's own record -> connection, answers
    asks         asks as a board reads them, whom they ring for. Pure
    borne_out    what is asked, as its call says it         -> connection, asking, asks
    live_calls   calls that go on, folded from their events. Pure
    following    reads those events                         -> connection, live_calls
    handed_over  calls that were handed over to a login     -> connection, following
    promised     what a promise holds and lacks             -> connection
    owed         what the whole desk owes, and doing it     -> connection, deeds, promised
    board_data   what a board reads and does    -> connection, asks, borne_out, by_voice, owed
    board        that in a thread of its own: what a board's screen asks
    figures      how long agents waited                     -> connection
    trial        a server on this computer, for trying

Whoever sits above (cli, tui) starts an `Outbox`, known to a screen as a `session.at_desk.AtDesk`,
or a `Board`, and asks it for its `view`; a screen never waits for anything here.
"""
