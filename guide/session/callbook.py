"""The call book of a desk: starts calls, goes on with those that were left, ends them."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from guide import __version__
from guide.call import events as ev
from guide.call.actions import SwitchLanguage, TakeOver, WriteDetail
from guide.call.context import Refused
from guide.call.events import Entry, LineEvent
from guide.call.fold import call_of
from guide.call.rules.flow import beginning
from guide.call.rules.notes import taking_over
from guide.call.scripts_used import script_used
from guide.call.state import Call
from guide.errors import Branched, NotFinished, NotSaved, RecordError, ScriptError, UnknownName
from guide.record.archive import keep_script, kept_text, last_scripts, remember_script
from guide.record.branch import branched_sentence, cut_short, put_in_order
from guide.record.call_list import CallInfo, call_info, recent_calls, unfinished_calls
from guide.record.calls import (
    all_files,
    best_file,
    branches,
    call_of_file,
    find_files,
    new_call_id,
    waiting_files,
)
from guide.record.card_numbers import mask_typed
from guide.record.disk import Disk, Identity, identity_of
from guide.record.erasures import erased_among, refuse_erased
from guide.record.finish import finish_call, finish_ended, put_away, write_summary
from guide.record.journal import Journal, read_journal
from guide.record.ledger import ended_last
from guide.record.opening import open_records
from guide.record.places import DONE, Places
from guide.record.writer import Saved, ThreadWriter, Writer
from guide.script.library import Library, load_library, parse_script, state_of
from guide.script.model import Script
from guide.session.at_desk import AtDesk, HandedOver
from guide.session.clock import Clock, LocalZone, SystemClock, local_zone
from guide.session.redaction import of_option
from guide.session.session import Dispatch, Session, Shown, inline
from guide.text import plain_line


class WordingKept:
    """Sees to it that a script is kept once it is opened, or used from afar.

    Where the disk refuses it is kept in the fallback folder, as the journal is, and the next event
    tries again; where that refuses, too, it is said why: the call is not saved then. What was kept
    is looked for again once the journal was refused: the folder may have been taken away. It may be
    told of the call's start in two threads at once.
    """

    def __init__(self, disk: Disk, places: Places, library: Library) -> None:
        self._disk = disk
        self._places = places
        self._library = library
        self._looked = 0
        self._home: Identity | None = None
        self._kept: dict[str, Script] = {}
        self._elsewhere: set[str] = set()
        self._wanted: dict[str, Script] = {}

    def __call__(self, shown: Shown) -> str:
        if not shown.saved.ok:
            self._wanted |= self._kept
            self._kept.clear()
        entries = shown.call.entries[self._looked :]
        self._looked = max(self._looked, len(shown.call.entries))
        for entry in entries:
            if used := script_used(entry.event):
                self._want(used.id, used.sha256)
            elif isinstance(entry.event, LineEvent):
                self._want(entry.event.script)
        why = ""
        for script in [*self._wanted.values()]:
            try:
                self._keep_at_home(script)
            except RecordError as refused:
                if not self._is_kept_elsewhere(script):
                    why = str(refused)
            else:
                self._kept[script.sha256] = script
                self._wanted.pop(script.sha256, None)
                self._leave_elsewhere(script)
        return why

    def _keep_at_home(self, script: Script) -> None:
        """Not where the disk of the records went, as with a call's journal: it would be hidden."""
        folder = self._places.wording
        gone = self._home is not None and self._home != identity_of(folder)
        if gone and self._places.fallback_dir is not None:
            raise RecordError(f"{folder} is not the folder that it was: put that one back.")
        keep_script(self._disk, folder, script)
        self._home = identity_of(folder)

    def _is_kept_elsewhere(self, script: Script) -> bool:
        folder = self._places.fallback_dir
        if folder is None:
            return False
        try:
            keep_script(self._disk, folder, script)
        except RecordError:
            return False
        self._elsewhere.add(script.sha256)
        return True

    def _leave_elsewhere(self, script: Script) -> None:
        folder = self._places.fallback_dir
        if folder is not None and script.sha256 in self._elsewhere:
            # What stays there is brought home by whoever opens the records.
            with suppress(RecordError):
                self._disk.remove_there(folder / f"{script.sha256}.toml")

    def _want(self, script_id: str, sha: str = "") -> None:
        script = self._library.get(script_id)
        if script is None or script.sha256 in self._kept or sha not in ("", script.sha256):
            return
        self._wanted[script.sha256] = script


MakeWriter = Callable[[Journal], Writer]


class CallBook:
    """The calls kept in one place, taken with one library of scripts."""

    def __init__(
        self,
        library: Library,
        places: Places,
        *,
        clock: Clock | None = None,
        disk: Disk | None = None,
        writer: MakeWriter = ThreadWriter,
        training: bool = False,
        desk: AtDesk | None = None,
    ) -> None:
        """`desk` is the team's, where there is one."""
        self.library = library
        self._scripts = state_of(library.folder)
        self.desk = desk
        self.places = places
        self.clock = clock or SystemClock()
        self.disk = disk or Disk(group=places.group)
        self.began_in: dict[str, Identity | None] = {}
        """By call, which folder the records were in as it began here, or went on."""
        self._make_writer = writer
        self._training = training

    def read_scripts_anew(self) -> str:
        """Read the scripts again if their files have changed: the next call is taken with them.

        Whoever has a caller on the line is kept from no script by what somebody is about to change
        in it, or by a folder that went away: those of before are used then, as the sentence says.
        """
        now = state_of(self.library.folder)
        if now == self._scripts:
            return ""
        try:
            anew = load_library(self.library.folder)
        except ScriptError as error:
            return f"Calls are taken with the scripts as they were before. {error}"
        if lost := [name for name in anew.unsound if self.library.get(name) is not None]:
            return (
                f"{', '.join(lost)}: changed, and not sound any more. Calls are taken with all"
                " scripts as they were before; guide check tells what is wrong."
            )
        self.library, self._scripts = anew, now
        return ""

    def start(
        self,
        script_id: str,
        *,
        agent: str,
        ref: str = "",
        details: tuple[tuple[str, str], ...] = (),
        language: str = "",
        dispatch: Dispatch = inline,
        call_id: str = "",
        zone: str = "",
    ) -> Session:
        """Begin a call with a script. Raises UnknownName for a script that is not there.

        A disk that refuses does not stop the call: the session says that it is not saved. `zone` is
        the desk's where its script names none; this computer's by default, and the session has a
        `notice` to tell where that is not known.
        """
        script = self.library.script(script_id)
        moment = self.clock.now()
        named = script.desk.zone or zone
        local = LocalZone(named) if named else local_zone()
        started = beginning(
            script,
            call_id or new_call_id(moment.at),
            zone=local.name,
            agent=plain_line(mask_typed(agent)),
            ref=plain_line(mask_typed(ref)),
            program=__version__,
            training=self._training,
            unapproved=self.library.unapproved_rules(script),
        )
        path = self.places.journal_path(started.call, self._training)
        self._note_where_it_began(started.call)
        writer = self._make_writer(Journal(self.disk, path, self.places.fallback_dir))
        session = Session.begin(
            Entry(1, moment.at, 0.0, started), self.library, self.clock, writer, dispatch
        )
        session.notice = local.unknown
        self._keep_wording(session)
        session.before_end = partial(self._witness, session)
        if not self._training:
            remember_script(self.disk, self.places, script.id)
        for name, typed in (("agent", agent), ("reference", ref)):
            masked = of_option(name, typed)
            if masked is not None:
                session.keep_redaction(masked)
        for field, value in details:
            if value:
                listed = field == "number" and self._is_listed(value, session.call.id)
                decision = session.do(WriteDetail(field, value, listed))
                if isinstance(decision, Refused):
                    kept = mask_typed(plain_line(value))
                    told = f"“{kept}” was not written down. {decision.reason}"
                    session.notice = f"{session.notice} {told}".lstrip()
        if language:
            session.do(SwitchLanguage(language))
        return session

    def _note_where_it_began(self, call: str) -> None:
        # The first call of all makes the folder.
        state = self.places.state
        self.began_in[call] = identity_of(state) if state.exists() else None

    def _is_listed(self, number: str, call: str) -> bool:
        """Whether a number is known to be on the do-not-call list."""
        if self._training:
            return False
        # Whoever begins a call without a number does not wait for the register.
        from guide.register.known_caller import is_listed

        return is_listed(self.places, number, call)

    def _keep_wording(self, session: Session) -> None:
        """Keep the text of each script the call is taken with, from the first one on."""
        session.need(WordingKept(self.disk, self.places, session.library))

    def _witness(self, session: Session) -> tuple[ev.Witnessed, ...]:
        """What the team's desk has received of a call by now; nothing where there is no desk."""
        if self.desk is None or self._training:
            return ()
        away, known = self.desk.board is None, self.desk.received(session.call.id)
        if known is None:
            return (ev.Witnessed(away=away),)
        return (ev.Witnessed(known.events, known.last_hash, known.at, away),)

    def resume(self, call: str = "", *, dispatch: Dispatch = inline) -> Session:
        """Go on with a call by its id or the start of it; the latest unfinished one by default.

        Raises UnknownName when there is none, Branched when its record has branched, CallBusy when
        another program holds it, RecordError when it has ended or its journal cannot be read.
        """
        path = self._unfinished(call)
        home = self.places.journal_path(call_of_file(path), self._training)
        self._note_where_it_began(call_of_file(path))
        journal = Journal.open(self.disk, path, self.places.fallback_dir, home)
        try:
            held = _not_ended(journal.found.entries, path)
            left = cut_short(held, all_files(self.places, home))
            library = library_then(self.library, self.places, held)
            if missing := [name for name, _ in held.scripts if library.get(name) is None]:
                raise UnknownName(
                    f"The call {held.id} follows the script “{missing[0]}”, which is not there"
                    " any more: name its folder with --scripts."
                )
        except BaseException:
            journal.close()
            raise
        session = Session(
            journal.found.entries, library, self.clock, self._make_writer(journal), dispatch
        )
        if damage := journal.found.damage:
            session.notice = (
                f"The record of this call was damaged: {damage}. What was recorded from there on is"
                " missing: go through what is on record with the caller."
            )
        self._keep_wording(session)
        session.before_end = partial(self._witness, session)
        session.record((*(left.promised if left else ()), ev.Resumed(__version__)))
        return session

    def unfinished_call(self, call: str = "") -> str:
        """The whole id of the call that `resume` would go on with; raises as `resume` does."""
        path = self._unfinished(call)
        return _not_ended(read_journal(path).entries, path).id

    def _unfinished(self, call: str) -> Path:
        if not call:
            found = self.unfinished()
            if not found:
                raise UnknownName(
                    "There is no unfinished call to go on with: guide starts a new one. The page of"
                    " one that ended within a day is taken up by its name: guide resume CALL."
                )
            call = found[0].id
        files = self._files_of(call)
        tips = branches(files)
        if len(tips) > 1:
            raise Branched(branched_sentence(call_of_file(tips[0]), tips))
        self._refuse_older(files)
        return tips[0]

    def _refuse_older(self, files: Sequence[Path]) -> None:
        """Raise RecordError where an end of a call is known that none of its files holds."""
        # Whoever begins a call does not wait for this.
        from guide.record.older_copy import refuse_older

        refuse_older(self.places, files, training=self._training)

    def _files_of(self, call: str) -> tuple[Path, ...]:
        """All files of a call; raises RecordError where it was erased, and they were put back."""
        files = find_files(self.places, call, training=self._training)
        refuse_erased(self.places, call_of_file(files[0]), training=self._training)
        return files

    def unfinished(self) -> list[CallInfo]:
        """The calls that have not ended, newest first; of a record that branched each branch.

        One that was erased, or is an older copy, is none of them: `finish_ended` tells it.
        """
        waiting = waiting_files(self.places, training=self._training)
        found = unfinished_calls(self.places.calls_of(self._training), waiting)
        return [one for one in self._not_erased(found) if not self._why_older(one)]

    def older_copies(self) -> tuple[str, ...]:
        """In sentences, which calls that have not ended, by their journals, are older copies."""
        waiting = waiting_files(self.places, training=self._training)
        found = unfinished_calls(self.places.calls_of(self._training), waiting)
        told = map(self._why_older, self._not_erased(found))
        return tuple(dict.fromkeys(filter(None, told)))

    def _why_older(self, info: CallInfo) -> str:
        # Whoever begins a call does not wait for this.
        from guide.record.older_copy import why_older

        files = all_files(self.places, self.places.journal_path(info.id, self._training))
        return why_older(self.places, files, training=self._training)

    def _not_erased(self, calls: list[CallInfo]) -> list[CallInfo]:
        ids = {info.id for info in calls}
        erased = erased_among(self.places, ids, training=self._training)
        return [info for info in calls if info.id not in erased]

    def put_in_order(self, call: str, branch: int) -> tuple[Path, Path] | None:
        """Have this branch of a call go on, with what the others hold put on record.

        A branch that has ended is finished: the files of its summary. None for one to go on with.
        """
        files = self._files_of(call)
        self._refuse_older(files)
        now = self.clock.now().at
        # Whoever takes a call does not wait for the register.
        from guide.register.branches import keep_promises, write_addendum_again

        keep = partial(keep_promises, self.disk, self.places, now=now)
        path, reading = put_in_order(self.disk, files, branch, now, keep)
        held = call_of(reading.entries)
        if held.ended is None:
            return None
        if path.parent == self.places.fallback_dir and (told := self.open_records()):
            raise RecordError(" ".join(told))
        written = finish_call(self.disk, self.places, held, reading.chain, now)
        if not self._training and self.places.register.exists():
            write_addendum_again(self.disk, self.places, held, reading.chain)
        return written

    def recent(self, most: int, *, but: str = "") -> list[CallInfo]:
        """The newest calls, at most so many, without the one named."""
        waiting = waiting_files(self.places, training=self._training)
        calls = recent_calls(self.places.calls_of(self._training), most + 1, waiting)
        # Whoever takes a call does not wait for the register.
        from guide.register.corrections import CorrectedEndings

        found = self._not_erased([info for info in calls if info.id != but])[:most]
        return found if self._training else [*map(CorrectedEndings(self.places).in_brief, found)]

    @property
    def handed_over(self) -> tuple[HandedOver, ...]:
        """The calls that were handed over at the team's desk to whoever sits here."""
        return () if self.desk is None or self._training else self.desk.handed_over

    def last_ended(self) -> CallInfo | None:
        """The call that ended last, if it began within a day; None for none."""
        call = "" if self._training else ended_last(self.places.ledger)
        path = self.places.calls / DONE / f"{call}.jsonl"
        found = call_info(path) if call and path.exists() else None
        if found and not self._not_erased([found]):
            return None
        began = found.started_at if found else None
        if found is None or began is None or self.clock.now().at - began >= timedelta(days=1):
            return None
        from guide.register.corrections import CorrectedEndings

        return CorrectedEndings(self.places).in_brief(found)

    def half_noted(self) -> str:
        """The call of whose last note something was typed and not entered; empty for none."""
        if not self.places.half_notes.exists():
            return ""
        from guide.register.half_note import call_with_half_note

        return call_with_half_note(self.places)

    def last_used(self) -> tuple[str, ...]:
        return last_scripts(self.places)

    def evidence(self, call_id: str) -> TakeOver:
        """What an earlier call's record tells whoever takes it over.

        One that was handed over at the team's desk is as that has it.
        """
        for handed in self.handed_over:
            if handed.call.id == call_id:
                return replace(taking_over(handed.call), from_agent=handed.agent)
        path = best_file(self._files_of(call_id))
        reading = read_journal(path)
        if not reading.entries:
            raise RecordError(f"The record of call {call_id} cannot be read.")
        call = call_of(reading.entries)
        if self._training or not self.places.register.exists():
            return taking_over(call)
        # Whoever takes a call does not wait for the register.
        from guide.register.corrected_numbers import CorrectedNumbers
        from guide.register.wrap_up import wrap_up_of

        # What is void since was not promised, and what was forgotten was.
        told = taking_over(wrap_up_of(self.places, call).call_now)
        numbers = CorrectedNumbers(self.places)
        details = tuple(
            (name, numbers.of(told.from_call, value) if name == "number" else value)
            for name, value in told.details
        )
        number = dict(details).get("number", "")
        return replace(told, details=details, listed=self._is_listed(number, ""))

    def finish(self, session: Session, *, into: Path | None = None) -> tuple[Path, Path]:
        """Close an ended call and write its summary: Markdown and TOML, both or neither.

        They go `into` this folder, or where summaries of its kind usually go. Raises RecordError
        when the disk refuses; the journal stays, and the summary is written by the next start or by
        `guide summary`. Where only the journal was refused, or what follows (NotFinished), the
        summary is written all the same. Raises NotSaved when the journal is nowhere on a disk: the
        session stays open then, to be finished again, or closed by whoever gives the call up.
        """
        # Held until its files lie where they belong: a program that starts just now would
        # take the call for one whose program died, and finish it at the same time.
        # What was refused when the script was opened has had no event since that tries again. A
        # refusal may pass: what the journal is saved after is tried once more.
        keep = WordingKept(self.disk, self.places, session.library)
        keep(session.shown)
        call, saved = session.call, session.settle()
        keep(Shown(call, saved))
        try:
            if saved.in_place:
                now = self.clock.now().at
                return finish_call(
                    self.disk, self.places, call, saved.chain, now, into=into, first=True
                )
            folder = into or self.places.summaries_of(self._training)
            written = write_summary(self.disk, folder, call, saved.chain)
        except NotFinished:
            raise
        except RecordError as refused:
            if not saved.ok:
                raise NotSaved(saved.reason) from refused
            raise RecordError(f"{refused} {self._what_is_kept(call, saved)}") from refused
        finally:
            if saved.ok:
                session.close()
                self._note_denied(call)
        told = f"{saved.reason} The summary is written all the same: {written[0]}"
        raise RecordError(told) if saved.ok else NotSaved(told)

    def _note_denied(self, call: Call) -> None:
        """Have in the register what the call was told of denials: its page is drawn from there."""
        if self.desk is not None and not self._training:
            self.desk.ended(call)

    def _what_is_kept(self, call: Call, saved: Saved) -> str:
        """Where the record is of a call without a summary, and how that can be had later."""
        usual = self.places.calls_of(self._training)
        folder = (self.places.fallback_dir if saved.reason else usual) or usual
        again = f"guide summary {call.id}{' --practice' * self._training}"
        return (
            f"The record of the call is kept, in {folder}. {again} writes the summary once that can"
            " be written; with --out DIR, at once to another folder."
        )

    def open_records(self) -> tuple[str, ...]:
        """Bring home what was saved elsewhere; what there is to tell: `guide.record.opening`."""
        return open_records(self.disk, self.places)

    def set_aside(self, session: Session) -> None:
        """Close a practice call that nobody goes on with: it is kept, and not offered again."""
        try:
            if not session.settle().reason:
                put_away(self.disk, self.places.calls_of(self._training), session.call.id)
        finally:
            session.close()

    def finish_ended(self) -> tuple[str, ...]:
        """Finish the calls whose program died after their end; see `guide.record.finish`.

        And write what came after calls, where that was cut short.
        """
        now = self.clock.now().at
        try:
            return finish_ended(self.disk, self.places, now)
        finally:
            if self.places.half_notes.exists():
                from guide.register.half_note import erase_old_half_notes

                erase_old_half_notes(self.disk, self.places, now)
            if self.places.register.exists():
                # Most starts have nothing to write.
                from guide.register.wrap_up import write_cut_short

                write_cut_short(self.disk, self.places, now)


def library_then(library: Library, places: Places, call: Call) -> Library:
    """The library with the scripts of a call as they read when it was taken, as far as kept.

    The approvals that were given to them count.
    """
    scripts = dict(library.scripts)
    for script_id, sha in call.scripts:
        now = scripts.get(script_id)
        text = kept_text(places, sha) if now is None or now.sha256 != sha else None
        before = parse_script(text, f"{sha[:12]}.toml")[0] if text is not None else None
        if before is not None:
            scripts[script_id] = library.approvals.applied_as_of(before)
    return library.with_scripts(scripts)


def _not_ended(entries: Sequence[Entry], path: Path) -> Call:
    """The call of these entries, if it can go on."""
    if not entries:
        raise RecordError(f"{path} holds no whole event, so this call cannot go on.")
    held = call_of(entries)
    if held.ended is not None:
        raise RecordError(
            f"The call {held.id} has ended, and its page is taken up within a day only: guide"
            f" summary {held.id} shows it, and guide owed what is owed from it."
        )
    return held
