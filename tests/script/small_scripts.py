"""Parts of which the smallest scripts are made."""

from guide.script.approval import Approval, Approvals

HEAD = """\
[script]
id = "one"
title = "One"
use_when = "A test needs it."
version = "1"

[[ending]]
id = "done"
label = "Done"
"""
END = """
  [[step.choice]]
  label = "End"
  end = "done"
"""


def step(name: str = "a", body: str = "", choices: str = END) -> str:
    return f'\n[[step]]\nid = "{name}"\ntitle = "Step {name}"\n{body}{choices}'


def line(text: str, more: str = "") -> str:
    return f'\n  [[step.line]]\n  id = "hello"\n  text = {text}\n{more}'


def to(target: str, label: str = "On") -> str:
    return f'\n  [[step.choice]]\n  label = "{label}"\n  to = "{target}"\n'


def ground(warning: str, more: str = "warnings = 1") -> str:
    ending = '[ground.ending]\nid = "bye"\ntext = "Goodbye."\n'
    return f'\n[[ground]]\nid = "abuse"\nlabel = "Abuse"\n{more}\n{warning}{ending}'


def own_follow_up(settings: str) -> str:
    return f'\n[[follow_up]]\n{settings}needs = ["number"]\n'


PROTOCOL = HEAD + '\n[[ending]]\nid = "protocol"\nlabel = "By the protocol"\nprotocol = true\n'
ONLY_PROTOCOL = HEAD + "protocol = true\n"
WARNING = '[ground.warning]\nid = "warn"\ntext = "Please stop."\n'
TWO_WARNINGS = (
    '[[ground.warning]]\nid = "warn"\ntext = "Please stop."\n'
    '[[ground.warning]]\nid = "warn-again"\ntext = "Stop or"\n'
)


def sealed(*records: Approval) -> Approvals:
    """These approvals as `guide approve` puts them on file one after another."""
    return Approvals().with_more(records)
