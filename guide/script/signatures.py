"""What is in force of all that was signed: one version of each line and each rule, and by whom.

Each is signed by itself: who approves one moves no other. A version is in force once as many people
have signed it as were needed then; until then, and once a signature is withdrawn, the one before it
is, where one person is enough to sign; where several must sign, nothing is until they have again.

How many must sign, and who may, are rules of the script, signed like any other: a change of them
counts from when it is in force, and whoever is the first to sign keeps to what they sign. Whoever
withdraws a signature makes them no looser: they bind until as many as they ask for have signed
otherwise. So does a line or a rule that is taken out after that: that it is gone is signed as for
any other.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal

from msgspec import Struct, field

from guide.script.people import person
from guide.script.terms import term_of

Kind = Literal["line", "term", "translation"]
Key = tuple[Kind, str]
"""A line by its id, a rule by its path, or a translation by its line and language: `greet/es`."""

APPROVERS: Key = ("term", "approvers")
MAY_APPROVE = "may_approve/"
"""How the path of each rule begins that names somebody who may approve."""


class Content(Struct, frozen=True):
    """What was signed: words and why they are not the document's, or what a rule is set to.

    `source` is the hash of the words that a translation was signed for.
    """

    text: str
    adapted: str = ""
    source: str = ""


def translation_key(line: str, language: str) -> Key:
    """What the translation of a line is signed as."""
    return "translation", f"{line}/{language}"


def language_of(key: Key) -> str:
    """The language of a translation; empty where it is a line's own words, or a rule."""
    kind, name = key
    return name.rpartition("/")[2] if kind == "translation" else ""


class Version(Struct):
    """What was signed for a line or a rule, None if it was that there is none; and by whom, when.

    `needed` is how many must sign it. `signers` are by what tells a person from another, each with
    the name as it was written. `sealed` are those of them whose approval has a seal.
    """

    content: Content | None
    needed: int
    signers: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    sealed: set[str] = field(default_factory=set)

    @property
    def is_in_force(self) -> bool:
        return len(self.signers) >= self.needed

    @property
    def is_sealed(self) -> bool:
        """Whether it would be in force by the signatures that have a seal alone."""
        return len(self.sealed) >= self.needed

    @property
    def unsealed(self) -> tuple[tuple[str, datetime], ...]:
        """Who has signed it without a seal, and when."""
        return tuple(one for who, one in self.signers.items() if who not in self.sealed)

    def is_signed_by(self, name: str) -> bool:
        """Whether this person has signed it, however the name is written."""
        return person(name) in self.signers

    def is_sealed_by(self, name: str) -> bool:
        """Whether this person has signed it, and with a seal."""
        return person(name) in self.sealed

    @property
    def missing(self) -> int:
        """How many more people must sign it."""
        return self.needed - len(self.signers)

    @property
    def by(self) -> tuple[str, ...]:
        """The names of those who have signed it, in their order."""
        return tuple(name for name, _ in self.signers.values())

    @property
    def names(self) -> str:
        return together(self.by)

    @property
    def at(self) -> datetime:
        """When the last of them signed (UTC)."""
        return max(at for _, at in self.signers.values())


class Withdrawal(Struct, frozen=True):
    """That somebody's signature for a version was taken back: whose, by whom and when (UTC)."""

    content: Content | None
    of: str
    by: str
    at: datetime


def together(names: Iterable[str]) -> str:
    """Names in one sentence: `Kim`, `Kim and Lee`, `Kim, Lee and Sam`."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


class Signatures:
    """The versions of every line and rule of one script, in the order they were signed."""

    def __init__(self) -> None:
        self._versions: dict[Key, list[Version]] = {}
        self._in_force: dict[Key, Version] = {}
        self._withdrawals: dict[Key, Withdrawal] = {}
        self.is_by_item = False
        """Whether each line was signed by itself, and not only the script as a whole."""
        self.is_sealed = False
        """Whether rules were signed by a version that seals what it writes: since 0.9."""
        self._held = dict[Key, Content | None]()
        """Every line and rule as it was in force last, whoever's signature is withdrawn."""

    def sign(
        self,
        key: Key,
        content: Content | None,
        by: str,
        at: datetime,
        needed: int,
        *,
        is_sealed: bool,
    ) -> None:
        versions = self._versions.setdefault(key, [])
        if not versions or versions[-1].content != content:
            versions.append(Version(content, needed))
        version = versions[-1]
        if not version.is_in_force:
            version.needed = needed
        who = person(by)
        if is_sealed and who not in version.sealed:
            version.sealed.add(who)
            version.signers[who] = by, at
        version.signers.setdefault(who, (by, at))
        if version.is_in_force:
            self._in_force[key] = version
            self._withdrawals.pop(key, None)
            self._held[key] = content

    def withdraw(self, key: Key, name: str, by: str, at: datetime) -> None:
        """Take back whatever this person signed for a line or a rule, in the name of `by`."""
        versions = self._versions.get(key, [])
        for version in versions:
            version.sealed.discard(person(name))
            if version.signers.pop(person(name), None) is not None:
                self._withdrawals[key] = Withdrawal(version.content, name, by, at)
        held = self._in_force.get(key)
        if held is None or held.is_in_force:
            return
        del self._in_force[key]
        earlier = next((one for one in reversed(versions) if one.is_in_force), None)
        if earlier is not None and self.needed == 1:
            self._in_force[key] = earlier

    def withdrawal(self, key: Key, content: Content | None) -> Withdrawal | None:
        """The last signature for this version that was taken back, if it is not in force since."""
        found = self._withdrawals.get(key)
        return found if found is not None and found.content == content else None

    def in_force(self, key: Key) -> Version | None:
        """The version that holds; None if there is none, or it is that there is nothing."""
        found = self._in_force.get(key)
        return found if found is not None and found.content is not None else None

    def taken_out(self, key: Key) -> Version | None:
        """The version in force where it is that there is nothing; None where it is not."""
        found = self._in_force.get(key)
        return found if found is not None and found.content is None else None

    def waiting(self, key: Key) -> Version | None:
        """The version that some have signed, and too few."""
        versions = self._versions.get(key)
        if not versions or versions[-1].is_in_force or not versions[-1].signers:
            return None
        return versions[-1]

    def last_in_force(self, language: str = "") -> Version | None:
        """What was signed last of all that holds: of words and rules, or of translations into this.

        That something is gone is signed, too.
        """
        found = (one for key, one in self._in_force.items() if language_of(key) == language)
        return max(found, key=lambda one: one.at, default=None)

    def last_waiting(self, language: str = "") -> Version | None:
        """What was signed last of all that too few have signed, as `last_in_force`."""
        keys = (key for key in self._versions if language_of(key) == language)
        found = filter(None, map(self.waiting, keys))
        return max(found, key=lambda one: one.at, default=None)

    def all_in_force(self, kind: Kind) -> Iterator[tuple[str, Version]]:
        """Every line, rule or translation that is in force, by its id, path or name."""
        for key, version in self._in_force.items():
            if key[0] == kind and version.content is not None:
                yield key[1], version

    def without_seal(self) -> Iterator[tuple[Key, Version]]:
        """What is in force, and would not be by the signatures alone that have a seal."""
        for key, version in self._in_force.items():
            if version.content is not None and not version.is_sealed:
                yield key, version

    def is_to_seal(self, key: Key, by: str) -> bool:
        """Whether this is in force without the seals it needs, and this person's is missing."""
        version = self.in_force(key)
        return (
            bool(by)
            and version is not None
            and not version.is_sealed
            and not version.is_sealed_by(by)
        )

    def signed_by(self, name: str) -> tuple[Key, ...]:
        """What somebody has signed and not withdrawn, wherever it counts."""
        return tuple(
            key
            for key, versions in self._versions.items()
            if any(version.is_signed_by(name) for version in versions)
        )

    @property
    def rules_are_signed(self) -> bool:
        """Whether any rule is in force."""
        return any(True for _ in self.all_in_force("term"))

    def held(self, kind: Kind) -> Iterator[tuple[str, Content]]:
        """Every line or rule that is in force, or was until a signature for it was withdrawn."""
        for key, content in self._held.items():
            version = self.in_force(key)
            found = version.content if version else content
            if key[0] == kind and found is not None:
                yield key[1], found

    def withdrawn(self, kind: Kind) -> Iterator[tuple[str, Content]]:
        """Those that are not in force since then."""
        return ((name, one) for name, one in self.held(kind) if not self.in_force((kind, name)))

    @property
    def needed(self) -> int:
        """How many must sign: by the rules in force, or by those that were, if these ask more."""
        version = self.in_force(APPROVERS)
        return max(people(version.content if version else None), people(self._held.get(APPROVERS)))

    @property
    def may_approve(self) -> tuple[str, ...]:
        """Who may sign by the rules in force, and by those that were; if empty, anybody."""
        rules = [(key, content) for key, content in self._held.items() if is_of_approving(key)]
        now = names_in(key[1] for key, _ in rules if self.in_force(key))
        bound = names_in(key[1] for key, content in rules if content is not None)
        return tuple(name for name in bound if name in now) or bound or now


def is_of_approving(key: Key) -> bool:
    """Whether it is a rule of how many must approve, or who may."""
    return key == APPROVERS or (key[0] == "term" and key[1].startswith(MAY_APPROVE))


def people(content: Content | None) -> int:
    """How many must approve by this version of the rule for it: one, where there is none."""
    text = content.text if content else ""
    return int(text) if len(text) == 1 and text in "123456789" else 1


def names_in(paths: Iterable[str]) -> tuple[str, ...]:
    """The names of those who may approve, among the paths of rules."""
    terms = (term_of(path) for path in paths if path.startswith(MAY_APPROVE))
    return tuple(term.path[-1] for term in terms if term is not None)
