"""A script as a page of plain text, for reading, printing and comparing."""

from collections.abc import Mapping

from guide.chart.page import Page
from guide.chart.text_line import field_labels, write_line
from guide.chart.text_steps import kind_labels, write_steps
from guide.script.desk import Desk
from guide.script.model import DayKind, FollowUpRule, Ground, Script

_DAYS = {DayKind.WEEKDAY: "on weekdays", DayKind.WEEKEND: "at weekends"}


def script_text(
    script: Script, width: int = 80, scripts: Mapping[str, Script] | None = None
) -> str:
    """The whole script as readable text of at most `width` cells a row.

    The steps stand in the order of the flow; `scripts` give other scripts their titles.
    """
    page = Page(width)
    _write_head(page, script)
    page.heading("Steps", "─")
    write_steps(page, script, scripts or {})
    _write_grounds(page, script)
    _write_follow_ups(page, script)
    _write_endings(page, script)
    return str(page)


def _write_head(page: Page, script: Script) -> None:
    page.heading(script.title, "═")
    page.write(script.use_when, "Use when: ", "  ")
    about = [script.source] if script.source else []
    about += [f"version {script.version}"] if script.version else []
    if about:
        page.write(" · ".join(about), "From: ", "  ")
    _write_list(page, "Rules, in sight all call long", script.rules)
    _write_list(page, "Efforts to redirect the caller", script.efforts)
    stages = (f"{stage}: {told.signs} {told.talk}".strip() for stage, told in script.stages)
    _write_list(page, "Stages of anger", tuple(stages))
    reports = (
        f"{reason.label} (a threat)" if reason.threat else reason.label for reason in script.reports
    )
    _write_list(page, "Report to a supervisor", tuple(reports))


def _write_list(page: Page, heading: str, items: tuple[str, ...]) -> None:
    if items:
        page.heading(heading, "─")
    for item in items:
        page.write(item, "  · ")


def _write_grounds(page: Page, script: Script) -> None:
    if script.grounds:
        page.heading("Grounds for ending the call", "─")
    for ground in script.grounds:
        page.blank()
        page.write(ground.label, "  ")
        page.write(ground_terms(ground), "    ")
        if ground.coach:
            page.write(ground.coach, "    · ")
        for name, line in (("warning", ground.warning), ("ending", ground.ending)):
            if line is not None:
                write_line(page, script, line, name)


def ground_terms(ground: Ground) -> str:
    """What a ground asks for before the call may be ended."""
    terms = ["no warning needed: the call may be ended at once"]
    if ground.warnings:
        terms = [f"{ground.warnings} warning{'s' if ground.warnings > 1 else ''}"]
    if ground.permission:
        terms.append("a supervisor's permission first")
    if ground.threat:
        terms.append("a threat: a supervisor has to be told")
    elif ground.threat is None:
        terms.append("if it is a threat, a supervisor has to be told")
    return " · ".join(terms)


def _write_follow_ups(page: Page, script: Script) -> None:
    if script.follow_ups:
        page.heading("Follow-ups and when they are due", "─")
    for rule in script.follow_ups:
        page.write(_follow_up(script, rule), "  · ")
        for due in due_words(rule):
            page.write(due, "    ")
        if rule.coach:
            page.write(rule.coach, "    ")
    if any(rule.due for rule in script.follow_ups):
        page.write(_desk(script.desk), "  ")


def _follow_up(script: Script, rule: FollowUpRule) -> str:
    if not rule.needs:
        return rule.label
    return f"{rule.label}: {field_labels(script, rule.needs)}"


def due_words(rule: FollowUpRule) -> list[str]:
    """The due times in words; once if they are the same on all days."""
    told = {
        day: due.latest if due.aim == due.latest else f"aim {due.aim}; at the latest {due.latest}"
        for day, due in rule.due
    }
    if len(told) == len(DayKind) and len(set(told.values())) == 1:
        return [f"due: {next(iter(told.values()))}"]
    return [f"due {_DAYS[day]}: {words}" for day, words in told.items()]


def _desk(desk: Desk) -> str:
    """What the due times go by."""
    zone = desk.zone or "this computer's time zone"
    hours = f"{desk.opens:%H:%M} to {desk.closes:%H:%M}"
    parts = f"the morning ends {desk.morning_ends:%H:%M}, the day {desk.day_ends:%H:%M}"
    return f"Desk: {zone}, {hours}; {parts}."


def _write_endings(page: Page, script: Script) -> None:
    _write_list(
        page,
        "How the call can end",
        tuple(
            f"{ending.label} (with {kind_labels(script, ending.needs)})"
            if ending.needs
            else ending.label
            for ending in script.endings
        ),
    )
    if script.clock.over:
        page.heading("Waiting for a colleague", "─")
        page.write(f"after {script.clock.seconds} seconds: {script.clock.over}", "  · ")
