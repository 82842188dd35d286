"""A debrief as paragraphs, to be read on the screen or at the prompt; and for other programs."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from textwrap import wrap

from msgspec import Struct

from guide.text import shortened
from guide.training.debrief import Debrief, Exchange
from guide.training.finding import Sign, moment, quotation


class ParagraphKind(StrEnum):
    """What a paragraph is, for whoever shows it."""

    TITLE = "title"
    HEADING = "heading"
    WELL = "well"
    THINK = "think"
    NEVER = "never"
    REASON = "reason"
    CALLER = "caller"
    DEED = "deed"
    BLANK = "blank"


class Paragraph(Struct, frozen=True):
    """A paragraph: `lead` stands before its first line, and the rest is indented as far."""

    kind: ParagraphKind
    text: str = ""
    lead: str = ""

    def lines(self, width: int) -> list[str]:
        if not self.text:
            return [self.lead.rstrip()]
        hang = " " * len(self.lead)
        return wrap(self.text, width, initial_indent=self.lead, subsequent_indent=hang)


_BLANK = Paragraph(ParagraphKind.BLANK)
_HEADINGS = {
    Sign.NEVER: "Must not happen",
    Sign.THINK: "To think about",
    Sign.WELL: "Well done",
}

_IN_A_VERDICT = {
    Sign.WELL: "well done",
    Sign.THINK: "to think about",
    Sign.NEVER: "that must not happen",
}

_NO_DOCUMENT = "No document of this script speaks of it; it is told for the reason above."

_OWN_WORDS = (
    "Whether they are right, only a reader can say: they are neither praised nor blamed. Read each"
    " beside what stands below it."
)

_UP_TO = 96
_DEED = 110
"""How much of a deed is told here; `guide summary` tells it to the letter."""


Beside = Mapping[str, Sequence[str]]
"""By the code of a finding, sentences that stand beside it: what was remarked, and the answer."""

_NOTHING: Beside = {}


def as_text(debrief: Debrief, width: int = 80, beside: Beside = _NOTHING) -> str:
    wide = min(width, _UP_TO)
    return "\n".join(line for part in report_of(debrief, beside) for line in part.lines(wide))


def report_of(debrief: Debrief, beside: Beside = _NOTHING) -> Iterator[Paragraph]:
    """The whole debrief: what must not happen first, and the call move by move at the end.

    What is `beside` a code that no finding has is about the call as a whole.
    """
    still = dict(beside)
    yield Paragraph(ParagraphKind.TITLE, f"DEBRIEF · {debrief.title}")
    by = f"{debrief.agent} · " if debrief.agent else ""
    ended = debrief.ended or "left before its end"
    yield Paragraph(
        ParagraphKind.REASON,
        f"{by}{moment(debrief.lasted)} · {ended} · {debrief.scenario}, seed {debrief.seed}"
        f" · call {debrief.call}",
    )
    yield _BLANK
    yield Paragraph(ParagraphKind.DEED, verdict(debrief))
    for sign, heading in _HEADINGS.items():
        findings = debrief.of(sign)
        if findings:
            yield _BLANK
            yield Paragraph(ParagraphKind.HEADING, f"{heading} ({len(findings)})")
            told_why: set[str] = set()
            for finding in findings:
                yield Paragraph(ParagraphKind(sign.code), finding.sentence, f"  {sign} ")
                by_itself = sign is not Sign.WELL and not finding.passages
                if finding.why and (by_itself or finding.why not in told_why):
                    yield Paragraph(ParagraphKind.REASON, finding.why, "    ")
                told_why.add(finding.why)
                if sign is not Sign.WELL:
                    asked = quotation(finding.passages) or _NO_DOCUMENT
                    yield Paragraph(ParagraphKind.REASON, asked, "    ")
                # Of several findings with one code, the first has it.
                for said in still.pop(finding.about, ()):
                    yield Paragraph(ParagraphKind.DEED, said, "    ")
    if debrief.own_words:
        yield _BLANK
        heading = f"In your own words ({len(debrief.own_words)})"
        yield Paragraph(ParagraphKind.HEADING, heading)
        yield Paragraph(ParagraphKind.REASON, _OWN_WORDS, "    ")
        for one in debrief.own_words:
            told = f"{one.what}, at {moment(one.at)}: “{one.words}”"
            yield Paragraph(ParagraphKind.DEED, told, "  · ")
            if one.beside:
                yield Paragraph(ParagraphKind.REASON, one.beside, "    ")
    if still:
        yield _BLANK
        yield Paragraph(ParagraphKind.HEADING, "Remarks")
        for said in (one for every in still.values() for one in every):
            yield Paragraph(ParagraphKind.DEED, said, "    ")
    if debrief.exchanges:
        yield _BLANK
        yield Paragraph(ParagraphKind.HEADING, "The call, move by move")
        for exchange in debrief.exchanges:
            yield from _exchange(exchange)


def verdict(debrief: Debrief) -> str:
    """The whole of it in a sentence: counts, which the findings below give their reasons."""
    if not debrief.of(Sign.THINK) and not debrief.of(Sign.NEVER):
        if debrief.own_words:
            return "Nothing to improve, but for what is in your own words: that a reader judges."
        return "Nothing to improve."
    counted = ((len(debrief.of(sign)), told) for sign, told in _IN_A_VERDICT.items())
    return ", ".join(f"{count} {told}" for count, told in counted if count) + "."


def _exchange(exchange: Exchange) -> Iterator[Paragraph]:
    if exchange.words:
        yield _BLANK
        yield Paragraph(
            ParagraphKind.CALLER, f"“{exchange.words}”", f"  {moment(exchange.at):>5}  "
        )
    for deed in exchange.deeds:
        yield Paragraph(
            ParagraphKind.DEED,
            shortened(deed.words, _DEED),
            f"  {moment(deed.at):>5}    · ",
        )
    if exchange.caption:
        yield Paragraph(ParagraphKind.REASON, exchange.caption, "         → ")


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
                "source": quotation(finding.passages) or None,
                "passages": [
                    {"document": one.document, "words": one.words or None}
                    for one in finding.passages
                ],
            }
            for finding in debrief.findings
        ],
        "own_words": [
            {"at": one.at, "what": one.what, "words": one.words, "beside": one.beside or None}
            for one in debrief.own_words
        ],
        "turns": [
            {
                "at": exchange.at,
                "caller": exchange.words or None,
                "caption": exchange.caption or None,
                "deeds": [{"at": deed.at, "did": deed.words} for deed in exchange.deeds],
            }
            for exchange in debrief.exchanges
        ],
    }
