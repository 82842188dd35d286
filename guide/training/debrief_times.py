"""Debrief: a time of day that the caller named, against what was written down of those words."""

from collections.abc import Iterator
from datetime import time

from guide.call import events as ev
from guide.call.events import Entry
from guide.script.dates import shown_time_of_day
from guide.script.model import Topic
from guide.training.comparison import Comparison, Utterance
from guide.training.finding import Finding, Sign, moment
from guide.training.time_of_day import agrees, hour_of, hours_in, times_in

_OTHER_TIME = "Whoever goes by the record comes at another time than the caller named."


def times(of: Comparison) -> Iterator[Finding]:
    """Other times than the caller's, in what was written down of their words.

    That can be done while they say the next thing already, but no longer. Only of hours that the
    moves write down too: others are not what the call is about.
    """
    model = {at for entry in of.model.entries for at in times_in(_written(entry))}
    for said in of.spoken:
        hours = hours_in(said.words)
        right = {at for at in model if hour_of(at) in hours}
        if hours and hours <= {hour_of(at) for at in right}:
            yield from _others(of, said, right)


def _others(of: Comparison, said: Utterance, right: set[time]) -> Iterator[Finding]:
    later = [u.n for u in of.spoken if u.n > said.n]
    until = later[1] if len(later) > 1 else len(of.call.entries) + 1
    for entry in of.counted:
        named = times_in(_written(entry)) if said.n < entry.n < until else frozenset()
        if named and not any(agrees(at, one, said.words) for at in named for one in right):
            shown = ", ".join(shown_time_of_day(at) for at in sorted(named))
            sentence = (
                f"Written down at {moment(entry.elapsed)}: {shown}. What the caller had said, at"
                f" {moment(said.at)}: “{said.words}”"
            )
            fact = "Another time of day was written down than the caller named."
            at = (said.at, entry.elapsed)
            passages = of.passage(Topic.DETAILS)
            yield Finding(Sign.THINK, "time:other", sentence, at, _OTHER_TIME, passages, (fact,))
            return


def _written(entry: Entry) -> str:
    match entry.event:
        case ev.Noted(text=text) | ev.Detailed(value=text):
            return text
        case ev.FollowUpAdded(fields=fields) | ev.FollowUpAmended(fields=fields):
            return " / ".join(value for _, value in fields)
        case _:
            return ""
