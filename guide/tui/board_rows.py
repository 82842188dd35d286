"""What a supervisor's board shows, as rows: asks, live calls, what is owed. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain

from msgspec import Struct

from guide.call.events import AskKind
from guide.call.rules.standing import Alarm
from guide.desk.asks import Ask
from guide.desk.board import BoardView
from guide.desk.by_voice import Voiced
from guide.desk.evidence import moment
from guide.desk.live_calls import LiveCall
from guide.desk.owed import DeedTold, Doing, OwedPromise, Page
from guide.script.dates import month_and_day, short_day, shown_clock
from guide.session.at_desk import AskState
from guide.text import counted, plain_line
from guide.tui.call_told import Told, on_record
from guide.tui.owed_table import DO_NOT_CALL
from guide.tui.rows import BLANK, Row, Span, Voice, cells, cut, fit, paragraphs, row, width_of

MARK = "mark:"
"""How the key of a row begins that a click marks; its section and its place follow."""

_WIDE = 100
"""In fewer columns numbers and owners stand beneath alone, of what is marked."""

_SIGN, _RINGS = "▸ ", "! "


class Section(StrEnum):
    """One of the lists."""

    ASKS = "asks"
    CALLS = "calls"
    OWED = "owed"


Item = Ask | Voiced | LiveCall | OwedPromise
Id = int | tuple[str, int] | tuple[str, str] | tuple[str, str, int]
"""By which an item is known again: it stays marked whatever comes and goes around it."""


class Picture(Struct, frozen=True):
    """All that the rows are made of. `now` is the server's time, in UTC.

    `marks` and `tops` are by section: what is marked, and which place is shown first.
    """

    view: BoardView
    now: datetime
    section: Section
    marks: Mapping[Section, Id | None]
    tops: Mapping[Section, int]

    def items(self, section: Section) -> Sequence[Item]:
        """What a list holds."""
        match section:
            case Section.ASKS:
                # What may be said later stands beneath what somebody waits for.
                return (*self.view.asks, *self.view.voiced)
            case Section.CALLS:
                return self.view.calls
            case Section.OWED:
                return self.view.page.promises if self.view.page else ()

    def place(self, section: Section) -> int:
        """Where the marked item of a list is; -1 where none is, or it is there no more."""
        mark = self.marks.get(section)
        ids = [id_of(one) for one in self.items(section)] if mark is not None else []
        return ids.index(mark) if mark in ids else -1

    @property
    def marked(self) -> Item | None:
        """The marked item of the list one is in."""
        place = self.place(self.section)
        return self.items(self.section)[place] if place >= 0 else None


def id_of(item: Item) -> Id:
    """By which an item is known again."""
    return item.id if isinstance(item, Ask) else item.key


class Lists(Struct, frozen=True):
    """The rows of the three lists, and for each row which list it is of."""

    rows: tuple[Row, ...]
    sections: tuple[Section, ...]
    tops: dict[Section, int]
    rooms: dict[Section, int]


def lists(picture: Picture, width: int, height: int) -> Lists:
    """The three lists in so many rows, each beneath its heading."""
    counts = {section: len(picture.items(section)) for section in Section}
    rooms = _rooms(height - len(Section), picture.section, counts)
    rows: list[Row] = []
    sections: list[Section] = []
    tops: dict[Section, int] = {}
    for section, room in rooms.items():
        items = picture.items(section)
        top = _top(len(items), room, picture.tops.get(section, 0), picture.place(section))
        tops[section] = top
        shown = items[top : top + room]
        of_list = [_heading(picture, section, top, len(shown), width)]
        for place, item in enumerate(shown, top):
            of_list.append(_row(picture, section, place, item, width))
        if not items:
            of_list.append(row("  ", Span(_nothing(picture, section), Voice.DIM)))
        of_list += [BLANK] * (room + 1 - len(of_list))
        rows += of_list
        sections += [section] * len(of_list)
    return Lists(tuple(rows), tuple(sections), tops, rooms)


def _rooms(rows: int, section: Section, counts: Mapping[Section, int]) -> dict[Section, int]:
    """How many rows each list has: none moves while others fill, unless asks lack room.

    These have the rows that others leave empty. Of calls and what is owed, that has more which one
    is at.
    """
    asks = max(1, rows // 4)
    rest = max(2, rows - asks)
    owed = max(1, rest * (2 if section is Section.OWED else 1) // 3)
    rooms = {Section.ASKS: asks, Section.CALLS: rest - owed, Section.OWED: owed}
    for other in (Section.OWED, Section.CALLS):
        empty = max(0, rooms[other] - max(1, counts[other]))
        given = min(empty, max(0, counts[Section.ASKS] - rooms[Section.ASKS]))
        rooms[other] -= given
        rooms[Section.ASKS] += given
    return rooms


def _top(count: int, room: int, top: int, marked: int) -> int:
    """Which place is shown first, so that the marked one is seen."""
    if marked >= 0:
        top = min(max(top, marked - room + 1), marked)
    return max(0, min(top, count - room))


def _nothing(picture: Picture, section: Section) -> str:
    view = picture.view
    match section:
        case Section.ASKS if view.is_read:
            return "Nobody asked then." if view.is_away else "Nobody asks."
        case Section.CALLS if view.is_read:
            return "No call went on then." if view.is_away else "No call goes on."
        case Section.OWED if view.page is not None:
            return "Nothing is found." if view.page.wanted.words else "Nothing is owed."
    return "…"


def _heading(picture: Picture, section: Section, top: int, shown: int, width: int) -> Row:
    count = len(picture.items(section))
    here = section is picture.section
    told = _counts(picture, section)
    if shown < count:
        told.insert(0, f"{top + 1}–{top + shown} of {count:,}")
    name = Span(section.value.upper(), Voice.TITLE if here else Voice.LABEL, f"{MARK}{section}:-1")
    lead = row(Span(_SIGN if here else "  ", Voice.FOCUS), name, "  ")
    text = cut(" · ".join(told), max(0, width - width_of(lead)))
    return (*lead, Span(text, Voice.COACH))


def _counts(picture: Picture, section: Section) -> list[str]:
    view = picture.view
    if not view.is_read:
        return []
    if section is Section.ASKS:
        waiting = sum(view.rings(one, picture.now) for one in view.asks)
        open_ones = sum(one.is_of_use for one in view.asks)
        told = [counted(open_ones + sum(count for _, count in view.more), "open ask")]
        told += [f"{waiting} waiting for you"] if waiting else []
        told += [f"{count:,} more of {login} not shown" for login, count in view.more]
        denied = sum(bool(one.denied_by) for one in view.voiced)
        if later := len(view.voiced) - denied:
            told.append(f"{later} by voice to countersign")
        return [*told, f"{denied} denied"] if denied else told
    if section is Section.CALLS:
        gone = sum(one.gone_since is not None for one in view.calls)
        told = [counted(len(view.calls) + len(view.beyond) - gone, "live call")]
        told += [f"{gone:,} not at a seat"] if gone else []
        more = Counter(plain_line(one.seat) for one in view.beyond)
        return [*told, *(f"{count:,} more of {seat} not shown" for seat, count in more.items())]
    if view.page is None:
        return []
    page = view.page
    told = [f"{page.overdue:,} overdue", f"{page.today:,} due today", f"{page.owed:,} in all"]
    if page.wanted.words:
        words = " ".join(page.wanted.words)
        told = [f"{page.count:,} with “{words}”", *told]
    return [*_more(page), *told]


_FEW_LOGINS = 2


def _more(page: Page) -> Iterator[str]:
    """How many are not on the page, and whose most of them are: / finds them."""
    if not page.more:
        return
    whose = [f"{count:,} of {login}" for login, count in page.more[:_FEW_LOGINS]]
    if rest := sum(count for _, count in page.more[_FEW_LOGINS:]):
        whose.append(f"{rest:,} of others")
    yield f"{sum(count for _, count in page.more):,} more not shown ({', '.join(whose)})"


def _row(picture: Picture, section: Section, place: int, item: Item, width: int) -> Row:
    marked = section is picture.section and picture.marks.get(section) == id_of(item)
    match item:
        case Ask():
            spans = _ask_row(picture, item, width - len(_SIGN))
        case Voiced():
            spans = _voiced_row(picture, item, width - len(_SIGN))
        case LiveCall():
            spans = _call_row(picture, item, width - len(_SIGN))
        case OwedPromise():
            spans = _owed_row(picture, item, width - len(_SIGN))
    key = f"{MARK}{section}:{place}"
    sign = Span(_SIGN if marked else "  ", Voice.FOCUS, key)
    bright = {Voice.TEXT: Voice.TITLE} if marked else {}
    stale = picture.view.is_away
    voices = [
        Voice.DIM if stale and one.voice is not Voice.TITLE else bright.get(one.voice, one.voice)
        for one in spans
    ]
    told = (Span(one.text, voice, key) for one, voice in zip(spans, voices, strict=True))
    return fit((sign, *told), width)


def _cell(text: str, width: int, voice: Voice = Voice.TEXT) -> Span:
    """A text in a column, with a blank behind it."""
    short = cut(plain_line(text), max(0, width - 1))
    return Span(short + " " * max(0, width - cells(short)), voice)


def _ask_row(picture: Picture, ask: Ask, width: int) -> Row:
    now = picture.now
    rings = picture.view.rings(ask, now)
    loud = Voice.RED_TEXT if ask.kind == AskKind.THREAT else Voice.AMBER_TEXT
    voice = loud if rings else Voice.TEXT
    kind, about = _KINDS.get(ask.kind, ask.kind), _about(ground_of(picture.view, ask), ask.said)
    waits = _waits(picture.view, ask, now)
    lead = Span(_RINGS if rings else "  ", voice)
    return (lead, *_asked_row(now - ask.at, kind, ask.agent, about, waits, width - 2, voice))


def _voiced_row(picture: Picture, voiced: Voiced, width: int) -> Row:
    by = "by you" if voiced.names(picture.view.login) else f"by {voiced.named}"
    by = f"! {by}" if voiced.before else by
    by = f"denied by {voiced.denied_by}" if voiced.denied_by else by
    about, since = _about(voiced.ground, voiced.words), picture.now - voiced.at
    return (Span("  "), *_asked_row(since, "By voice", voiced.seat, about, by, width - 2))


def _about(ground: str, said: str) -> str:
    return " · ".join(filter(None, (ground, f"“{plain_line(said)}”" if said else ""))) or "–"


def _asked_row(
    since: timedelta,
    kind: str,
    agent: str,
    about: str,
    state: str,
    width: int,
    voice: Voice = Voice.TEXT,
) -> Row:
    names, states = (26, 22) if width + 2 >= _WIDE else (16, 17)
    return row(
        _cell(duration(since), 7, voice),
        _cell(kind, 11, voice),
        _cell(agent, names),
        _cell(about, max(8, width - 7 - 11 - names - states)),
        _cell(state, states, voice),
    )


_KINDS: Mapping[str, str] = {
    AskKind.PERMISSION: "Permission",
    AskKind.MANAGER: "Manager",
    AskKind.THREAT: "THREAT",
    AskKind.HAND_OVER: "Hand-over",
}

ASKS_FOR: Mapping[str, str] = {
    AskKind.PERMISSION: "asks permission to warn",
    AskKind.MANAGER: "asks for a manager",
    AskKind.THREAT: "tells of a threat",
    AskKind.HAND_OVER: "hands the call over",
}
"""What somebody asks for, as a sentence goes on."""


def _waits(view: BoardView, ask: Ask, now: datetime) -> str:
    if ask.state not in (AskState.WRITTEN, AskState.SEEN):
        return ask.told
    if not ask.is_of_use:
        return "the call is over"
    if not ask.is_waited_for(now):
        return "waits no more"
    if not ask.is_for(view.login, now, view.at_boards):
        if ask.seat == view.login:
            return "yours"
        return "refused by you" if ask.is_refused_by(view.login) else f"for {ask.first_to} first"
    if ask.state is AskState.SEEN:
        return ask.told
    return "waits for you" if ask.first_to == view.login else "waits"


def ground_of(view: BoardView, ask: Ask) -> str:
    """What the reason of an ask is called, where its call is known here."""
    call = view.call((ask.seat, ask.call))
    return call.ground(ask.ground) if call else ask.ground


def _call_row(picture: Picture, call: LiveCall, width: int) -> Row:
    agent = 18 if width < _WIDE else 26
    rest = max(8, width - agent - 9 - 11 - 9 - 8)
    if call.problem:
        return row(_cell(call.agent, agent), _cell(call.problem, width - agent))
    where = " · ".join(filter(None, (gone_words(call), call.script, call.step)))
    alarm = {Alarm.QUIET: Voice.TEXT, Alarm.WARNED: Voice.AMBER_TEXT}
    warned = "■ " if call.alarm is Alarm.MAY_END else "▲ " * (call.alarm is Alarm.WARNED)
    voice = Voice.DIM if call.gone_since else Voice.TEXT
    return row(
        _cell(call.agent, agent, voice),
        _cell(where, rest, voice),
        _cell(duration(timedelta(seconds=call.elapsed(picture.now))), 9, voice),
        _cell(call.anger.upper() if call.heated else call.anger or "–", 11),
        _cell(warned + call.warnings or "–", 9, alarm.get(call.alarm, Voice.RED_TEXT)),
        _cell(f"{call.to_do} to do" if call.to_do else "–", 8),
    )


def gone_words(call: LiveCall) -> str:
    """That the program of a call has gone, and since when; empty where it has not."""
    since = call.gone_since
    return f"not at a seat since {shown_clock(since.astimezone())}" if since else ""


def _owed_row(picture: Picture, promise: OwedPromise, width: int) -> Row:
    wide = width >= _WIDE
    number, who, state = (16, 16, 18) if wide else (0, 10, 12)
    fixed = 9 + 22 + number + who + state
    what = min(30, max(8, (width - fixed) // 2))
    pressing, voice = _pressing(picture, promise)
    return row(
        _cell(pressing, 9, voice),
        _cell(due(promise.until, picture.now), 22, voice),
        # First, as in the register: a label is cut.
        _cell(f"{DO_NOT_CALL}{promise.label}" if promise.listed else promise.label, what),
        _cell(promise.caller or promise.number or "–", max(6, width - fixed - what)),
        *([_cell(promise.number or "–", number)] if wide else []),
        _cell(promise.owner, who),
        # How it was closed is told in the first column.
        _cell(f"by {promise.closed_by}" if promise.closed_by else promise.told, state),
    )


def _pressing(picture: Picture, promise: OwedPromise) -> tuple[str, Voice]:
    if promise.closed:
        return promise.closed_as, Voice.DIM
    if promise.until is None:
        return "no time", Voice.TEXT
    if promise.until < picture.now:
        return "overdue", Voice.RED_TEXT
    today = promise.until.astimezone().date() == picture.now.astimezone().date()
    return ("today", Voice.AMBER_TEXT) if today else ("later", Voice.TEXT)


def due(until: datetime | None, now: datetime) -> str:
    """Until when something is owed, as this computer's clock has it; the year where it is another.

    Times are in UTC.
    """
    if until is None:
        return "–"
    here = until.astimezone()
    if here.year != now.astimezone().year:
        return f"{month_and_day(here.date())}, {here.year}, {shown_clock(here)}"
    return f"{short_day(here.date())}, {shown_clock(here)}"


def duration(time: timedelta) -> str:
    """Minutes and seconds, or hours and minutes."""
    whole = max(0, int(time.total_seconds()))
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02}"
    return f"{whole // 3600}h{whole // 60 % 60:02}"


def head(view: BoardView, width: int, message: Row = ()) -> list[Row]:
    """Whose board this is, how the desk stands, who is here; beneath, what there is to tell.

    Two rows, whatever there is: no list moves for it.
    """
    left = row(Span("BOARD", Voice.TITLE), "  ", Span(view.login, Voice.TEXT), "  ")
    if view.is_away:
        away = f" {view.standing.words.upper()} · below is how it was then "
        first = (*left, Span(away, Voice.AMBER))
    else:
        first = (*left, Span(_who_is_here(view), Voice.COACH))
    told = message or row(Span(_of_standing(view), Voice.COACH))
    return [fit(first, width), fit(told, width)]


def _who_is_here(view: BoardView) -> str:
    others = [one.login for one in view.here if one.place == "board" and one.login != view.login]
    seats = counted(sum(one.place == "seat" for one in view.here), "agent")
    if not view.standing.begun:
        return ""
    return f"{seats} at work" + (f" · also at a board: {', '.join(others)}" if others else "")


def _of_standing(view: BoardView) -> str:
    if view.is_away:
        return view.standing.why
    return "" if view.standing.begun else "The desk is being reached …"


def about(picture: Picture, width: int) -> list[Row]:
    """What is known of the marked item; in full."""
    item = picture.marked
    if item is None:
        return [row(Span(_unmarked(picture), Voice.DIM))]
    match item:
        case Ask():
            asked = ask_told(picture.view, item, picture.now)
            told: Iterator[Told] = chain(asked, _taken_along(picture.view, item))
        case Voiced():
            told = _voiced_told(item, picture.now)
        case LiveCall():
            told = _call_told(item)
        case OwedPromise():
            told = _promise_told(item, picture.now)
    return paragraphs(told, width)


def _unmarked(picture: Picture) -> str:
    if not picture.items(picture.section):
        return "Tab goes to another list."
    return "Nothing is marked: ↓ marks the first, ↑ the last, a click marks what it is on."


def ask_told(view: BoardView, ask: Ask, now: datetime) -> Iterator[Told]:
    """All that came with an ask, a paragraph each."""
    evidence = ask.evidence
    ground = ground_of(view, ask)
    about_what = f"{ASKS_FOR.get(ask.kind, ask.kind)}{f': {ground}' if ground else ''}"
    asked = shown_clock(ask.at.astimezone(), seconds=True)
    to = f" · to {ask.first_to} first" if ask.first_to else ""
    over = " · its call is over" if ask.over else ""
    yield f"{ask.agent} {about_what} · asked {asked}{to} · {ask.told}{over}", Voice.TEXT
    if ask.problem:
        yield ask.problem, Voice.AMBER_TEXT
    if ask.said:
        yield f"“{ask.said}”", Voice.TITLE
    for one in evidence.warnings:
        by = f", permitted by {one.by}" if one.by else ""
        at = moment(one.at)
        told = shown_clock(at.astimezone()) if at else one.at
        yield f"Warned {told}: {one.ground}{by}", Voice.AMBER_TEXT
    heard = ((one.by, one.named, one.reason) for one in evidence.denied)
    at_desk = (
        (voiced.denied_by, voiced.named, voiced.denied_why)
        for voiced in view.voiced
        if voiced.denied_by and (voiced.seat, voiced.call) == (ask.seat, ask.call)
    )
    for by, named, why in dict.fromkeys((*heard, *at_desk)):
        yield f"{by} denies that {named} permitted it by voice: {why}", Voice.AMBER_TEXT
    for refused in evidence.refused:
        yield f"Refused before by {refused.by}: {refused.reason}", Voice.AMBER_TEXT
    who = filter(None, (evidence.caller, evidence.number, evidence.concern))
    yield " · ".join(who), Voice.TEXT
    matters = evidence.efforts or ask.kind == AskKind.PERMISSION
    tried = f"tried to redirect {counted(evidence.efforts, 'time')}" if matters else ""
    yield " · ".join(filter(None, (evidence.script, evidence.step, tried))), Voice.TEXT
    if ask.seen_by and (ask.state is not AskState.SEEN or len(ask.seen_by) > 1):
        yield f"Seen by {', '.join(ask.seen_by)}", Voice.DIM


def _taken_along(view: BoardView, ask: Ask) -> Iterator[Told]:
    """What whoever takes a call over has to know of it besides; of nothing else that is asked."""
    if ask.kind != AskKind.HAND_OVER:
        return
    live = view.call((ask.seat, ask.call))
    if live is None or live.call is None:
        yield "What else is on record of the call is not at the desk now.", Voice.AMBER_TEXT
        return
    yield from on_record(live.call, len(ask.evidence.warnings))


def _voiced_told(item: Voiced, now: datetime) -> Iterator[Told]:
    warned = f"{item.seat} warned on the permission of {item.named}, by voice: {item.ground}"
    yield f"{warned} · at the desk since {due(item.at, now)}", Voice.TEXT
    if item.words:
        yield f"“{item.words}”", Voice.TITLE
    yield " · ".join(filter(None, (item.caller, f"{item.call}/{item.n}"))), Voice.TEXT
    for before in item.before:
        yield before.told, Voice.AMBER_TEXT
    if item.denied_by:
        yield f"{item.denied_by} denies that: {item.denied_why}", Voice.AMBER_TEXT
        yield "g settles it, with what it was. That it was denied stays on record.", Voice.DIM
        return
    yield "g says that it was so, x that it was not, with the reason. Nobody waits.", Voice.DIM


def _call_told(item: LiveCall) -> Iterator[Told]:
    call = item.call
    if call is None:
        yield f"{item.agent} · {item.journal}", Voice.TEXT
        yield item.problem, Voice.TEXT
        return
    if gone := gone_words(item):
        yield f"{gone[:1].upper()}{gone[1:]}: its clock stands still.", Voice.AMBER_TEXT
    details = (f"{one.event.label}: {one.event.value}" for one in call.details.values())
    yield f"{item.agent} · {item.script} · {item.step} · {item.journal}", Voice.TEXT
    yield " · ".join(details), Voice.TEXT
    stated = call.protocol.ground
    if stated is not None:
        warned = f" · warnings {item.warnings}" if stated.warnings else " · it takes no warning"
        yield f"Reason: {stated.label}{warned}", Voice.AMBER_TEXT
    if call.protocol.quoted:
        yield f"“{call.protocol.quoted}”", Voice.TITLE
    for owed in call.owed:
        yield f"To do: {owed.label}", Voice.TEXT


def _promise_told(item: OwedPromise, now: datetime) -> Iterator[Told]:
    known = filter(None, (item.label, item.caller, item.number))
    standing = f"{item.owner} owes it · {item.told}"
    if item.closed:
        standing = item.told[:1].upper() + item.told[1:]
    yield f"{standing} · {item.call}/{item.n}", Voice.TEXT
    yield " · ".join(known), Voice.TEXT
    if item.listed:
        yield "This number is on the do-not-call list.", Voice.AMBER_TEXT
    moved = f", moved from {due(item.promised, now)}" if item.promised != item.until else ""
    yield f"Due {due(item.until, now)}{moved} · promised by {item.seat}", Voice.DIM
    for label, text in item.holds:
        yield f"{label}: {text}", Voice.TEXT
    if item.lacks:
        yield f"Missing: {', '.join(item.lacks)}", Voice.AMBER_TEXT
    if item.words:
        yield f"“{item.words}”", Voice.TITLE
    told = {deed.id: _deed_words(deed) for deed in item.deeds}
    for deed in item.deeds[::-1]:
        mistaken = f"“{told[deed.of]}”" if deed.of in told else ""
        yield f"{due(deed.at, now)} {deed.by}: {_deed_words(deed, mistaken)}", Voice.TEXT


def _deed_words(deed: DeedTold, mistaken: str = "") -> str:
    """What somebody did, in a few words; `mistaken` is what was, where it says so."""
    # What is done may tell in its note who was told.
    to = f" · {deed.to_whom}" if deed.to_whom not in deed.note else ""
    if deed.kind == Doing.PASSED_ON:
        to = f" to {deed.to_whom}"
    of = f" ({mistaken})" if mistaken else ""
    note = f" · {deed.note}" if deed.note else ""
    return f"{deed.kind.replace('-', ' ')}{of}{to}{note}"
