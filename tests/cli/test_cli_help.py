import re
import shutil

import pytest
import typer
from prompt import SCRIPTS, Prompt

import guide as package
from guide.cli.app import program

GROUPS = {
    "Calls": ("call", "resume"),
    "Scripts": ("list", "show", "chart", "import", "preview", "check", "new", "schema", "approve"),
    "Training": ("play", "demo", "replay", "practice", "review", "remark", "serve"),
    "Records": (
        "calls",
        "owed",
        "mark",
        "collect",
        "dnc",
        "stats",
        "summary",
        "verify",
        "forget",
        "doctor",
    ),
    "Team": ("board", "desk"),
}
COMMANDS = tuple(command for commands in GROUPS.values() for command in commands)


def test_version_says_which_it_is(guide: Prompt) -> None:
    answer = guide("--version")
    assert (answer.code, answer.out, answer.err) == (0, f"guide {package.__version__}\n", "")


def test_help_tells_a_newcomer_how_to_take_the_first_call(guide: Prompt) -> None:
    answer = guide("--help")
    assert answer.code == 0
    assert "Your first call: type guide" in answer.out
    for words in ("Examples:", "guide resume", "GUIDE_STATE", "--install-completion"):
        assert words in answer.out


def test_help_names_every_command_whole(guide: Prompt) -> None:
    commands = guide("--help").out.partition("\nCalls:\n")[2]
    assert [line.split()[0] for line in commands.splitlines() if line[:1] == " "] == [*COMMANDS]
    assert "..." not in commands


def test_help_names_the_commands_under_their_groups(guide: Prompt) -> None:
    told = guide("--help").out
    parts = told[told.index("\nCalls:\n") :].strip().split("\n\n")
    for part, (group, commands) in zip(parts, GROUPS.items(), strict=True):
        heading, *rows = part.splitlines()
        assert heading == f"{group}:"
        assert tuple(row.split()[0] for row in rows) == commands
        # One column for the help of all of them.
        assert {re.match(r"  \S+ +", row).end() for row in rows} == {12}  # type: ignore[union-attr]


def test_a_command_for_the_program_itself_is_not_shown(guide: Prompt) -> None:
    assert "seat" not in guide("--help").out.split()
    assert guide("seat", "-h").code == 0


def test_a_command_that_is_named_is_built_alone_and_any_other_word_is_told_of_all() -> None:
    whole = typer.main.get_command(program("no-such")).commands
    assert {*COMMANDS} < {*whole}
    for name in whole:
        alone = typer.main.get_command(program(name)).commands
        assert [*alone] == [name]
        assert [one.opts for one in alone[name].params] == [one.opts for one in whole[name].params]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_own_help(guide: Prompt, command: str) -> None:
    answer = guide(command, "-h")
    assert (answer.code, answer.err) == (0, "")
    assert f"guide {command}" in answer.out


@pytest.mark.parametrize("command", ["call", "resume", "list", "show", "check", "play"])
def test_every_command_that_reads_scripts_says_from_where(guide: Prompt, command: str) -> None:
    assert "--scripts DIR" in guide(command, "-h").out


@pytest.mark.parametrize("command", ["call", "resume", "play", "summary"])
def test_every_command_that_writes_summaries_says_where(guide: Prompt, command: str) -> None:
    assert "--out DIR" in guide(command, "-h").out


@pytest.mark.parametrize(
    "command", ["list", "show", "check", "play", "calls", "owed", "dnc", "summary"]
)
def test_every_command_that_puts_out_data_does_so_as_json_too(guide: Prompt, command: str) -> None:
    assert "--json" in guide(command, "-h").out


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["cals"], "Did you mean"),
        (["list", "--jsn"], "--json"),
        (["show"], "Missing argument"),
        (["summary"], "Missing argument"),
        (["list", "one-too-many"], "one-too-many"),
        (["call", "--caller"], "--caller"),
    ],
)
def test_wrong_use_is_said_in_words_and_ends_with_2(
    guide: Prompt, typed: list[str], words: str
) -> None:
    answer = guide(*typed)
    assert (answer.code, answer.out) == (2, "")
    assert words in answer.err


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("guide ", "summary"),
        ("guide show h", "hang-up-protocol"),
        ("guide call irate", "irate-customers"),
        ("guide play no-w", "no-warning"),
    ],
)
def test_the_shell_completes_what_is_there(guide: Prompt, line: str, offered: str) -> None:
    words = line.split(" ")
    env = {
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
        "_GUIDE_COMPLETE": "complete_bash",
    }
    answer = guide.process(**env)
    assert (answer.code, answer.err) == (0, "")
    assert offered in answer.out.split()


@pytest.mark.parametrize("typed", [["--install-completion", "{}"], ["--install-completion={}"]])
@pytest.mark.parametrize(
    ("shell", "file", "said"),
    [
        ("zsh", ".zfunc/_guide", "#compdef guide"),
        ("bash", ".bash_completions/guide.sh", "complete -o default -F"),
        ("fish", ".config/fish/completions/guide.fish", "complete --command guide"),
    ],
)
def test_the_shell_that_is_named_is_the_one_that_is_taught(
    guide: Prompt, typed: list[str], shell: str, file: str, said: str
) -> None:
    answer = guide.process(*(word.format(shell) for word in typed), HOME=str(guide.folder))
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(f"{shell} completion installed in {guide.folder / file}")
    assert said in (guide.folder / file).read_text()
    others = {".zfunc", ".bash_completions", ".config"} - {file.partition("/")[0]}
    assert not any((guide.folder / other).exists() for other in others)


def test_a_shell_s_completion_is_shown_by_its_name(guide: Prompt) -> None:
    answer = guide.process("--show-completion", "fish", HOME=str(guide.folder))
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("complete --command guide")
    assert [*guide.folder.iterdir()] == []


def test_a_shell_that_is_none_is_told(guide: Prompt) -> None:
    answer = guide.process("--install-completion", "tcsh", HOME=str(guide.folder))
    assert (answer.code, answer.out) == (2, "")
    assert "tcsh is none of the shells bash, zsh, fish" in answer.err
    assert [*guide.folder.iterdir()] == []


def test_nothing_but_ids_is_offered_to_a_shell_that_evaluates_what_it_is_offered(
    guide: Prompt,
) -> None:
    shutil.copytree(SCRIPTS, guide.folder / "ours")
    script = guide.folder / "ours" / "calming-a-caller.toml"
    title = 'title = "Calm \\\\$(touch here)`touch here`"\n'
    script.write_text(re.sub("title = .*\n", lambda _: title, script.read_text(), count=1))
    (guide.folder / "ours" / "scenarios" / "$(touch here).toml").write_text("")
    for line in ("guide show c", "guide practice "):
        env = {"_TYPER_COMPLETE_ARGS": line, "_GUIDE_COMPLETE": "complete_zsh"}
        answer = guide.process(**env, GUIDE_SCRIPTS=str(guide.folder / "ours"))
        assert "touch" not in answer.out
        assert "$" not in answer.out
    assert "no-warning" in answer.out


def test_completing_from_a_folder_that_is_not_there_offers_nothing(guide: Prompt) -> None:
    env = {"COMP_WORDS": "guide show ", "COMP_CWORD": "2", "_GUIDE_COMPLETE": "complete_bash"}
    answer = guide.process(**env, GUIDE_SCRIPTS=str(guide.folder / "none"))
    assert (answer.code, answer.out.strip(), answer.err) == (0, "", "")


def test_the_shell_completes_the_ids_of_calls(guide: Prompt) -> None:
    guide("play", "friday-callback")
    line = "guide summary --practice "
    env = {"COMP_WORDS": line, "COMP_CWORD": "3", "_GUIDE_COMPLETE": "complete_bash"}
    assert guide.process(**env).out.startswith("20261120-190300-")
