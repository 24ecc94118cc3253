"""With what a study is run or planned: everything beside its files that a result depends on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar

from oxyura.schema.errors import InputError
from oxyura.schema.limits import DRAWS
from oxyura.schema.sentences import Figure, sentence

LANGUAGES = ("en", "fr", "es")

_LARGEST_SEED = 10**15
_MOST_MEASURES = 1000


@dataclass(frozen=True)
class RunOptions:
    """How a study is assessed.

    Parameters
    ----------
    deterministic : bool
        Point values only.
    draws : int, optional
        Draws instead of those that the study names.
    seed : int, optional
        Seed instead of the study's.
    language : {'en', 'fr', 'es'}
        Of the page and the brief among the files.
    """

    kind: ClassVar[str] = "assess"

    deterministic: bool = False
    draws: int | None = None
    seed: int | None = None
    language: str = "en"

    def to_json(self) -> dict[str, Any]:
        """Return every option by name."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> RunOptions:
        """Read options that may be left out.

        Raises
        ------
        InputError
            An option is unknown or out of its range.
        """
        refuse_unknown(value, [field.name for field in fields(cls)], "options")
        deterministic = value.get("deterministic", False)
        if not isinstance(deterministic, bool):
            raise _wrong("deterministic", "true or false")
        language = value.get("language", "en")
        if language not in LANGUAGES:
            raise _wrong("language", sentence("one of %(languages)s", languages=", ".join(LANGUAGES)))
        draws = _whole_number(value, "draws", 1, DRAWS.maximum)
        return cls(deterministic, draws, _whole_number(value, "seed", 0, _LARGEST_SEED), str(language))


@dataclass(frozen=True)
class PlanOptions:
    """Under what a plan is made.

    Parameters
    ----------
    budget : float, optional
        Money, in the currency and prices of the study's budget or measures; None: the study's.
    exclude : tuple of str
        Measures that are switched off, with what requires them.
    include : tuple of str
        Measures that the plan must hold, with what they require.
    """

    kind: ClassVar[str] = "plan"

    budget: float | None = None
    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return every option by name, measures once and in alphabetical order."""
        budget = None if self.budget is None else float(self.budget)
        return {"budget": budget, "exclude": sorted(set(self.exclude)), "include": sorted(set(self.include))}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> PlanOptions:
        """Read options that may be left out.

        Raises
        ------
        InputError
            An option is unknown or out of its range.
        """
        refuse_unknown(value, [field.name for field in fields(cls)], "options")
        off, on = (_names(value.get(option, ()), option) for option in ("exclude", "include"))
        return cls(_money(value.get("budget")), off, on)


@dataclass(frozen=True)
class MixtureOptions:
    """What stands between two studies: the first of them with some of the changes that lead to the second.

    Parameters
    ----------
    digest : str
        Hash of everything in it that a number may depend on.
    """

    kind: ClassVar[str] = "mixture"

    digest: str

    def to_json(self) -> dict[str, Any]:
        """Return every option by name."""
        return asdict(self)


Options = RunOptions | PlanOptions | MixtureOptions


def refuse_unknown(value: object, known: Collection[str], what: str) -> None:
    """Refuse what is no object, or has a key that means nothing.

    Raises
    ------
    InputError
        As it says.
    """
    if not isinstance(value, Mapping):
        raise InputError(
            sentence("The %(what)s are no JSON object.", what=what), where=what, remedy="Give names and values."
        )
    unknown = sorted(str(key) for key in value if key not in known)
    if unknown:
        remedy = sentence("Choose from %(known)s.", known=", ".join(known))
        raise InputError(
            sentence("There is no option %(unknown)s.", unknown=ascii(unknown[0])[:40]), where=what, remedy=remedy
        )


def _whole_number(value: Mapping[str, Any], name: str, least: int, most: int) -> int | None:
    number = value.get(name)
    if number is None:
        return None
    if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
        raise _wrong(
            name,
            sentence("a whole number from %(least)s to %(most)s", least=Figure(f"{least:,}"), most=Figure(f"{most:,}")),
        )
    return number


def _money(budget: object) -> float | None:
    if budget is None:
        return None
    # Beyond this, floats no longer hold whole units of money.
    if isinstance(budget, bool) or not isinstance(budget, int | float) or not 0 <= budget <= 2**53:
        raise _wrong("budget", "a number of 0 or more")
    return float(budget)


def _names(measures: object, option: str) -> tuple[str, ...]:
    if (
        not isinstance(measures, list | tuple)
        or len(measures) > _MOST_MEASURES
        or not all(isinstance(name, str) for name in measures)
    ):
        raise _wrong(
            option,
            sentence(
                "a list of at most %(most_measures)s names of measures", most_measures=Figure(f"{_MOST_MEASURES:,}")
            ),
        )
    return tuple(sorted(set(measures)))


def _wrong(name: str, expected: str) -> InputError:
    return InputError(
        sentence("%(name)s is not %(expected)s.", name=name, expected=expected),
        where="options",
        remedy=sentence("Give %(expected)s, or leave it out.", expected=expected),
    )
