"""The conventions that speak of alien species, and what several sources say of a Party's membership."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

CONVENTIONS: Mapping[str, str] = MappingProxyType(
    {
        "CMS": "Convention on the Conservation of Migratory Species of Wild Animals",
        "AEWA": "Agreement on the Conservation of African-Eurasian Migratory Waterbirds",
        "ACAP": "Agreement on the Conservation of Albatrosses and Petrels",
        "EUROBATS": "Agreement on the Conservation of Populations of European Bats",
        "ASCOBANS": "Agreement on the Conservation of Small Cetaceans of the Baltic and North Seas",
        "CBD": "Convention on Biological Diversity",
        "CITES": "Convention on International Trade in Endangered Species of Wild Fauna and Flora",
        "Ramsar": "Convention on Wetlands of International Importance",
        "Bern": "Convention on the Conservation of European Wildlife and Natural Habitats",
        "IPPC": "International Plant Protection Convention",
        "BWM": "International Convention for the Control and Management of Ships' Ballast Water and Sediments",
        "WOAH": "World Organisation for Animal Health",
    }
)
"""Short names, in the order in which they are shown."""

State = Literal["in_force", "not_in_force", "ended", "not_listed"]
Answer = Literal["bound", "not_bound", "disputed", "not_known"]


@dataclass(frozen=True)
class Statement:
    """What one source says of one Party and one convention.

    Parameters
    ----------
    source : str
        Name of the source.
    state : {'in_force', 'not_in_force', 'ended', 'not_listed'}
        ``not_in_force``: signed or ratified, with no day of entry into force; ``not_listed``: the source has the
        convention, and not the Party.
    since, until : str
        Day of entry into force for the Party, and day of its end, YYYY-MM-DD; empty where not stated.
    """

    source: str
    state: State
    since: str = ""
    until: str = ""


@dataclass(frozen=True)
class Membership:
    """What all sources say of one Party and one convention.

    Parameters
    ----------
    convention : str
        Short name, as in `CONVENTIONS`.
    statements : tuple of Statement
        One per source that has the convention.
    """

    convention: str
    statements: tuple[Statement, ...] = ()

    @property
    def answer(self) -> Answer:
        """Whether the convention binds the Party; where sources differ, nobody is chosen."""
        if not self.statements:
            return "not_known"
        states = {statement.state == "in_force" for statement in self.statements}
        if len(states) > 1:
            return "disputed"
        return "bound" if states == {True} else "not_bound"

    @property
    def days(self) -> tuple[str, ...]:
        """Every day of entry into force that a source gives, the earliest first."""
        return tuple(sorted({each.since for each in self.statements if each.state == "in_force" and each.since}))
