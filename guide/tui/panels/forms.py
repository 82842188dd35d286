"""Forms: a question of one or two fields, and the caller's details."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from itertools import chain

from msgspec.structs import replace

from guide.call import actions as act
from guide.call.actions import Action
from guide.call.context import Context
from guide.call.phone_number import number_doubt
from guide.call.rules.doubts import words_doubt
from guide.call.rules.endings import FIELD_LABELS
from guide.call.rules.follow_ups import agreed_with, day_of, find, keeping, moved_with
from guide.call.rules.gates import awaited_answers
from guide.call.rules.names import is_oneself, name_doubt, taken_name_doubt
from guide.call.rules.notes import not_taken_over
from guide.script.answers import answer_hint, answer_keys, answers_told, far_answer
from guide.script.model import CALLER_FIELDS, AnswerField, AnswerKind, Line
from guide.tui.keys import by_id
from guide.tui.panel import Field, Host, Item, Panel, Shape, Text, done
from guide.tui.rows import Voice

WORDS_PLACE = "protocol:words"
"""Where the draft of the caller's words is kept, whichever panel asks for them."""

Meaning = Callable[[Mapping[str, str]], Sequence[Action]]
"""What is to be done with what was typed; nothing while it is not enough."""


def named_field(field: str, place: str = "", value: str = "", hint: str = "") -> Field:
    """A field that no script names, under the label it has wherever it is told of."""
    label = FIELD_LABELS.get(place) or FIELD_LABELS[field]
    return Field(field, label, value, place, hint)


def name_field(
    field: str, place: str = "", value: str = "", hint: str = "", *, alone: bool = True
) -> Field:
    """The same, where a name is to stand there; by itself if `alone`."""
    named = named_field(field, place, value, hint)
    return replace(named, doubts=partial(taken_name_doubt, alone=alone), whole=True)


def words_field(field: str, place: str, doubt: Callable[[str], str]) -> Field:
    """The same, where words decide something: `doubt` says why these hardly do."""
    named = named_field(field, place)
    return replace(named, doubts=lambda text, caller: doubt(text))


class AskPanel(Panel):
    """Asks for a word or two. It closes once they are on record."""

    def __init__(
        self,
        title: str,
        text: str,
        fields: Sequence[Field],
        meaning: Meaning,
        about: Line | None = None,
    ) -> None:
        """`about`: the line that it asks about, which stays in sight."""
        self.title = title
        self._about = about
        self._text = text
        self._fields = tuple(fields)
        self._meaning = meaning

    def shape(self, context: Context) -> Shape:
        text = Text(self._text, Voice.COACH)
        return Shape((text,), self._fields, hint="Enter keeps it")

    def line(self, context: Context) -> Line | None:
        return self._about

    def entered(self, values: Mapping[str, str], host: Host) -> bool:
        if not done(host, *self._meaning(values)):
            return False
        host.close()
        return True


def adapt_panel(line: Line, script: str) -> AskPanel:
    """Ask for the words said instead of a line; none means that it was left out."""
    place = f"adapt:{script}/{line.id}"
    used = named_field("words", f"{place}:words")
    why = named_field("reason", f"{place}:reason")

    def meaning(values: Mapping[str, str]) -> Sequence[Action]:
        words, reason = values["words"], values.get("reason", "")
        if words:
            return [act.Adapt(words, reason, line.id, script)]
        return [act.LeaveOut(reason, line.id, script)]

    if line.gap:
        text = "There is no approved wording for this. Write down what you said, word for word."
        return AskPanel("What you said", text, [used], meaning, line)
    text = (
        "Write down the words you used, or leave them blank if you left the line out. "
        "Always say why."
    )
    return AskPanel("Adapted or left out", text, [used, why], meaning, line)


def manager_name_panel() -> AskPanel:
    """Ask which manager joined."""
    text = "Manager requested (logged). Who joined? Esc if you do not know yet."
    name = replace(name_field("name", "manager:name"), doubts=_manager_doubt)
    return AskPanel("Manager", text, [name], lambda values: [act.NameManager(values["name"])])


def permission_name_panel(given: int, by: str) -> AskPanel:
    """Ask who gave the permission that is event number `given`, where it is on record by `by`."""
    text = (
        "The warning is on record as permitted by this name. Who permitted it? Esc if nobody did."
    )
    place = f"protocol:permission:{given}"
    name = replace(name_field("by", place), value=by)
    permit = partial(act.Permit, of=given)
    return AskPanel("Permission", text, [name], lambda values: [permit(values["by"])])


def _manager_doubt(name: str, caller: str) -> str:
    return (
        "It names nobody." if is_oneself(name, "") else taken_name_doubt(name, caller, alone=True)
    )


def words_panel() -> AskPanel:
    """Ask for the caller's own words; hang-up-protocol, H6 and H12."""
    text = "The specific reason: what the caller said, word for word."
    said = words_field("words", WORDS_PLACE, words_doubt)
    return AskPanel(
        "Caller’s words", text, [said], lambda values: [act.QuoteCaller(values["words"])]
    )


def no_answer_panel(asked: AnswerField) -> AskPanel:
    """Ask why there is no answer to what a step waits for."""
    text = f"Why is there no answer to “{asked.label}”? With the reason on record one can go on."
    why = named_field("reason", f"no-answer:{asked.id}:reason")
    return AskPanel(
        "No answer", text, [why], lambda values: [act.LeaveAnswerOut(asked.id, values["reason"])]
    )


class DetailsPanel(Panel):
    """Name, number, concern; what the step captures; every other detail that is written down.

    These stand in this order at every step: a hand that knows it types nothing into another field.
    """

    title = "Details"

    def __init__(self, context: Context, start: str = "") -> None:
        self._asked = context.step.capture
        known = [name for name in context.call.details if context.call.detail(name)]
        offered = not_taken_over(context)
        names = [*CALLER_FIELDS, *self._asked, *context.script.in_sight, *known, *offered]
        self._names = tuple(dict.fromkeys([*names, start] if start else names))
        # One begins at what the panel says is needed, or else at what is not known yet.
        asked = (*self._asked, *self._names)
        unknown = (name for name in asked if not context.call.detail(name))
        self._start = start or next(unknown, self._names[0])
        self._order = _enter_order((self._start, *asked))
        self._caller = context.call.detail("caller")
        self.number = context.call.detail("number")
        phones = (n for n in self._names if context.field(n).kind is AnswerKind.PHONE)
        self._phones = {n: context.call.detail(n) for n in ("number", *phones)}
        self._refused: set[str] = set()
        self._answered: dict[str, str] = {}
        self._asks = ""

    def shape(self, context: Context) -> Shape:
        call = context.call
        needed = self._needed(context)
        fields = tuple(
            answer_field(
                context.field(name),
                call.detail(name),
                f"detail:{name}",
                context,
                needed=name in needed,
            )
            for name in self._names
        )
        hint = "Enter keeps it"
        doubted = (
            text
            for name, number in self._phones.items()
            for text in doubts(number, context.field(name).label if len(self._phones) > 1 else "")
        )
        offered = (Text(text, Voice.AMBER_TEXT) for text in not_taken_over(context).values())
        far = far_days(self._answered, context)
        below = (*offered, *name_doubts(self._caller), *doubted, *far)
        waits = awaited_answers(context)
        items = tuple(Item(f"none:{one.id}", f"No answer to “{one.label}”: why") for one in waits)
        return Shape(
            fields=fields,
            items=items,
            below=below,
            start=self._start,
            hint=hint,
            enter_order=self._order,
        )

    def _needed(self, context: Context) -> list[str]:
        """What the step asks for, and nothing of it is on record."""
        known = {*context.call.details, *context.call.left_out}
        return [name for name in self._asked if name not in known]

    def picked(self, item: Item, host: Host) -> None:
        host.open(no_answer_panel(host.now().field(item.id.removeprefix("none:"))))

    def typed(self, values: Mapping[str, str], host: Host) -> None:
        self.number, self._caller = values["number"], values["caller"]
        self._phones = {name: values.get(name, "") for name in self._phones}
        self._answered = {n: held for n, held in self._answered.items() if values.get(n) == held}

    def why_not(self, field: str, value: str, context: Context) -> str:
        return why_no_answer(field, value, context)

    def left(self, field: str, value: str, host: Host) -> bool:
        """Keep the field that was left; ask whether a day that was agreed on with it holds."""
        self._asks = ""
        self._refused.discard(field)
        if value == host.now().call.detail(field):
            return True
        listed = field == "number" and host.is_listed(value)
        moved = moved_with(field, value, host.now())
        kept = done(host, *moved, act.WriteDetail(field, value, listed))
        if not kept:
            self._refused.add(field)
        if not kept:
            return False
        self._answered[field] = host.now().call.detail(field)
        of = [one.of for one in moved]
        dues = filter(None, (find(n, host.now()) for n in of))
        told = [f"{one.label} is due {day_of(one, host.now())} now." for one in dues]
        self._asks = " ".join([*told, *still_right(field, host, of), *_kept_on(field, host)])
        if self._asks:
            host.tell(self._asks)
        return True

    def kept_as(self, field: str, value: str, context: Context) -> str:
        return context.call.detail(field) if value else value

    def entered(self, values: Mapping[str, str], host: Host) -> bool:
        """Keep what was typed, and say so: one stays in the field until Esc."""
        self.refused = next((name for name in self._names if name in self._refused), "")
        if not self.refused:
            told = "Saved."
            if needed := self._needed(host.now()):
                told = f"“{host.now().field(needed[0]).label}” is still needed."
            host.tell(self._asks or f"{told} Esc goes back to the call.")
        return not self.refused


def _enter_order(asked: Sequence[str]) -> tuple[str, ...]:
    """From what is asked for first on: who calls leads to their number and concern, as they stand.

    A number that was typed into a list instead would be an answer of it that nobody gave.
    """
    caller = tuple(CALLER_FIELDS)
    led_to = (caller[caller.index(name) :] if name in CALLER_FIELDS else (name,) for name in asked)
    return tuple(dict.fromkeys(chain.from_iterable(led_to)))


def still_right(field: str, host: Host, but: Collection[int] = ()) -> tuple[str, ...]:
    """What is asked of a day that was agreed on with a detail that is another one now."""
    context = host.now()
    held = agreed_with(field, context, but)
    if held is None:
        return ()
    key = by_id(host.actions)["follow-up"].shown_typing
    return (f"{held.label} is due {day_of(held, context)}. Still right? {key}: change it.",)


def _kept_on(field: str, host: Host) -> tuple[str, ...]:
    """What is told of a detail that was taken out while it stands in what was promised."""
    context = host.now()
    keeps = keeping(field, context) if not context.call.detail(field) else ()
    key = by_id(host.actions)["follow-up"].shown_typing
    return tuple(f"{one.label} keeps {one.field(field)}. {key}: change it." for one in keeps)


def answer_field(
    field: AnswerField, value: str, place: str, context: Context, *, needed: bool = False
) -> Field:
    """A field of the script in a form: what can be chosen stands beside its label.

    `needed`: the step asks for it, and nothing of it is on record.
    """
    hint, told = answer_hint(field, context.today), answers_told(field)
    label = f"{field.label} – needed" if needed else field.label
    label = f"{label}: {told}" if told else label
    return Field(
        field.id,
        label,
        value,
        place,
        hint,
        answer_keys(field),
        whole=field.id == "caller" or field.kind is AnswerKind.CHOICE,
        needed=needed,
        # A hand that knows them types who calls, and why, in one go.
        by_need=field.id not in CALLER_FIELDS,
    )


def why_no_answer(name: str, value: str, context: Context) -> str:
    """Why a text is no answer to a field with a kind, of any script; empty where it is one."""
    if not value or context.field(name).kind is AnswerKind.TEXT:
        return ""
    return context.answer(name, value).why_not


def doubts(number: str, label: str = "", *, listed: bool = False) -> tuple[Text, ...]:
    """What makes one doubt a phone number, for the agent to look at it again: no refusal.

    `label` is that of its field, where there are several; `listed`: it is not to be called.
    """
    doubt = number_doubt(number, listed=listed)
    which = f"Is “{label}” right?" if label else "Is the number right?"
    return (Text(f"{which} {doubt}", Voice.AMBER_TEXT),) if doubt else ()


def far_days(answers: Mapping[str, str], context: Context) -> tuple[Text, ...]:
    """What is asked of answers that are days hardly meant, by their fields: no refusal either."""
    fields = ((context.field(name), answer) for name, answer in answers.items())
    far = ((one.label, far_answer(one, answer, context.today)) for one, answer in fields)
    return tuple(
        Text(f"Is “{label}” right? It is {day}.", Voice.AMBER_TEXT) for label, day in far if day
    )


def name_doubts(name: str) -> tuple[Text, ...]:
    """What makes one doubt that this is somebody's name: no refusal either."""
    doubt = name_doubt(name)
    return (Text(f"Is “{name}” the caller’s name? {doubt}", Voice.AMBER_TEXT),) if doubt else ()
