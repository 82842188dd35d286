"""What is wrong with the terms of scripts, whatever happens on a call."""

from guide.call import actions as act
from guide.call.rules.endings import endings
from guide.proof.evidence import needed
from guide.proof.search import Way
from guide.proof.standing import Grounds
from guide.proof.telling import Telling
from guide.script.model import Ground, Script
from guide.script.nearest import listed, quoted


def tell_terms(grounds: Grounds, telling: Telling) -> None:
    """Tell of grounds that nobody can state, and of last words and endings that miss their mark."""
    library = grounds.trial.library
    for script in library.scripts.values():
        if script.id in grounds.users:
            _tell_shared_words(script, grounds.users[script.id][0], telling)
        elif script.grounds:
            _tell_unused(script, telling)
        protocol = library.protocol_of(script)
        if protocol is not None:
            _tell_hidden(script, protocol, telling)


def _tell_unused(script: Script, telling: Telling) -> None:
    telling.of(script).warning(
        ("ground", 0),
        "unreachable-ground",
        f"Nobody can state the grounds of this script: its own come from "
        f"{quoted(script.protocol)}, and no other script takes them from here.",
        "Take `protocol` out under [script], or take the grounds out.",
    )


def _tell_shared_words(script: Script, user: str, telling: Telling) -> None:
    """Tell of grounds without a warning that end in the words of one with a warning."""
    warned: dict[str, Ground] = {}
    for ground in script.grounds:
        if ground.ending and needed(ground):
            warned.setdefault(ground.ending.id, ground)
    by_protocol = next((ending.id for ending in script.endings if ending.protocol), "")
    sharing: dict[str, list[int]] = {}
    for n, ground in enumerate(script.grounds):
        if ground.ending and ground.ending.id in warned and not needed(ground):
            sharing.setdefault(ground.ending.id, []).append(n)
    for words, places in sharing.items():
        first, *others = (script.grounds[n].id for n in places)
        way = Way(user, (act.StateGround(first), act.End(by_protocol, "their words")))
        same = f" The same holds of {listed(others)}." if others else ""
        telling.of(script).warning(
            ("ground", places[0], "ending"),
            "shared-last-words",
            f"The last words on {quoted(first)}, which asks for no warning, are those on "
            f"{quoted(warned[words].id)}, which does: {telling.shown(way)}.{same}",
            "If they speak of a warning, give the ground words of its own.",
        )


def _tell_hidden(script: Script, protocol: Script, telling: Telling) -> None:
    """Tell of a script whose own ending has the name of the one by the protocol."""
    now = telling.trial.now(telling.trial.begun(script.id))
    if any(ending.protocol for ending in endings(now)):
        return
    hiding = {ending.id for ending in protocol.endings if ending.protocol}
    place = next((n for n, ending in enumerate(script.endings) if ending.id in hiding), 0)
    telling.of(script).warning(
        ("ending", place, "id"),
        "unreachable-ending",
        f"No call can be ended by the hang-up protocol in this script: its own ending "
        f"{quoted(script.endings[place].id)} has the name of that of {quoted(protocol.id)}.",
        "Give it another id.",
    )
