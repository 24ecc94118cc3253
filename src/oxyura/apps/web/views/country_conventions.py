"""Which conventions bind a Party, source by source, and for which of its reports a draft can be made."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from oxyura.apps.web.views.country_listings import ListedMigrant
from oxyura.policy.convention_reports import SCHEMES, Covers, Scheme, Standing, covers, standing_of
from oxyura.publish.language import Translation
from oxyura.schema.conventions import CONVENTIONS, Answer, Membership, Statement


@dataclass(frozen=True)
class ConventionLine:
    """A convention, agreement or memorandum, and the Party.

    Parameters
    ----------
    name, full_name : str
    answer : {'bound', 'not_bound', 'disputed', 'not_known'}
        Whether it binds the Party.
    statements : tuple of (str, str)
        What each source says: its name, and what it says in words.
    listed : tuple of str
        Migrants of the country that it lists, each with its appendix where it has appendices.
    """

    name: str
    full_name: str
    answer: Answer
    statements: tuple[tuple[str, str], ...]
    listed: tuple[str, ...]


@dataclass(frozen=True)
class SchemeLine:
    """A convention with national reports.

    Parameters
    ----------
    key, name, full_name : str
    covers : {'yes', 'no', 'cannot_be_told'}
        Whether it covers migrants or sites of the country.
    reason : str
        The same in words.
    standing : {'bound', 'not_bound', 'disputed', 'not_known', 'no_treaty'}
        Whether it binds the Party.
    """

    key: str
    name: str
    full_name: str
    covers: Covers
    reason: str
    standing: Standing


def list_conventions(
    listed: Sequence[ListedMigrant],
    named: Collection[str],
    memberships: Mapping[str, Membership],
    words: Translation,
) -> tuple[ConventionLine, ...]:
    """Return the conventions that are about the country.

    Parameters
    ----------
    listed : sequence of ListedMigrant
        The populations that use it.
    named : collection of str
        Conventions that stand in its obligations.
    memberships : mapping of str to Membership
        What a table of parties says, by convention; empty without one.
    words : Translation
    """
    about: dict[str, dict[str, None]] = {}
    for migrant in listed:
        if migrant.appendix:
            said = words.say("%(migrant)s (Appendix %(appendix)s)", migrant=migrant.name, appendix=migrant.appendix)
            about.setdefault("CMS", {})[said] = None
        for instrument in migrant.instruments:
            about.setdefault(_short_name(instrument), {})[migrant.name] = None
    told = {name for name, each in memberships.items() if each.statements}
    # Without a table there is nothing to say of a convention that lists none of the migrants.
    names = [name for name in CONVENTIONS if name in about or name in told or (told and name in named)]
    names += [name for name in about if name not in CONVENTIONS]
    return tuple(_convention(name, memberships.get(name), tuple(about.get(name, ())), words) for name in names)


def list_unlisted(listed: Sequence[ListedMigrant]) -> tuple[str, ...]:
    """Return the populations that no study says to be listed."""
    return tuple(dict.fromkeys(each.name for each in listed if not each.appendix and not each.instruments))


def list_schemes(
    listed: Sequence[ListedMigrant],
    designations: Sequence[str],
    memberships: Mapping[str, Membership],
    words: Translation,
) -> tuple[SchemeLine, ...]:
    """Return the conventions with national reports, and whether each covers something in the country."""
    listings = {each.key: (each.appendix, each.instruments) for each in listed}
    found = []
    for key, scheme in SCHEMES.items():
        coverage = covers(scheme, listings, designations)
        found.append(
            SchemeLine(
                key,
                scheme.short_name,
                words.gettext(CONVENTIONS[scheme.short_name]) if scheme.short_name in CONVENTIONS else "",
                coverage.answer,
                _reason(scheme, coverage.answer, words),
                standing_of(scheme, memberships),
            )
        )
    return tuple(found)


def _reason(scheme: Scheme, answer: Covers, words: Translation) -> str:
    if scheme.reach == "all":
        return words.gettext("It covers all species and ecosystems.")
    if scheme.reach == "europe":
        return words.gettext("No study says which species its appendices hold: the draft asks.")
    if scheme.reach == "wetlands":
        if answer == "yes":
            return words.gettext("A site of the country is a Wetland of International Importance.")
        return words.gettext("No site here is named as a Wetland of International Importance: the draft asks.")
    if answer == "yes":
        return words.gettext("It covers migrants of the country.")
    return words.gettext("It covers none of the migrants of the country, as far as the studies say.")


def _convention(
    name: str, membership: Membership | None, listed: tuple[str, ...], words: Translation
) -> ConventionLine:
    statements = () if membership is None else membership.statements
    return ConventionLine(
        name,
        words.gettext(CONVENTIONS[name]) if name in CONVENTIONS else "",
        "not_known" if membership is None else membership.answer,
        tuple((each.source, _say(each, words)) for each in statements),
        listed,
    )


def _say(statement: Statement, words: Translation) -> str:
    return {
        "in_force": words.say("in force since %(day)s", day=words.date(statement.since)),
        "ended": words.say("ended on %(day)s", day=words.date(statement.until)),
        "not_in_force": words.gettext("named, with no day of entry into force"),
        "not_listed": words.gettext("not named"),
    }[statement.state]


def _short_name(instrument: str) -> str:
    """Return the name by which a treaty is known here; that of the study for any other instrument."""
    words = instrument.casefold().split()
    return next((name for name in CONVENTIONS if name.casefold() in words), instrument)
