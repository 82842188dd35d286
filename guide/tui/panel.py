"""A panel: what opens beside the line to say. What it shows and what it does; no widget.

A panel answers with its shape whenever something has changed. `PanelPane` shows it with a text
field for each `Field` and a list for the items, and hands back what the agent did.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from string import ascii_lowercase
from typing import Protocol

from msgspec import Struct

from guide.call.actions import Action
from guide.call.context import Allowed, Context, Decision
from guide.script.model import Line
from guide.session.at_desk import AtDesk
from guide.tui.keys import Actions
from guide.tui.rows import Voice


class Text(Struct, frozen=True):
    """A paragraph of a panel, wrapped to its width under its lead.

    `key` is the key that a click on it stands for.
    """

    text: str
    voice: Voice = Voice.TEXT
    lead: str = ""
    key: str = ""


class Item(Struct, frozen=True):
    """Something to pick: its id, its words, a quieter second part.

    It keeps the key it is first shown with for as long as the panel is open. Without a `key` it
    takes the next digit. `off`: why it cannot be had now. `heading` stands above the first of a
    part of the list. `twice`: its key records something as soon as it is pressed, and may be the
    first letter of what somebody types: it asks to be pressed once more. `action` is what picking
    it does on the call, and `says` what is told once that is done. `kept`: picking it takes back
    what is on record; Enter does not, but closes the panel and tells this.
    `enters`: once it is picked, the fields are answered as by Enter in the last one.
    `warns` is what one has to know of it before it is picked.
    """

    id: str
    label: str
    aside: str = ""
    key: str = ""
    off: str = ""
    heading: str = ""
    twice: bool = False
    action: Action | None = None
    says: str = ""
    kept: str = ""
    enters: bool = False
    warns: str = ""


OUT_OF_FIELDS = "-"
"""Instead of the field to mend: what is asked is answered by a key, which is no text then."""


def digit_key(number: int) -> str:
    """The digit that picks item `number`; beyond the ninth there is none, only the list."""
    return str(number) if number < 10 else ""


def digit_keys(items: int) -> str:
    """The digits that pick one of so many items, as a hint names them.

    >>> digit_keys(1), digit_keys(4), digit_keys(12)
    ('1', '1-4', '1-9')
    """
    return "1" if items == 1 else f"1-{min(items, 9)}"


def letters_but(taken: str) -> str:
    """The letters that pick items after the nine digits; those `taken` have a meaning already."""
    return "".join(letter for letter in ascii_lowercase if letter not in taken)


class Field(Struct, frozen=True):
    """Something to fill in. `place` is where its draft is kept until it is on record.

    `keys` are single keys, each with the whole answer that it gives in place of what stands there.
    `doubts` says why what stands there is doubted, by that and the caller’s name; empty where it is
    not: Enter takes it the second time. `whole`: it is typed anew rather than gone on with, as a
    name is. `needed`: while it is empty, Enter in an answer leads to it, if to nothing else; before
    all else, where that answer is in a field that is `by_need`.
    """

    id: str
    label: str
    value: str = ""
    place: str = ""
    hint: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    doubts: Callable[[str, str], str] = lambda text, caller: ""
    whole: bool = False
    needed: bool = False
    by_need: bool = False


class Shape(Struct, frozen=True):
    """What a panel shows: text, fields, items, and what it asks to be confirmed.

    `hint` says what its own keys do; where Esc leads stands beside it.

    `beside` are items that stand beneath the list instead of in it, in sight beside `confirm`: they
    are picked by their own key or a click. `confirm` is done by its own key or a click alone, never
    by Enter. `start` is the id of the field or item to begin at; empty: the first field, or else
    the first item. `told` are the ids of items whose keys the hint names: they are to be had while
    the list has them out of sight. `unmarked`: Enter picks nothing until an arrow is pressed.
    `enter_order`: the ids of all fields in the order in which Enter leads to the next one that is
    empty, past what is known, or else from what was not changed to the next; the arrows lead
    through all as they stand. Empty: Enter leads through all, too.
    """

    text: tuple[Text, ...] = ()
    fields: tuple[Field, ...] = ()
    items: tuple[Item, ...] = ()
    below: tuple[Text, ...] = ()
    beside: tuple[Item, ...] = ()
    confirm: Item | None = None
    hint: str = ""
    start: str = ""
    told: tuple[str, ...] = ()
    unmarked: bool = False
    enter_order: tuple[str, ...] = ()


class EarlierCall(Struct, frozen=True):
    """A kept call that can be taken over: its id, and one line to tell it by."""

    id: str
    title: str


class Host(Protocol):
    """What a panel may ask of the screen it stands on. `now` is the call and the moment."""

    @property
    def actions(self) -> Actions: ...
    @property
    def desk(self) -> AtDesk | None:
        """The team's desk, where there is one."""

    def now(self) -> Context: ...
    def do(self, action: Action) -> Decision:
        """Do something; a refusal is shown in the status line."""

    def tell(self, text: str) -> None:
        """Show a sentence in the status line."""

    def open(self, panel: "Panel") -> None:
        """Open a further panel; closing it leads back here."""

    def close(self) -> None: ...
    def close_all(self) -> None: ...
    def marked_words(self) -> str: ...
    def copy(self, text: str, what: str) -> None: ...
    def enter_note(self) -> None: ...
    def enter_draft(self, place: str) -> None: ...
    def is_listed(self, number: str) -> bool:
        """Whether a number is known to be on the do-not-call list."""

    def earlier_calls(self) -> tuple[EarlierCall, ...]: ...
    def evidence(self, call_id: str) -> Action | str:
        """The action that takes an earlier call over, or why it cannot be read."""


def done(host: Host, *actions: Action) -> bool:
    """Do one after the other, until one is refused; whether something was done, and all of it."""
    return bool(actions) and all(isinstance(host.do(one), Allowed) for one in actions)


class Panel(ABC):
    """Something that opens beside the line to say.

    `beneath` is the panel that Esc leads to, None for the call. `action` is the id of the action
    that opens it: its key, pressed once more out of habit, leaves it open.
    """

    title = ""
    beneath: "Panel | None" = None
    action = ""
    closes = False
    """Whether it closes once what was picked is done."""
    refused = ""
    """The field to mend, by its id, once what was entered was not taken; or `OUT_OF_FIELDS`."""
    number = ""
    """The phone number that stands in it: what is known of that is told beneath its fields."""
    calls_back = False
    """Whether that number is to be called."""

    @abstractmethod
    def shape(self, context: Context) -> Shape:
        """What it shows now."""

    def picked(self, item: Item, host: Host) -> None:
        """Answer that an item was picked, or what it asks to be confirmed: do what that carries."""
        if item.action is None or not done(host, item.action):
            return
        if item.says:
            host.tell(item.says)
        if self.closes:
            host.close()

    def instead_of(self, action: str, key: str, context: Context) -> str:
        """What helps here, told for a key that no item has; empty: what it does on the call.

        `action` is the id of what the key does on the call; empty where that is nothing.
        """
        return ""

    def typed(self, values: Mapping[str, str], host: Host) -> None:
        """Take note that a field's text has changed, as in a search."""

    def why_not(self, field: str, value: str, context: Context) -> str:
        """Why what was typed into a field will not do: Enter stays in it; empty where it will."""
        return ""

    def left(self, field: str, value: str, host: Host) -> bool:
        """Answer that a field was left; True once what it holds is on record."""
        return False

    def kept_as(self, field: str, value: str, context: Context) -> str:
        """How what a field holds stands on record, once it is there."""
        return value

    def entered(self, values: Mapping[str, str], host: Host) -> bool:
        """Answer Enter in the last field; True once the text is on record."""
        return False

    def line(self, context: Context) -> Line | None:
        """The line to say that this panel is about, instead of the step's."""
        return None

    def said(self, context: Context) -> Action | None:
        """What "that line was said" does, where the panel has one."""
        return None
