"""The sizes of paper that a chart is printed on, apart from the drawing: options name them."""

from enum import StrEnum

LEGIBLE = 7.0
"""Letters of fewer points than this are hard to read on a sheet one holds in the hand."""

_LETTER_COUNTRIES = frozenset(
    ("BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE")
)
"""Where Letter is the usual paper (Unicode CLDR, measurement data)."""


class Paper(StrEnum):
    """A size of paper; the value is its name."""

    LETTER = "letter"
    TABLOID = "tabloid"
    A4 = "a4"
    A3 = "a3"

    @property
    def shown(self) -> str:
        """Its name as it is written on a printer."""
        return self.upper() if self in (Paper.A4, Paper.A3) else self.capitalize()

    @property
    def sides(self) -> tuple[float, float]:
        """The shorter side and the longer one, in millimetres."""
        return _SIDES[self]

    @property
    def in_the_hand(self) -> "Paper":
        """The sheet of its kind that one holds in the hand; letters are laid out for that."""
        return _IN_THE_HAND.get(self, self)

    @property
    def on_the_wall(self) -> "Paper | None":
        """The larger sheet of its kind; None where it is that itself."""
        return next((wall for wall, hand in _IN_THE_HAND.items() if hand is self), None)

    @property
    def enlarged(self) -> float:
        """How many times as wide it is as the sheet in the hand."""
        return self.sides[0] / self.in_the_hand.sides[0]


_SIDES = {
    Paper.LETTER: (215.9, 279.4),
    Paper.TABLOID: (279.4, 431.8),
    Paper.A4: (210.0, 297.0),
    Paper.A3: (297.0, 420.0),
}
_IN_THE_HAND = {Paper.TABLOID: Paper.LETTER, Paper.A3: Paper.A4}


def usual_paper(zone: str) -> Paper:
    """The paper that is usual where clocks keep a zone of this IANA name.

    Letter where the name tells no country, such as `UTC`: as a phone number without a country is
    one of the US.
    """
    country = _country(zone)
    return Paper.LETTER if country in ("", *_LETTER_COUNTRIES) else Paper.A4


def _country(zone: str) -> str:
    """The country of a zone in two letters, by either of its names; empty where none has it."""
    # Nothing but a chart needs it, and every start would wait for it.
    from importlib.resources import files

    database = files("tzdata") / "zoneinfo"
    rows = (row.split("\t") for row in (database / "zone.tab").read_text("utf-8").splitlines())
    countries = {row[2]: row[0] for row in rows if len(row) > 2}
    if zone in countries:
        return countries[zone]
    for row in (database / "tzdata.zi").read_text("utf-8").splitlines():
        match row.split():
            case ["L", name, other] if other == zone:
                return countries.get(name, "")
    return ""
