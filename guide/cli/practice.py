"""Practising at the prompt: a scenario played, or a call with its caller; debriefs; the history."""

import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from guide.cli.output import FINE, WRONG, print_json, print_out, print_path, warn
from guide.cli.screen import require_terminal, show_app
from guide.cli.settings import settings
from guide.errors import GuideError, ScenarioError
from guide.record.places import Places
from guide.script.library import Library, load_library
from guide.session.callbook import CallBook
from guide.session.session import Dispatch
from guide.training.debrief import Debrief
from guide.training.debrief_report import Beside, as_data, as_text
from guide.training.history import as_chart, debrief_of, history
from guide.training.practice import (
    Interrupted,
    Played,
    Practice,
    any_seed,
    lay_out_earlier,
    may_be_practised,
    play,
)
from guide.training.scenario import Scenario
from guide.training.scenario_check import check_scenario
from guide.training.scenario_file import find_scenario, load_scenario, read_scenario, scenario_files

if TYPE_CHECKING:
    from guide.tui.call_view import CallResult
    from guide.tui.pickers import Offered


def play_scenario(name: str, scripts: Path | None, out: Path | None, *, as_json: bool) -> int:
    """Play a scenario, put out the path of its summary, and return the exit code."""
    chosen = settings(scripts=scripts, out=out)
    folder = chosen.scripts_folder
    scenario = load_scenario(find_scenario(name, folder))
    into, where = chosen.practice_summaries, chosen.places_for_calls()
    chosen.records()
    played = play(scenario, load_library(folder), where, into=into)
    if as_json:
        print_json({**_outcome(scenario, played), "kept_in": where.training.parent})
    elif played.summary:
        print_path(played.summary[0])
        warn(f"It is practice, and kept apart from real calls, in {where.training.parent}.")
    problem = _problem(scenario, played)
    if problem:
        warn(problem)
    return WRONG if problem else FINE


def _outcome(scenario: Scenario, played: Played) -> dict[str, object]:
    for_people, for_programs = played.summary or (None, None)
    return {
        "scenario": scenario.id,
        "call": played.call.id,
        "summary": for_people,
        "toml": for_programs,
        "refused": played.refused.reason if played.refused else None,
    }


def _problem(scenario: Scenario, played: Played) -> str:
    """What kept the scenario from going as it is written; empty when nothing did."""
    if (beat := played.refused) is not None:
        return f"{scenario.id}, {beat.name}: {beat.reason}"
    if played.summary is None:
        return f'{scenario.id} does not end its call: add a last move with do = "end".'
    if scenario.refused:
        return f"{scenario.id} expects a refusal (“{scenario.refused}”), and nothing was refused."
    return ""


_WIDEST = 96


def practise(
    name: str,
    scripts: Path | None,
    out: Path | None,
    agent: str,
    seed: int | None,
    *,
    as_json: bool,
) -> int:
    """Practise a scenario, or the one that is picked; put out the debrief, return the exit code."""
    chosen = settings(scripts=scripts, out=out, agent=agent)
    folder = chosen.scripts_folder
    library, where = load_library(folder), chosen.places_for_calls()
    chosen.records()
    room = Room(folder, library, where, chosen.agent_name(), any_seed() if seed is None else seed)
    if name:
        room.scenario(name)
    # The debrief may be put out to a file.
    require_terminal(
        "Practice is",
        "Type guide practice in one, or let `guide play` run a scenario without a screen.",
        output=False,
    )
    from guide.tui.practice import PracticeApp

    book = CallBook(library, where, training=True)
    app = PracticeApp(
        book,
        room.agent,
        room.offer(),
        room.begin,
        room.look_back,
        name,
        palette=chosen.palette,
        actions=chosen.actions,
    )
    failed = show_app(app, "Your practice was saved: guide practice --history.")
    if app.debrief is not None:
        _put_out(app.debrief, {}, as_json=as_json)
    for result in app.results:
        _report(result)
    return failed or (WRONG if any(result.problem for result in app.results) else FINE)


def show_debrief(call: str, scripts: Path | None, *, as_json: bool) -> int:
    # A scenario is played without what knows of remarks.
    from guide.cli.review import remarks_beside

    chosen = settings(scripts=scripts)
    library = load_library(chosen.scripts_folder)
    where = chosen.records()
    debrief = debrief_of(call, library, where)
    _put_out(debrief, remarks_beside(where, debrief.call), as_json=as_json)
    return FINE


def show_history(agent: str, scripts: Path | None, *, whole_class: bool, as_json: bool) -> int:
    """Put out what a trainee, or a class, has practised so far.

    The exit code says whether all could be read.
    """
    if whole_class and agent:
        raise GuideError("--class is everybody’s practice: leave out --agent, or --class.")
    chosen = settings(scripts=scripts, agent=agent)
    library = load_library(chosen.scripts_folder)
    named = "" if whole_class else chosen.agent_name()
    told, problems = history(library, chosen.records(), named)
    if as_json:
        print_json([as_data(one) for one in told.debriefs])
    elif told.debriefs or told.running:
        print_out(as_chart(told, _width()))
    else:
        whose = f"{named} has no" if named else "Nobody has any"
        warn(f"{whose} practice calls yet. guide practice starts one.")
    for problem in problems:
        warn(problem)
    return WRONG if problems else FINE


class Room(Struct):
    """What a practice is begun with: scripts, places, who practises, and which caller."""

    folder: Path
    library: Library
    where: Places
    agent: str
    seed: int
    own: set[str] = field(default_factory=set)
    """The calls that were laid out here to be taken over."""

    def scenario(self, name: str) -> tuple[Scenario, Path]:
        """A scenario that can be practised, and its file; raises an error that says why not."""
        file = find_scenario(name, self.folder)
        scenario = load_scenario(file, self.seed)
        may_be_practised(scenario)
        self.library.script(scenario.script)
        problems = check_scenario(scenario, file, self.library)
        if problems:
            told = (f"{problem.message} {problem.fix}" for problem in problems)
            raise ScenarioError("\n".join(["This scenario cannot be practiced.", *told]))
        return scenario, file

    def offer(self) -> "tuple[Offered, ...]":
        """The scenarios that can be practised, with what the trainee is told beforehand."""
        from guide.tui.pickers import Offered

        read = {name: read_scenario(path)[0] for name, path in scenario_files(self.folder).items()}
        return tuple(
            Offered(name, one.brief or one.title, script.title)
            for name, one in read.items()
            if one and not one.refused and (script := self.library.get(one.script))
        )

    def begin(self, name: str, dispatch: Dispatch) -> Practice:
        scenario, file = self.scenario(name)
        self._lay_out_earlier(scenario, file, self.seed)
        return Practice(
            scenario,
            self.seed,
            self.library,
            self.where,
            agent=self.agent,
            dispatch=dispatch,
            own=self.own,
        )

    def go_on(self, practice: Interrupted, dispatch: Dispatch) -> Practice:
        """Go on with a practice that was cut short, whatever has become of its scenario's file."""
        with suppress(GuideError):
            file = find_scenario(practice.scenario.id, self.folder)
            self._lay_out_earlier(practice.scenario, file, practice.seed)
        return practice.go_on(self.library, self.where, dispatch=dispatch, own=self.own)

    def _lay_out_earlier(self, scenario: Scenario, file: Path, seed: int) -> None:
        if call := lay_out_earlier(scenario, file, seed, self.library, self.where):
            self.own.add(call)

    def look_back(self, call: str) -> Debrief:
        return debrief_of(call, self.library, self.where)


def _report(result: "CallResult") -> None:
    """Say where the summary is, or that the call was left."""
    if result.problem:
        warn(result.problem)
    if result.summary is not None:
        warn(f"Summary: {result.summary}")
    if not result.ended:
        warn(f"Practice stopped. guide practice --debrief {result.call} shows the debrief so far.")
    else:
        warn(f"guide practice --debrief {result.call} shows this again.")


def _put_out(debrief: Debrief, beside: Beside, *, as_json: bool) -> None:
    if as_json:
        print_json(as_data(debrief))
    else:
        print_out(as_text(debrief, _width(), beside))


def _width() -> int:
    return min(_WIDEST, shutil.get_terminal_size().columns)
