"""What each kind of follow-up is called and must hold where a script does not say otherwise."""

from guide.script.model import FollowUpKind, FollowUpRule

_USUAL = {
    rule.kind: rule
    for rule in (
        FollowUpRule(FollowUpKind.CALLBACK, "Callback", ("number", "caller", "concern")),
        FollowUpRule(FollowUpKind.DO_NOT_CALL, "Do-not-call list", ("number",)),
        FollowUpRule(FollowUpKind.REPORT, "Report to the supervisor", ("reason",)),
        FollowUpRule(FollowUpKind.COMPLAINT, "Complaint log", ("concern",)),
        FollowUpRule(FollowUpKind.MESSAGE, "Message", ("to", "text")),
        FollowUpRule(FollowUpKind.VOICEMAIL, "Voicemail", ("for",)),
        FollowUpRule(FollowUpKind.AGREED, "What was agreed", ("agreed",)),
    )
}

OWN_FIELDS = frozenset(name for rule in _USUAL.values() for name in rule.needs)
"""The fields a follow-up may hold without the script defining them."""


def usual_rule(kind: FollowUpKind) -> FollowUpRule:
    """The rule for a kind of follow-up that a script says nothing of; it has no due time."""
    return _USUAL[kind]
