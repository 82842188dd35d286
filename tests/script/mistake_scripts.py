"""Every class of mistake: the smallest script that has it, and the very sentence it gets."""

from mistakes_in_wording import IN_WORDING
from small_scripts import (
    END,
    HEAD,
    ONLY_PROTOCOL,
    PROTOCOL,
    TWO_WARNINGS,
    WARNING,
    ground,
    line,
    own_follow_up,
    step,
    to,
)

IN_WAYS = {
    "a misspelt key": (
        HEAD.replace("use_when", "use_wen") + step(),
        "unknown-key",
        "`use_wen` is not a setting of [script].",
        "Did you mean `use_when`?",
    ),
    "an unknown key": (
        HEAD + step(body="frobs = 1\n"),
        "unknown-key",
        "`frobs` is not a setting of step `a`.",
        "Take it out; the settings here are `id`, `title`, `coach`, `line`, `choice`, `capture`, "
        "`show`, `owes`, `role`, `timer`.",
    ),
    "a wrong type": (
        HEAD.replace('version = "1"', "version = 1") + step(),
        "wrong-type",
        "`version` in [script] is a whole number; it must be a text.",
        'Put it between quotation marks: version = "1".',
    ),
    "a missing target": (
        HEAD + step("breathe", choices=END + to("breath")),
        "missing-target",
        "Choice 2 of step `breathe` leads to `breath`, but there is no such step.",
        "Did you mean `breathe`?",
    ),
    "a step that nothing leads to": (
        HEAD + step() + step("b"),
        "unreachable",
        "Nothing leads to step `b`.",
        "Lead a choice of another step to it, or take it out.",
    ),
    "a dead end": (
        HEAD + step(choices=END + to("b")) + step("b", choices=""),
        "dead-end",
        "No way leads out of step `b`: it has no choices.",
        "Add a choice under the heading [[step.choice]], with `to` or `end`.",
    ),
    "a loop without a way out": (
        HEAD
        + step(choices=END + to("b"))
        + step("b", choices=to("c"))
        + step("c", choices=to("b")),
        "dead-loop",
        "The call can never end from `b`, `c`: no choice leads out.",
        "Add a choice that leads to an ending or to a step outside the loop.",
    ),
    "a step whose one choice leads to itself": (
        HEAD + step(choices=END + to("b")) + step("b", choices=to("b")),
        "dead-loop",
        "Every way out of step `b` leads back to it.",
        "Add a choice that leads to an ending or to a step outside the loop.",
    ),
    "two steps with one id": (
        HEAD + step(choices=END) + step("a").replace("Step a", "Another"),
        "duplicate-id",
        "The id `a` is given to two steps, the first in line 12.",
        "Give one of them another id.",
    ),
    "two lines with one id": (
        HEAD + step(body=line('"Hello."') + line('"Hi."')),
        "duplicate-id",
        "The id `hello` is given to two lines, the first in line 16.",
        'Give one of them another id, or write use = "hello" if it is the same line.',
    ),
    "two choices with one label": (
        HEAD + step(choices=END + to("a", "END")),
        "duplicate-label",
        "Choices 1 and 2 of step `a` are both called `END`.",
        "Give each a label of its own.",
    ),
    "two endings with one label": (
        HEAD + '[[ending]]\nid = "gone"\nlabel = "done"\n' + step(),
        "duplicate-label",
        "Two endings are called `done`, the first in line 9.",
        "Give each a name of its own.",
    ),
    "two steps with one title": (
        HEAD + step(choices=END + to("b")) + step("b").replace("Step b", "Step a"),
        "duplicate-label",
        "Two steps are called `Step a`, the first in line 13.",
        "Give each a name of its own.",
    ),
    "a key given twice": (
        HEAD + step(body='title = "Again"\n'),
        "duplicate-key",
        "`title` is given twice.",
        "Take one out; if a new step, line or choice begins here, its heading is missing, such as "
        "[[step.choice]].",
    ),
    "more than nine choices": (
        HEAD + step(choices=END + "".join(to("a", f"Way {n}") for n in range(9))),
        "too-many-choices",
        "Step `a` has 10 choices; there are keys for 9.",
        "Move some of them to a further step.",
    ),
    "a must-say line on no path": (
        HEAD + step() + step("b", line('"Hello."', "  must_say = true\n")),
        "never-said",
        "Line `hello` is required, and no path leads to its step `b`.",
        "Lead a choice to the step, or move the line to a step on the way.",
    ),
    "another script that is not there": (
        HEAD + step(choices=END + to("two:")),
        "missing-target",
        "There is no script `two` to lead to.",
        "Write the id of a script: `one`.",
    ),
}
IN_TERMS = {
    "a ground without a warning": (
        PROTOCOL + ground("") + step(),
        "missing-key",
        "The ground `abuse` asks for a warning, but has no warning line.",
        "Add it under the heading [ground.warning], or write warnings = 0.",
    ),
    "a ground whose warning has no words": (
        PROTOCOL + ground('[ground.warning]\nid = "warn"\ngap = "None yet."\n') + step(),
        "no-wording",
        "The ground `abuse` has no wording for its warning: line `warn` is a gap.",
        "Write the approved words in place of `gap`; a call cannot be ended without them.",
    ),
    "a ground with a warning it does not ask for": (
        PROTOCOL + ground(WARNING, "warnings = 0") + step(),
        "ending-without-warning",
        "A call can be ended on `abuse` without the warning it has: it asks for none.",
        "Write warnings = 1, or take out [ground.warning].",
    ),
    "a ground whose warning is no table": (
        PROTOCOL + ground('warning = "Stop."\n') + step(),
        "wrong-type",
        "`warning` in ground `abuse` is a text; it must be a table.",
        "Write it under a heading of its own: [ground.warning].",
    ),
    "a ground with more warnings in words than it asks for": (
        PROTOCOL + ground(TWO_WARNINGS) + step(),
        "no-use",
        "The ground `abuse` has 2 warning lines, but asks for 1: the others come up only if the "
        "caller is warned more often.",
        "Write warnings = 2, or take the others out.",
    ),
    "a ground with fewer warnings in words than it asks for": (
        PROTOCOL + ground(TWO_WARNINGS, "warnings = 3") + step(),
        "missing-key",
        "The ground `abuse` asks for 3 warnings, and 2 have words: nothing says what the next is.",
        "Add a [[ground.warning]] for each, or keep one, which serves for all.",
    ),
    "a ground whose second warning has no words": (
        PROTOCOL
        + ground(TWO_WARNINGS.replace('text = "Stop or"', 'gap = "Stop or"'), "warnings = 2")
        + step(),
        "no-wording",
        "The ground `abuse` has no wording for its second warning: line `warn-again` is a gap.",
        "Write the approved words in place of `gap`; a call cannot be ended without them.",
    ),
    "a second warning under the heading of the first": (
        PROTOCOL + ground(TWO_WARNINGS.replace("[[", "[").replace("]]", "]")) + step(),
        "duplicate-key",
        "`[ground.warning]` is in the file already.",
        "Write [[ground.warning]] for each, if each warning has words of its own.",
    ),
    "a list of warnings that are no tables": (
        PROTOCOL + ground('warning = ["Stop."]\n') + step(),
        "wrong-type",
        "Item 1 of `warning` in ground `abuse` is a text; it must be a table.",
        "Write each under a heading of its own: [[ground.warning]].",
    ),
    "a timer that is a number": (
        HEAD + step(body="timer = 90\n"),
        "wrong-type",
        "`timer` in step `a` is a whole number; it must be a table.",
        'Write timer = { seconds = 90, over = "…" }.',
    ),
    "a timer without its time": (
        HEAD + step(body='timer = { over = "Offer a callback." }\n'),
        "missing-key",
        "`seconds` is missing in the timer of step `a`.",
        "Add seconds = 1.",
    ),
    "a timer that runs too long": (
        HEAD + step(body='timer = { seconds = 3601, over = "Offer a callback." }\n'),
        "bad-number",
        "`seconds` in the timer of step `a` must be from 1 to 3,600.",
        "Write a number from 1 to 3,600.",
    ),
    "a timer that says nothing when it runs out": (
        HEAD + step(body="timer = { seconds = 90 }\n"),
        "missing-key",
        "`over` is missing in the timer of step `a`.",
        'Add over = "…".',
    ),
    "a misspelt setting of a timer": (
        HEAD + step(body='timer = { second = 90, over = "Offer a callback." }\n'),
        "unknown-key",
        "`second` is not a setting of the timer of step `a`.",
        "Did you mean `seconds`?",
    ),
    "a timer under a heading with two brackets": (
        HEAD + step(body='[[step.timer]]\nseconds = 90\nover = "Offer a callback."\n'),
        "wrong-type",
        "`timer` in step `a` is a list; it must be one table.",
        "Write its heading with single brackets: [step.timer].",
    ),
    "no ending but the protocol's": (
        ONLY_PROTOCOL + ground(WARNING) + step(),
        "only-by-protocol",
        "Every ending of the script is by the hang-up protocol, and not every call is hung up on.",
        'Add another under the heading [[ending]], such as label = "Resolved".',
    ),
    "no choice that ends the call but by the protocol": (
        PROTOCOL + ground(WARNING) + step(choices=END.replace("done", "protocol")),
        "only-by-protocol",
        "The only ending that choices lead to is the one by the hang-up protocol.",
        "Add a choice that ends the call in another way: not every call is hung up on.",
    ),
    "an ending by the protocol with the id of the one that is always open": (
        PROTOCOL.replace('"protocol"', '"ended"') + ground(WARNING) + step(),
        "bad-id",
        "An ending by the hang-up protocol cannot have the id `ended`: it is that of the way to "
        "end a call where a script has no other.",
        "Give it another id.",
    ),
    "a follow-up without what it takes": (
        HEAD + '[[follow_up]]\nkind = "do-not-call"\nneeds = ["caller"]\n' + step(),
        "empty-promise",
        "The follow-up `do-not-call` does not need `number`, without which nobody can do it.",
        'Add "number" to its `needs`.',
    ),
    "a follow-up of one's own with the id of a usual one": (
        HEAD + own_follow_up('id = "report"\nlabel = "Told"\n') + step(),
        "bad-id",
        "`report` is a usual follow-up: it cannot be the id of one of your own.",
        'Write kind = "report" in place of `id`.',
    ),
    "a follow-up that is a usual one and one's own": (
        HEAD + own_follow_up('kind = "callback"\nid = "visit"\n') + step(),
        "either-or",
        "There are `kind` and `id` in follow-up `visit`.",
        "Keep `kind` for a usual follow-up, or `id` for one of your own.",
    ),
    "the kinds of days within the time for all of them": (
        HEAD
        + '[[follow_up]]\nkind = "callback"\n'
        + "".join(
            f'[follow_up.due.{day}]\naim = "same day"\nlatest = "next day"\n'
            for day in ("weekday", "weekend")
        )
        + step(),
        "either-or",
        "There is `weekday` within `due` of follow-up 1.",
        "`due` is for all days alike. Write `weekday` and `weekend` in place of it, each with its"
        " own `aim` and `latest`.",
    ),
    "a usual follow-up that is told to somebody else": (
        HEAD + own_follow_up('kind = "callback"\naudience = "caller"\n') + step(),
        "either-or",
        "There are `kind` and `audience` in follow-up 1.",
        "Take it out: whom a usual follow-up is told to is not yours to say.",
    ),
    "a follow-up that is neither": (
        HEAD + own_follow_up('label = "Visit"\n') + step(),
        "missing-key",
        "`kind` is missing in follow-up 1.",
        'Add kind = "callback" or another kind, or an id of your own.',
    ),
    "a follow-up of one's own without a name": (
        HEAD + own_follow_up('id = "visit"\n') + step(),
        "missing-key",
        "`label` is missing in follow-up `visit`.",
        'Add label = "…", which the screen calls it.',
    ),
    "a follow-up of one's own for nobody knows whom": (
        HEAD + '[[follow_up]]\nid = "visit"\nlabel = "Visit"\n' + step(),
        "empty-promise",
        "The follow-up `visit` needs nothing: nobody will know for whom it is to be done.",
        'Write what it takes, such as needs = ["number", "caller", "concern"].',
    ),
    "a follow-up that no field says whose it is": (
        HEAD + own_follow_up('id = "visit"\nlabel = "Visit"\nowner = "calller"\n') + step(),
        "unknown-field",
        "The follow-up `visit` is done by whom `calller` names, which is no field.",
        "Did you mean `caller`?",
    ),
    "a follow-up that a number says whose it is": (
        HEAD
        + '[[field]]\nid = "who"\nlabel = "Who"\nkind = "number"\n'
        + own_follow_up('id = "visit"\nlabel = "Visit"\nowner = "who"\n')
        + step(body='capture = ["who"]\n'),
        "no-name",
        "The follow-up `visit` is done by whom `who` names, which is of kind `number`.",
        'Name a field with kind = "text", or with kind = "choice" and their names as options.',
    ),
    "a follow-up that nobody is asked whose it is": (
        HEAD
        + '[fields]\nwho = "Who"\n'
        + own_follow_up('id = "visit"\nlabel = "Visit"\nowner = "who"\n')
        + step(),
        "never-asked",
        "The follow-up `visit` is done by whom `who` names, which nobody asks for.",
        "Put `who` among what the follow-up `needs`, or into the `capture` of a step.",
    ),
    "more follow-ups of one's own than keys": (
        HEAD
        + "".join(own_follow_up(f'id = "own-{n}"\nlabel = "Own {n}"\n') for n in (1, 2, 3))
        + step(),
        "too-many-follow-ups",
        "There are 3 follow-ups of this script's own, and keys for 2: with the 7 usual ones each "
        "step lists 10.",
        "Put some together, and tell them apart by what they need; or have them picked with ↓.",
    ),
    "a follow-up of one's own until nobody knows when": (
        HEAD + own_follow_up('id = "visit"\nlabel = "Visit"\n') + step(body='owes = ["visit"]\n'),
        "no-due",
        "Step `a` promises `visit`, and nothing says until when.",
        'Add due = { aim = "same day", latest = "next day, morning" } where it is defined.',
    ),
    "two follow-ups of one's own with one id": (
        HEAD + own_follow_up('id = "visit"\nlabel = "Visit"\n') * 2 + step(),
        "duplicate-id",
        "There are two follow-ups of kind `visit`, the first in line 12.",
        "Put them together.",
    ),
    "a step that requires no follow-up there is": (
        HEAD + own_follow_up('id = "visit"\nlabel = "Visit"\n') + step(body='owes = ["vist"]\n'),
        "unknown-value",
        "Step `a` names the follow-up `vist`, and there is none of that id.",
        "Did you mean `visit`?",
    ),
    "an ending that needs no follow-up there is": (
        HEAD.replace('label = "Done"', 'label = "Done"\nneeds = ["parcel"]') + step(),
        "unknown-value",
        "The ending `done` names the follow-up `parcel`, and there is none of that id.",
        "Write one of `callback`, `do-not-call`, `report`, `complaint`, `message`, `voicemail`, "
        "`agreed`, or add one of your own: [[follow_up]].",
    ),
    "a callback until nobody knows when": (
        HEAD + step(body='owes = ["callback"]\n'),
        "no-due",
        "Step `a` promises `callback`, and nothing says until when.",
        'Add a [[follow_up]] with kind = "callback" and due = { aim = "same day", '
        'latest = "next day, morning" }.',
    ),
    "a follow-up due on weekdays only": (
        HEAD
        + '[[follow_up]]\nkind = "callback"\nweekday = { aim = "now", latest = "now" }\n'
        + step(),
        "no-twin",
        "There is a due time for a weekday in follow-up 1, and none for a weekend.",
        "Add `weekend`, or write `due` if it is the same on all days.",
    ),
}
MISTAKES = {**IN_WAYS, **IN_TERMS, **IN_WORDING}
WARNINGS = (
    "a follow-up of one's own for nobody knows whom",
    "a follow-up that no field says whose it is",
    "a follow-up that a number says whose it is",
    "a follow-up that nobody is asked whose it is",
    "a follow-up of one's own until nobody knows when",
    "more follow-ups of one's own than keys",
    "a ground with more warnings in words than it asks for",
    "a step that nothing leads to",
    "two steps with one title",
    "a line too long for one breath",
    "a weekday line without its weekend twin",
    "a weekend line without its weekday twin",
    "a weekend line at a desk that always works",
    "no ending but the protocol's",
    "no choice that ends the call but by the protocol",
    "a follow-up without what it takes",
    "a callback until nobody knows when",
    "a follow-up due on weekdays only",
    "a gap",
    "an adapted line",
    "wording that nobody ever approved",
)
BESIDES = {"unapproved-wording", "unreachable"}
"""What some of these scripts have besides, told at its own place."""
