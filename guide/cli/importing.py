"""A script made at the prompt from a flowchart that was drawn elsewhere."""

import os
from pathlib import Path

from guide.chart.draft import Draft, drafted
from guide.chart.flowchart import MOST_BYTES, read_flowchart
from guide.cli.output import FINE, WRONG, print_out, refuse_to_overwrite, warn, write_out
from guide.errors import GuideError, ScriptError
from guide.script.findings import Findings
from guide.script.toml_reader import file_name, text_of
from guide.text import counted, plain_line


def import_flowchart(file: Path, out: Path | None) -> int:
    """Put out the script of a Mermaid flowchart, or write it to the new file `out`.

    The exit code says whether all of the chart could be read. Raises ScriptError where nothing
    could be made of it, GuideError where `out` is there already.
    """
    if out is not None and os.path.lexists(out):
        raise GuideError(f"{out} is there already, and stays as it is: name another file.")
    if out is not None:
        refuse_to_overwrite(out, force=False)
    findings = Findings(file_name(file))
    text = text_of(file, findings, MOST_BYTES)
    if text is None:
        raise ScriptError(findings.problems[0].sentence)
    try:
        draft = drafted(read_flowchart(text, findings), plain_line(file.stem), findings)
    finally:
        for problem in findings.problems:
            warn(problem.sentence)
    if out is None:
        print_out(draft.text.rstrip("\n"))
    else:
        write_out(out, draft.text, force=False)
    warn(_made(draft))
    return WRONG if findings.has_errors else FINE


def _made(draft: Draft) -> str:
    made = f"{counted(draft.steps, 'step')}, {counted(draft.choices, 'choice')}"
    return f"{made}. The wording is still to be written: guide check names each gap."
