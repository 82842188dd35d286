"""What is asked before something is recorded about a promise, and what is told of one."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from guide.call.context import Overtaken, Refused
from guide.call.phone_number import number_doubt
from guide.call.rules.doubts import done_doubt, doubted
from guide.call.rules.names import doubted_name, meant_name
from guide.call.wording import sentence
from guide.record.places import Places
from guide.record.summary.times import DeskTime
from guide.register.after_call import (
    Deed,
    Done,
    FilledIn,
    Moved,
    NumberCorrected,
    PassedOn,
    RefusedByCaller,
    Reopened,
    TakenBack,
    Told,
    Tried,
    Voided,
    words_of,
)
from guide.register.answered import as_answered
from guide.register.known_caller import is_listed
from guide.register.mistakes import is_back
from guide.register.promise import Promise, to_take_back, words_since
from guide.register.rules import (
    END_OF_DAY,
    NO_CALLER_REFUSES,
    NO_DAY,
    NO_NUMBER,
    NO_NUMBER_BACK,
    NOTHING_LACKS,
    NUMBER_LACKS,
    closing,
    far_day,
    filled_in,
    may_be_refused,
    not_as_typed,
    number_corrected,
    number_corrected_back,
    to_fill_in,
    until_typed,
    why_no_number,
    why_not_moved,
    why_not_opened_again,
    why_not_passed_on,
    why_not_told,
)
from guide.script.dates import full_day, shown_time_of_day
from guide.script.model import FollowUpKind, usual_follow_up
from guide.session.at_desk import AtDesk
from guide.text import plain_line
from guide.tui.asking import AskingScreen, Keys, Question, of_first_once_sure
from guide.tui.key_press import KeyLaw
from guide.tui.rows import Row, Voice, paragraphs

OF_PROMISE = {
    "d": ("done", "d done"),
    "t": ("tried", "t tried"),
    "p": ("pass-on", "p pass on"),
    "m": ("move", "m move"),
    "k": ("number", "k number"),
    "i": ("fill-in", "i fill in"),
    "x": ("refused", "x refused"),
    "v": ("void", "v void"),
    "u": ("undo", "u undo"),
}
"""By the key, what it does about a promise and what the last rows say of it."""

_LATEST = 3
"""So much of what happened since the call is told; Enter shows the call."""


class Asking(Struct, frozen=True):
    """What a key asks, one question after the other, before anything is recorded."""

    title: str
    questions: tuple[str, ...]
    deed: Callable[[Sequence[str], Promise, datetime], Deed | str]
    """What is done with the answers, or why it cannot be."""
    refuses: Callable[[str, Promise, datetime], str] = lambda *_: ""
    """Why the first answer will not do; empty where it will."""
    doubts: Callable[[str, Promise, datetime], str] = lambda *_: ""
    """Why the first answer is to be looked at once more; empty where nothing is doubted."""
    of_words: bool = False
    """Whether that holds for what is typed on from it, too."""
    names: bool = False
    """Whether the first answer names somebody: “me” is whoever answers."""


def _moved(said: Sequence[str], promise: Promise, now: datetime) -> Deed | str:
    until = until_typed(said[0], promise, now)
    return Moved(until, said[1]) if until else _no_day(said[0], promise, now)


def _no_day(said: str, promise: Promise, now: datetime) -> str:
    until = until_typed(said, promise, now)
    if until is None:
        return f"“{said}” {NO_DAY}"
    return why_not_moved(until, now, promise.until)


def _far(said: str, promise: Promise, now: datetime) -> str:
    until = until_typed(said, promise, now)
    far = far_day(until, promise, now) if until else ""
    return f"“{said}” is {far}. Enter again takes it." if far else ""


def _told(said: Sequence[str], promise: Promise, now: datetime) -> Deed | str:
    return Told(said[0], said[1])


def _nobody(said: str, promise: Promise, now: datetime) -> str:
    return why_not_told(said, promise)


def _doubted_name(said: str, promise: Promise, now: datetime) -> str:
    return doubted_name(said, promise.caller)


def _doubted_done(said: str, promise: Promise, now: datetime) -> str:
    return doubted(said, done_doubt(said))


def _no_number(said: str, promise: Promise, now: datetime) -> str:
    return why_no_number(said, promise)


def _strange(said: str, promise: Promise, now: datetime) -> str:
    doubt = number_doubt(said, listed=promise.kind == FollowUpKind.DO_NOT_CALL)
    return f"Is “{said}” right? {doubt} Enter again takes it." if doubt else ""


def _corrected(said: Sequence[str], promise: Promise, now: datetime) -> Deed | str:
    return number_corrected(promise, said[0], said[1])


def _number_back(said: Sequence[str], promise: Promise, now: datetime) -> Deed | str:
    return number_corrected_back(promise, said[0]) or NO_NUMBER_BACK


_HAPPENED = "What happened? It may stay empty."
_WHY = "Why?"
ASKING = {
    "tried": Asking("Tried", (_HAPPENED,), lambda said, *_: Tried(said[0])),
    "done": Asking(
        "Done",
        (_HAPPENED,),
        lambda said, *_: Done(said[0]),
        doubts=_doubted_done,
        of_words=True,
    ),
    "refused": Asking(
        "Refused by the caller", (_HAPPENED,), lambda said, *_: RefusedByCaller(said[0])
    ),
    "pass-on": Asking(
        "Passed on",
        ("To whom?", "What should they know?"),
        lambda said, *_: PassedOn(*said),
        lambda said, promise, _: why_not_passed_on(said, promise.owner),
        _doubted_name,
        of_words=True,
        names=True,
    ),
    "move": Asking(
        "Moved", ("Until what day? Such as fri, mon 5pm, +2, 11/28", _WHY), _moved, _no_day, _far
    ),
    "number": Asking(
        "Correct the number",
        ("The right number", f"{_WHY} It may stay empty."),
        _corrected,
        _no_number,
        _strange,
    ),
    "void": Asking("Void", (_WHY,), lambda said, *_: Voided(said[0])),
    "number-back": Asking("Correct the number back", (f"{_WHY} It may stay empty.",), _number_back),
    "undo": Asking("Owed again", (_WHY,), lambda said, *_: Reopened(said[0])),
    "take-back": Asking("Taken back", (_WHY,), lambda said, *_: TakenBack(said[0])),
}
"""By the name of the action."""


_TOLD = Asking(
    "Told",
    ("Who was told?", "How, and what did they say? It may stay empty."),
    _told,
    _nobody,
    _doubted_name,
    of_words=True,
    names=True,
)


_OFF_THE_LIST = replace(
    ASKING["void"],
    questions=(
        "Why? This number comes off the list. Is another one meant, Esc, then k corrects it.",
    ),
)


def _filling_in(promise: Promise) -> Asking:
    lacks = to_fill_in(promise)
    return Asking(
        "Filled in",
        tuple(map(promise.label_of, lacks)),
        lambda said, *_: filled_in(promise, dict(zip(lacks, said, strict=True))),
    )


def asking_about(name: str, promise: Promise) -> Asking:
    """What the action of this name asks about a promise: of a report, who was told."""
    if name == "fill-in":
        return _filling_in(promise)
    asking = ASKING[name]
    if name == "void" and promise.kind == FollowUpKind.DO_NOT_CALL:
        return _OFF_THE_LIST
    if name != "done":
        return asking
    asked = _TOLD if promise.kind == FollowUpKind.REPORT else asking
    return replace(asked, title=usual_follow_up(promise.kind).done)


def keys_about(promise: Promise | None) -> Keys:
    """The keys that record something about a promise; `d` says what is done about this one."""
    done = asking_about("done", promise).title.lower() if promise else "done"
    keys = OF_PROMISE | {"d": ("done", f"d {done}")}
    if promise and not may_be_refused(promise):
        del keys["x"]
    if promise and not promise.tells_number:
        del keys["k"]
    if not (promise and to_fill_in(promise)):
        del keys["i"]
    return keys


class PromiseScreen(AskingScreen):
    """A screen with promises: what a key records is about the one that is marked."""

    NOTHING_TO_UNDO = "Nothing of it can be taken back. Mark another one."
    """What is told where nothing was recorded of a promise, and it is not closed."""

    def __init__(self, law: KeyLaw, desk: AtDesk | None = None) -> None:
        """The team's `desk`, where there is one, has the same promises."""
        super().__init__(law)
        self._desk = desk
        self._last: Promise | None = None
        self._marked_by_hand = False

    @property
    def marked(self) -> Promise | None:
        """The promise that is marked."""
        raise NotImplementedError

    @property
    def now(self) -> datetime:
        """The time, in UTC."""
        raise NotImplementedError

    @property
    def by(self) -> str:
        """The name of whoever is at the screen."""
        raise NotImplementedError

    def do(self, promise: Promise, deed: Deed, now: datetime) -> Promise | Refused:
        """Have on the disk what was done about a promise. Raises GuideError."""
        raise NotImplementedError

    def as_it_stands(self, promise: Promise) -> Promise:
        """The promise as it is on the disk by all that is known of its call; the same if unread."""
        raise NotImplementedError

    @property
    def places(self) -> Places:
        """Where all is kept."""
        raise NotImplementedError

    def why_not(self, name: str, promise: Promise) -> str:
        """Why the action of this name asks nothing about a promise; empty where it does."""
        if name == "undo" and self._desk and not self._desk.supervisor:
            return why_not_opened_again(promise)
        if name == "number" and not promise.tells_number:
            return NO_NUMBER
        if name == "refused" and not may_be_refused(promise):
            return NO_CALLER_REFUSES
        if name == "fill-in" and not to_fill_in(promise):
            return f"{NUMBER_LACKS} k: the number." if promise.lacks else NOTHING_LACKS
        return ""

    def mark_by_hand(self) -> None:
        """The mark is where somebody put it, not where a list that grew shorter left it."""
        self._marked_by_hand = True

    def ask_about(self, name: str) -> None:
        """Ask what the action of this name records about the promise that is marked.

        `undo` has a closed one that is marked owed again, and takes back what was recorded last of
        one that was marked since. Else it takes back what was recorded last here; where nothing
        was, what was recorded last of the one that is marked.
        """
        promise = self.marked
        if name == "undo":
            closed = promise and promise.closed
            chosen = promise and self._marked_by_hand and can_be_undone(promise)
            promise = promise if closed or chosen else self._last or promise
            if promise and not closed and _corrects_back(promise):
                name = "number-back"
            elif promise and to_take_back(promise):
                name = "take-back"
        if promise is None:
            self.say("Nothing is marked.", refused=True)
        elif name == "undo" and not promise.closed:
            self.say(self.NOTHING_TO_UNDO, refused=True)
        elif promise.closed and name == "number":
            how = sentence(closing(promise))
            self.say(f"{how} u has it owed again: then k corrects it.", refused=True)
        elif promise.closed and name != "undo":
            self.say(closing(promise), refused=True)
        elif why := self.why_not(name, promise):
            self.say(why, refused=True)
        else:
            asking = asking_about(name, promise)
            title = f"{asking.title}: {named(promise)}"
            if (last := to_take_back(promise)) and name == "take-back":
                until = DeskTime.of(promise.zone).moment
                title = f"{asking.title}, “{words_of(last.what, until)}”: {named(promise)}"
            record = partial(self._record, asking, promise, title)
            now, by = self.now, self.by if asking.names else ""

            refuses = of_first_once_sure(
                lambda said: asking.refuses(meant_name(said, by), promise, now),
                lambda said: asking.doubts(meant_name(said, by), promise, now),
                of_words=asking.of_words,
            )
            if name == "fill-in":
                refuses = partial(self._refuses_answer, promise)
            before = promise.number if name == "number" else ""
            question = Question(title, asking.questions, record, refuses=refuses)
            self.ask(question, before)

    def _refuses_answer(self, promise: Promise, said: Sequence[str]) -> str:
        """Why what was filled in last is no answer to its field; empty where it is one."""
        texts = dict(zip(to_fill_in(promise), said, strict=False))
        answer = as_answered(self.places, promise, filled_in(promise, texts), self.now)
        return answer.reason if isinstance(answer, Refused) else ""

    def _record(
        self, asking: Asking, promise: Promise, title: str, answers: Sequence[str]
    ) -> str | Refused:
        now = self.now
        deed = asking.deed(answers, promise, now)
        if isinstance(deed, str):
            return Refused(deed)
        if isinstance(deed, NumberCorrected):
            listed = is_listed(self.places, deed.number, promise.call)
            deed = replace(deed, listed=listed)
        moved: Moved | None = None
        if isinstance(deed, FilledIn):
            read = as_answered(self.places, promise, deed, now)
            if isinstance(read, Refused):
                return read
            deed, moved = read
        answer = self.do(promise, deed, now)
        if moved and isinstance(answer, Promise):
            answer = self.do(promise, moved, now)
        if isinstance(answer, Overtaken) and self._last and self._last.id == promise.id:
            self._last = None
        if isinstance(answer, Refused):
            return answer
        self._last = answer if can_be_undone(answer) else None
        self._marked_by_hand = False
        if isinstance(deed, NumberCorrected):
            # Another promise of its call, which has that number, may be not to call it.
            answer = self.as_it_stands(answer)
        corrects = isinstance(deed, TakenBack | Reopened) or is_back(deed)
        parts = [_told_of(title, moved or deed, answer)]
        parts += ["u takes it back."] if self._last and not corrects else []
        return " ".join(
            filter(None, (*parts, not_as_typed(*answers, kept=dict(answer.fields).values())))
        )


def can_be_undone(promise: Promise) -> bool:
    """Whether `u` has something to take back of a promise that is marked."""
    return bool(promise.closed or _corrects_back(promise) or to_take_back(promise))


def _corrects_back(promise: Promise) -> bool:
    """Whether its number was corrected last, and there was another one before."""
    return number_corrected_back(promise, "") is not None


def _told_of(title: str, deed: Deed, promise: Promise) -> str:
    """What is on record now, in sentences."""
    zone = DeskTime.of(promise.zone).zone
    match deed:
        case Moved(until):
            there = until.astimezone(zone)
            is_end, day = there.time() == END_OF_DAY, full_day(there.date())
            told = f"the end of {day}" if is_end else f"{day}, {shown_time_of_day(there.time())}"
            return f"{title}. It is owed until {told}."
        case NumberCorrected(number, before):
            instead = f" instead of {before}" if before else ""
            back = " back" if deed.back else ""
            is_on_list = deed.listed or promise.warning
            listed = " It is on the do-not-call list." if is_on_list else ""
            return plain_line(f"Number corrected{back}: {number}{instead}.{listed}")
        case _:
            return f"{title}."


def named(promise: Promise) -> str:
    """A promise as a question names it."""
    parts = (promise.about, promise.caller, promise.number)
    return plain_line(", ".join(filter(None, parts)))


def missing_of(promise: Promise) -> str:
    """What it lacks, and what mends that; empty where it lacks nothing."""
    if promise.uncallable:
        told = f"{promise.label_of('number')}: {promise.uncallable}. k: the number."
        return f"{told} {_fields_missing(promise)}".rstrip()
    if promise.day_missing:
        told = "No day was agreed on, so it is never overdue. m: a day."
        return f"{_fields_missing(promise)} {told}".lstrip()
    return _fields_missing(promise)


def _fields_missing(promise: Promise) -> str:
    if not promise.lacks:
        return ""
    keys = ("i: fill it in" if to_fill_in(promise) else "", "k: the number")
    lacks_number = promise.number_in in promise.lacks
    mends = ", ".join(filter(None, keys if lacks_number else keys[:1]))
    return f"Missing: {promise.missing}. {mends}."


def _disputed(promise: Promise) -> str:
    """Which other numbers are told as right, and what settles that; empty for none."""
    if not promise.disputed:
        return ""
    settle = "" if promise.closed else " k: the right one."
    return f"! The number is {promise.number} {promise.other_numbers}.{settle}"


def promise_rows(promise: Promise, width: int) -> list[Row]:
    """What was promised, in which words, and what has become of it, the newest first."""
    time = DeskTime.of(promise.zone)
    lines = promise.lines_about_it
    since = words_since(lines, time)
    known = {"caller": promise.caller, promise.number_in: promise.number} | dict(promise.fields)
    held = " · ".join(
        f"{promise.label_of(name)}: {value}" for name, value in known.items() if value
    )
    rule = f" · {promise.rule}" if promise.rule else ""
    how = "Promised on the call, written down" if promise.added else "Promised"
    made = f"{how} {time.moment(promise.made_at)} by {promise.agent}, {promise.title}{rule}"
    parts = [
        (f"{promise.owner} owes it · {promise.standing} · {promise.id}", Voice.TEXT),
        (f"This number is {promise.warning}." if promise.warning else "", Voice.AMBER_TEXT),
        (
            f"! It {wrong}: that was wrong." if (wrong := promise.done_wrongly) else "",
            Voice.AMBER_TEXT,
        ),
        (_disputed(promise), Voice.AMBER_TEXT),
        (f"! {undone}." if (undone := promise.done_as_undone) else "", Voice.AMBER_TEXT),
        (held, Voice.TEXT),
        (f"! {missing}" if (missing := missing_of(promise)) else "", Voice.AMBER_TEXT),
        (made, Voice.DIM),
        *((f"“{one.text}”", Voice.TITLE) for one in promise.words),
        *(
            (f"{time.moment(line.at)} {line.by}: {words}", Voice.TEXT)
            for line, words in [*zip(lines, since, strict=True)][: -_LATEST - 1 : -1]
        ),
        ("… Enter shows what was before." if len(lines) > _LATEST else "", Voice.DIM),
    ]
    if promise.closed:
        parts[0] = (f"{closing(promise)} · {promise.id}", Voice.TEXT)
    return paragraphs(parts, width)
