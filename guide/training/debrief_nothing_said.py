"""What is on record and says nothing: what is surely no word, or only the name of its own field.

Whose words they are, nobody can say more of them: any word of the caller's side, and all that can
be a word, counts as something said.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from guide.call import events as ev
from guide.call.rules.doubts import done_doubt, effort_doubt
from guide.call.rules.names import is_oneself, name_doubt
from guide.call.rules.note_words import says_only_role
from guide.script.model import FollowUpKind, Topic
from guide.training.comparison import Comparison, passages_of, telling_stems, words_in
from guide.training.finding import Finding, Passage, Sign, moment

_FOR_WHOM = "Whoever reads this later learns nothing from it, and cannot ask you any more."

_BY_NOBODY = "Whoever reads this later asks whoever it names; and what nobody did was not done."

_ROWS = ("qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm")
"""The letters of the usual keyboards, row by row."""

_RUN = 4
"""So many keys side by side, or times one letter, make no word; “BBB” and “ASD” are some."""

_SIDE_BY_SIDE = re.compile(
    "(?:{})+".format(
        "|".join(
            keys[start : start + some]
            for row in _ROWS
            for keys in (row, row[::-1])
            for some in (3, 4, 5)  # Whatever is longer is some of these in a row.
            for start in range(len(keys) - some + 1)
        )
    )
)

_NOBODY = frozenset(
    (
        *("nobody", "noone", "none", "nothing", "no", "one", "not", "yet", "body", "nil"),
        *("i", "me", "my", "myself", "self", "the", "a", "caller", "customer", "client"),
    )
)
"""Words that name nobody of the desk: who is asked, or told, is neither the caller nor oneself."""

_NOT_DONE = re.compile(
    r"\b(?:said no|says no|refused|refuses|declined|denied|decided"
    r"|(?:did|was|were|is|has|have|do|does|could|can|will|would) ?(?:not|n[’']t)"
    r"|(?:will|to) be (?:told|informed|notified|asked|called)"
    r"|not (?:yet )?(?:told|asked|informed|reached|there|available)"
    r"|(?:no ?one|nobody) (?:was|is|were|would|could|there|here|free|around|available|answered)"
    r"|no (?:answer|reply|response)|would have|(?:asked|told|informed) (?:afterwards?|later))\b"
    r"|^\W*(?:(?:no|all) (?:managers?|supervisors?|leaders?|leads?|coach(?:es)?|boss(?:es)?)\b"
    r"|(?:still )?(?:waiting|looking) for\b|(?:i |we )?will (?:tell|ask|inform|notify)\b"
    r"|(?:skipped|assumed|implied|pending)\W*$)",
    re.IGNORECASE,
)
"""What says that it was not done, or not by them."""

_BY_WHOM = "by whom it was done"
_TO_WHOM = "to whom the message went"

_ANSWERS = frozenset({"yes", "no", "yeah", "ok", "okay"})
"""What one may well say twice."""


class Hollow(Struct, frozen=True):
    """An entry that says nothing: its number, what it is and when, and what asks for it.

    `by_nobody`: it is words, and names nobody who can have done it; `surely`, or it says no.
    """

    n: int
    at: float
    what: str
    passages: tuple[Passage, ...]
    by_nobody: bool = False
    surely: bool = False


class Named(Struct, frozen=True):
    """What somebody put on record as done: entry number, when, `what` it is of, and its words.

    `person`: it names who did it, or was told. `is_effort`: it is what was tried.
    """

    n: int
    at: float
    what: str
    text: str
    passages: tuple[Passage, ...]
    person: bool
    is_effort: bool

    @property
    def nameless(self) -> bool:
        """Whether it tells only what they are at work, who had to be a person; a team has chats."""
        return self.person and self.what != _TO_WHOM and says_only_role(self.text)


def says_nothing(text: str, *labels: str) -> bool:
    """Whether a text is surely no word, one word over and over, or no more than these labels."""
    words = words_in(text)
    if not words or (labels and set(words) <= set(words_in(" ".join(labels)))):
        return True
    if len(words) > 1 and len(set(words)) == 1 and not words[0].isdigit():
        return words[0] not in _ANSWERS
    if len(words) == 1 and len(words[0]) == 1:
        return words[0].isascii() and words[0].isalpha()
    return all(_is_no_word(word) for word in words)


def is_hollow(of: Comparison, text: str, *labels: str) -> bool:
    """Whether what is written down says nothing, and has nothing of the caller's side either."""
    if not text or not says_nothing(text, *labels):
        return False
    own = words_in(" ".join(labels))
    return _known(of).isdisjoint(word for word in words_in(text) if word not in own)


def hollow(of: Comparison) -> frozenset[int]:
    """The entries that say nothing of how it was done or by whom: no praise is due for them."""
    return frozenset(one.n for one in _hollow(of))


def in_own_words(of: Comparison) -> frozenset[int]:
    """What was said in other words than those of the line, and of the moves.

    Or in another language than was chosen for the caller, for nobody has approved it in that one.
    """
    found = {e.n for e in of.events(ev.Said) if e.event.untranslated}
    for entry in of.events(ev.Adapted):
        model = of.model.mark(entry.event.script, entry.event.line)
        own = model.event.words if model and isinstance(model.event, ev.Adapted) else ""
        if words_in(entry.event.words) not in (words_in(own), words_in(entry.event.text)):
            found.add(entry.n)
    return frozenset(found)


def own_efforts(of: Comparison) -> tuple[ev.Recorded[ev.EffortMade], ...]:
    """What was tried in words that neither the moves nor the scripts have.

    It may be as good, or an insult: nobody praises it unread.
    """
    model = [e.event.what for e in of.model.entries if isinstance(e.event, ev.EffortMade)]
    offered = [one for script in of.library.scripts.values() for one in script.efforts]
    known = [words_in(one) for one in (*model, *offered)]
    return tuple(e for e in of.events(ev.EffortMade) if words_in(e.event.what) not in known)


def off_the_point(of: Comparison) -> frozenset[int]:
    """What was said in other words that have nothing of the line's, nor of the caller's.

    Words that are in everything people write have nothing of anything.

    It may be right all the same, or an insult: nobody can say, so no praise is due for it.
    """
    found: set[int] = set()
    for entry in of.events(ev.Adapted):
        line, model = entry.event.text, of.model.mark(entry.event.script, entry.event.line)
        theirs = [u.words for u in of.spoken if u.n < entry.n]
        own = [model.event.words] if model and isinstance(model.event, ev.Adapted) else []
        known = telling_stems(" ".join((line, *theirs, *own)))
        if known.isdisjoint(telling_stems(entry.event.words)):
            found.add(entry.n)
    return frozenset(found)


def nothing_said(of: Comparison) -> Iterator[Finding]:
    """What was tried, said in other words, permitted or told, in words that say nothing."""
    every = sorted(_hollow(of), key=lambda one: one.n)
    if nobody := [one for one in every if one.by_nobody]:
        at = tuple(one.at for one in nobody)
        named = "; ".join(f"{one.what} at {moment(one.at)}" for one in nobody)
        sentence = f"On record, and it names nobody else of the desk: {named}."
        fact = "Something went on record as done by nobody else of the desk."
        passages = tuple(passage for one in nobody for passage in one.passages)
        # Words that say no may say more: who was asked instead.
        sign = Sign.NEVER if any(one.surely for one in nobody) else Sign.THINK
        yield Finding(sign, "nobody", sentence, at, _BY_NOBODY, passages, (fact,))
    if found := [one for one in every if not one.by_nobody]:
        at = tuple(one.at for one in found)
        named = "; ".join(f"{one.what} at {moment(one.at)}" for one in found)
        sentence = f"On record, and it says nothing: {named}."
        fact = "Something went on record that says nothing."
        passages = tuple(passage for one in found for passage in one.passages)
        yield Finding(Sign.THINK, "nothing-said", sentence, at, _FOR_WHOM, passages, (fact,))


def doubted(of: Comparison) -> Iterator[Named]:
    """Who is named by words that the screen asks about, for they read like a note; or by no name.

    Or by whom something was done, where they read as not done. It may be so all the same: nobody
    but a reader can say.
    """
    empty, caller = hollow(of), of.call.detail("caller")
    for one in _named(of):
        not_done = one.what == _BY_WHOM and (done_doubt(one.text) or _NOT_DONE.search(one.text))
        doubt = (name_doubt(one.text, caller) or one.nameless) if one.person else not_done
        if doubt and one.n not in empty:
            yield one


def unproven(of: Comparison) -> frozenset[int]:
    """The entries for which no praise is due: they say nothing, or nobody knows whom they name."""
    return hollow(of) | {one.n for one in doubted(of)}


def _hollow(of: Comparison) -> Iterator[Hollow]:
    for one in _named(of):
        quoted = f"{one.what}, “{one.text}”,"
        if not one.text:
            continue  # That it is missing is told with what it is of.
        tried_nothing = one.is_effort and bool(effort_doubt(one.text))
        if tried_nothing or is_hollow(of, one.text):
            yield Hollow(one.n, one.at, quoted, one.passages)
        elif one.person:
            surely = _names_nobody(of, one.text) or is_oneself(one.text, of.call.started.agent)
            if surely or _NOT_DONE.search(one.text):
                yield Hollow(one.n, one.at, quoted, one.passages, by_nobody=True, surely=surely)


def _named(of: Comparison) -> Iterator[Named]:
    """What was tried, said in other words, permitted, told or done, as it is on record."""
    kinds = {f.n: f.kind for f in of.call.follow_ups}
    for entry in of.counted:
        what, text, passages, person, is_effort = "", "", tuple[Passage, ...](), True, False
        match entry.event:
            case ev.EffortMade(what=text):
                what, passages, person = "what you tried", of.passage(Topic.EFFORT), False
                is_effort = True
            case ev.PermissionGiven(by=text):
                what, passages = "who permitted the warning", of.passage(Topic.PERMISSION)
            case ev.FollowUpDone(of=n, by=text) if n in kinds:
                report = person = kinds[n] == FollowUpKind.REPORT
                what = "who was told" if report else _BY_WHOM
                passages = of.passage(_topic(of, n)) if report else ()
            case ev.FollowUpAdded(follow_up=FollowUpKind.MESSAGE, fields=fields):
                what, text = _TO_WHOM, dict(fields).get("to", "")
            case ev.ManagerCame(name=text):
                what, passages = "the manager’s name", of.passage(Topic.MANAGER)
            case ev.Adapted(words=text) as event:
                line = of.line(event.script, event.line)
                what, passages, person = "what you said", passages_of(*line) if line else (), False
            case _:
                continue
        yield Named(entry.n, entry.elapsed, what, text, passages, person, is_effort)


def _topic(of: Comparison, n: int) -> Topic:
    """What the document calls what a report is of."""
    reason = next(f.field("reason") for f in of.call.follow_ups if f.n == n)
    every = (r for script in of.library.scripts.values() for r in script.reports)
    threat = any(r.threat for r in every if reason in (r.id, r.label))
    return Topic.THREAT if threat else Topic.REPORTS


def _names_nobody(of: Comparison, text: str) -> bool:
    """Whether a text names nobody else of the desk, or the caller."""
    words = words_in(text)
    caller = of.model.detail("caller") or of.call.detail("caller")
    is_caller = bool(caller) and set(words) <= set(words_in(caller)) | _NOBODY
    return set(words) <= _NOBODY or is_caller


def _known(of: Comparison) -> frozenset[str]:
    """Every word of the caller's side, and of what the moves put on record."""
    scenario = of.scenario
    texts = [move.caller for move in scenario.moves]
    texts += [words for reply in scenario.replies for words in reply.caller]
    texts += [word for one in scenario.expected for word in (one.value, *one.contains)]
    texts += [detail.event.value for detail in of.model.details.values()]
    texts += [value for made in of.model.follow_ups for _, value in made.fields]
    return frozenset(word for text in texts for word in words_in(text))


def _is_no_word(word: str) -> bool:
    """Whether a word is one letter over and over, or keys side by side."""
    if set(word) == {"x"} or (len(word) >= _RUN and len(set(word)) == 1 and word.isalpha()):
        return True
    return len(word) >= _RUN and _SIDE_BY_SIDE.fullmatch(word) is not None
