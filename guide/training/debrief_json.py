"""A debrief for other programs."""

from guide.training.debrief import Debrief
from guide.training.finding import Sign


def as_data(debrief: Debrief) -> dict[str, object]:
    """The debrief as what JSON is made of; times are seconds into the call."""
    return {
        "format": 1,
        "call": debrief.call,
        "scenario": debrief.scenario,
        "title": debrief.title,
        "seed": debrief.seed,
        "agent": debrief.agent,
        "ended": debrief.ended or None,
        "seconds": debrief.lasted,
        "counts": {sign.code: len(debrief.of(sign)) for sign in Sign},
        "findings": [
            {
                "sign": finding.sign.code,
                "about": finding.about,
                "sentence": finding.sentence,
                "at": list(finding.at),
                "why": finding.why or None,
                "source": finding.source or None,
            }
            for finding in debrief.findings
        ],
        "turns": [
            {
                "at": turn.at,
                "caller": turn.words or None,
                "caption": turn.caption or None,
                "deeds": [{"at": deed.at, "did": deed.words} for deed in turn.deeds],
            }
            for turn in debrief.turns
        ],
    }
