"""What people say and no name holds: by it a note that was typed into a name's field is known.

Hardly a word is nobody's name, least of all in small letters and without accents: Are, At, Can, Do,
Does, For, From, Has, Her, Into, Is, Just, Made, My, Not, On, Said, She, So, The, This, To, Waits,
Was, Will, With, Wrong and You are some. Such a word tells only by its place and by what it is with.
"""

import re
from itertools import pairwise
from unicodedata import normalize

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_PART = re.compile(r"[,;:.!?()/–—]")
"""What parts the words of a text: those on its two sides are no pair."""

_SAYS = frozenset(
    (
        *("it's", "that's", "there's", "he's", "she's", "what's", "who's", "i'm", "we're"),
        *("they're", "you're", "i'll", "we'll", "they'll", "he'll", "she'll", "you'll", "i've"),
        *("we've", "they've", "you've", "isn't", "aren't", "wasn't", "weren't", "don't"),
        *("doesn't", "didn't", "won't", "can't", "hasn't", "haven't", "hadn't", "couldn't"),
        *("wouldn't", "shouldn't", "ain't", "isnt", "wasnt", "werent", "dont", "doesnt"),
        *("didnt", "hasnt", "havent", "couldnt", "wouldnt", "shouldnt", "thats", "cannot"),
        *("could", "would", "should", "did", "wants", "wanted", "needs", "needed", "says"),
        *("saying", "asks", "asked", "asking", "tells", "called", "calling", "sent"),
        *("sends", "sending", "spoke", "talked", "talking", "refuses", "refused", "threatens"),
        *("threatened", "promised", "shouted", "shouting", "yelled", "yelling", "screaming"),
        *("cursed", "swears", "insulted", "tried", "trying", "knows", "knew", "thinks", "thought"),
        *("complained", "complains", "keeps", "stopped", "ended", "happened", "waited", "paid"),
        *("received", "bought", "checked", "fixed", "logged", "mailed", "emailed", "texted"),
        *("answered", "apologized", "agreed", "explained", "offered", "mentioned", "transferred"),
        *("always", "already", "because", "thanks", "thank", "sorry"),
    )
)
"""Words by each of which a text tells what is or what somebody does."""

_SAYS_AMID = frozenset(["is", "was", "has", "had", "not", "never", "told"])
"""Those that do so between others: at an end they are names."""

_WHO = frozenset(["i", "he", "she", "they", "we", "you", "who", "caller", "customer"])
_DOES = frozenset(
    (
        *("am", "are", "is", "was", "were", "has", "had", "have", "does", "will", "said", "want"),
        *("need", "know", "think", "say", "get", "got", "went", "came", "took", "gave", "must"),
    )
)
_WHAT = frozenset(["that", "this", "there", "it", "titles", "everything", "nothing"])
_STANDS = frozenset(["is", "was", "are", "were", "has", "will"])

_SAYING = frozenset(
    (
        *("will be", "will not", "they can", "we can", "they do", "went to", "went home"),
        *("call back", "call me", "call him", "call them", "calls back", "call again", "hung up"),
        *("hang up", "shut up", "no one", "no answer", "no idea", "no name", "no reason"),
        *("no manager", "no supervisor", "not yet", "not the", "not my", "not a", "not sure"),
        *("not here", "not in", "not available", "not known", "not needed", "not reached"),
        *("not done", "not me", "has no", "left a", "left message", "said no", "said yes"),
        *("said they", "said that", "ask for", "ask the", "tell him", "tell them", "tell me"),
        *("want a", "want the", "want to", "going to", "out of", "up to", "talk to", "speak to"),
        *("spoken to", "get back", "looking for", "waiting for", "how much", "how many"),
        *("what the", "let me", "give me", "send me", "right now", "please call", "please wait"),
        *("please send", "please tell", "call please", "on hold", "at home", "at lunch"),
        *("at work", "in writing", "by mistake", "my way", "the way", "a break", "very rude"),
        *("rude to", "all wrong", "too late", "too busy", "not right", "never mind", "never got"),
        *("never came", "never again", "told her", "told him", "told them", "told me"),
        *("she left", "he left", "she quit", "he quit", "gone to", "gone for"),
        *("gone home", "to lunch", "on break", "on lunch", "went out", "stepped out"),
        *("stepped away", "is busy", "is out", "is away", "is off", "off today", "off duty"),
    )
)
"""Pairs of words by which it does so."""

_NOBODY = frozenset(
    (
        *("tbd", "tba", "idk", "dunno", "told", "busy", "ok", "okay", "left", "gone", "away"),
        *("out", "lunch", "break", "absent", "offline", "unsure", "pending", "same", "ditto"),
        "test",
    )
)
"""What names nobody where nothing else is typed."""

_LEADS_ON = frozenset(
    (
        *("at", "in", "on", "by", "of", "for", "from", "with", "about", "into", "over", "under"),
        "behind",
    )
)
_LEADS_TO_MY = frozenset(["at", "for", "from", "with", "about"])
_ARTICLES = frozenset(["the", "a", "our", "your", "his", "their", "this", "that"])
_LEADS_TO = frozenset(["to", "and"])
_FIRST_NAMES = frozenset(["on", "to"])
"""Surnames that come first: On The Vinh, To The Anh."""

_DESCRIBES = frozenset(
    (
        *("your", "our", "their", "them", "they", "these", "those", "its", "without"),
        *("until", "which", "where", "there", "nobody", "someone", "somebody", "anyone"),
        *("anybody", "something", "anything", "nothing", "everyone", "everything", "broken"),
        *("missing", "angry", "upset", "expired", "rejected", "delayed", "overdue", "unpaid"),
        *("cancelled", "canceled", "pending", "waiting", "unknown", "unclear", "unavailable"),
        "incorrect",
    )
)
"""Words that tell whose something is, or how: “someone from billing”."""

_OF = frozenset(["the", "a", "my", "her", "his", "no", "wrong", "lost", "new", "old"])
_THINGS = frozenset(
    (
        *("title", "titles", "car", "truck", "address", "number", "account", "money", "payment"),
        *("refund", "problem", "fault", "wife", "husband", "mother", "father", "tags", "plate"),
        *("plates", "registration", "house", "name"),
    )
)
"""What is had: “my title” is no name, though My is one."""

_AT_WORK = frozenset(
    (
        *("manager", "managers", "supervisor", "supervisors", "lead", "leader", "coach", "boss"),
        *("director", "head", "chief", "agent", "agents", "colleague", "colleagues", "coworker"),
        *("trainer", "clerk", "officer", "assistant", "operator", "rep", "representative", "pa"),
        *("owner", "dispatcher", "secretary", "receptionist", "specialist", "admin", "police"),
        *("team", "desk", "office", "department", "dept", "unit", "group", "crew", "staff"),
        *("shift", "duty", "floor", "board", "counter", "front", "branch", "station", "queue"),
        *("billing", "accounting", "accounts", "payroll", "legal", "security", "management"),
        *("sales", "support", "service", "hr", "operations", "dispatch", "reception"),
        *("center", "dmv", "dealer", "dealership", "bank", "lender", "court", "county"),
        *("phone", "voice", "radio", "chat", "intercom", "email", "text", "line", "person"),
    )
)
"""Who somebody is at work, where they sit, and how they were told: that stands beside a name."""

_BESIDE = frozenset(
    (
        *("a", "an", "another", "the", "my", "our", "their", "her", "his", "this", "and", "or"),
        *(
            "at",
            "by",
            "for",
            "from",
            "in",
            "of",
            "on",
            "over",
            "to",
            "via",
            "with",
            "told",
            "asked",
        ),
        *("am", "pm", "today", "day", "night", "morning", "now", "here", "telephone", "video"),
    )
)
"""What may stand beside that and names nobody either."""

_STREETS = frozenset(
    ("street", "st", "avenue", "ave", "road", "rd", "lane", "ln", "drive", "boulevard", "blvd")
)


def reads_like_note(text: str) -> bool:
    """Whether a text holds what no name does, nor who somebody is, as “the manager on duty” tells.

    >>> [reads_like_note(text) for text in ("title is wrong", "Joe at the pub", "my title")]
    [True, True, True]
    >>> [reads_like_note(text) for text in ("The Anh Do", "Is", "Joe at the front desk")]
    [False, False, False]
    """
    plain = normalize("NFC", text).lower().replace("’", "'")
    if plain.strip(" .") in _NOBODY:
        return True
    parts = [_WORD.findall(part) for part in _PART.split(plain)]
    if any(map(_says, parts)):
        return True
    words = {word for part in parts for word in part}
    return _AT_WORK.isdisjoint(words) and any(map(_describes, parts))


def says_only_role(text: str) -> bool:
    """Whether a text tells what somebody is at work, and holds no name to ask for.

    >>> [says_only_role(text) for text in ("my supervisor", "the manager, by phone at 9:05")]
    [True, True]
    >>> [says_only_role(text) for text in ("Helen Ortiz, supervisor", "Helen at the desk", "")]
    [False, False, False]
    """
    words = _WORD.findall(normalize("NFC", text).lower())
    named = [word for word in words if word not in _BESIDE and not word.isdecimal()]
    return bool(named) and _AT_WORK.issuperset(named)


def _says(words: list[str]) -> bool:
    """Whether words tell what is, or what somebody does."""
    return (
        not _SAYS.isdisjoint(words)
        or not _SAYS_AMID.isdisjoint(words[1:-1])
        or any(_tells(pair, len(words)) for pair in pairwise(words))
    )


def _tells(pair: tuple[str, str], most: int) -> bool:
    """`most`: of so many words; He Is and He Will are names where nothing follows."""
    first, then = pair
    return (
        (most > 2 and first in _WHO and then in _DOES)
        or (first in _WHAT and then in _STANDS)
        or f"{first} {then}" in _SAYING
    )


def _points(pair: tuple[str, str]) -> bool:
    first, then = pair
    if then == "my":
        return first in _LEADS_TO_MY
    return (first in _LEADS_ON and then in _ARTICLES) or (first in _LEADS_TO and then == "the")


def _describes(words: list[str]) -> bool:
    """Whether words tell where something is, whose, or of what kind."""
    if not words:
        return False
    pairs = [*pairwise(words)]
    return (
        not _DESCRIBES.isdisjoint(words)
        or (words[0] == "it" and len(words) > 1)
        or any(first in _OF and then in _THINGS for first, then in pairs)
        or any(_points(pair) for pair in pairs[words[0] in _FIRST_NAMES :])
        or (len(words) > 2 and words[0].isdecimal() and not _STREETS.isdisjoint(words))
    )
