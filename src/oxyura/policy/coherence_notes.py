"""What a reader of a flyway's gaps must know: what was not there, what was left out, what was taken for granted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from oxyura.policy.listing_reach import Reach
from oxyura.policy.listing_standing import Lists
from oxyura.policy.route_exposure import FlywayStudy, Routes
from oxyura.schema.sentences import count_sentence, sentence


def list_notes(
    studies: Sequence[FlywayStudy],
    routes: Routes,
    lists: Lists,
    reaches: Sequence[Reach],
    parties: Sequence[str],
) -> tuple[str, ...]:
    """Return the notes, the gravest first; each a `Sentence`."""
    return (
        *_of_lists(lists, parties),
        *_of_rules(lists),
        *_of_places(studies, routes, parties),
        *_of_ways(studies),
        *_left_out(routes, reaches),
    )


def _of_lists(lists: Lists, parties: Sequence[str]) -> Iterator[str]:
    if not len(lists):
        yield sentence(
            "No study has regulations: everything counts as a gap. Which lists there are is not told, so read every "
            "addition as 'list it, unless it is listed'."
        )
        return
    bare = tuple(party for party in parties if not lists.names_territory(party))
    if bare:
        yield sentence(
            "No rule in regulations names the territory of %(parties)s: everything there counts as a gap. That there "
            "is no rule is not told.",
            parties=bare,
        )


def _of_rules(lists: Lists) -> Iterator[str]:
    faults = Counter(fault for rule in lists.regulations for fault in rule.faults)
    if number := faults["no_territory"]:
        yield count_sentence(
            "%(number)s row of regulations states no territory: whether it holds somewhere cannot be told.",
            "%(number)s rows of regulations state no territory: whether they hold somewhere cannot be told.",
            number,
        )
    if number := faults["no_date"]:
        yield count_sentence(
            "%(number)s row of regulations has no date: whether it is in force cannot be told.",
            "%(number)s rows of regulations have no date: whether they are in force cannot be told.",
            number,
        )
    if number := faults["no_taxon"]:
        yield count_sentence(
            "%(number)s row of regulations names no taxon: it is read of none.",
            "%(number)s rows of regulations name no taxon: they are read of none.",
            number,
        )
    if number := faults["higher_taxon"]:
        yield count_sentence(
            "%(number)s row of regulations names a family or a higher group: which species belong to it cannot be "
            "told from names.",
            "%(number)s rows of regulations name a family or a higher group: which species belong to them cannot be "
            "told from names.",
            number,
        )


def _of_places(studies: Sequence[FlywayStudy], routes: Routes, parties: Sequence[str]) -> Iterator[str]:
    bare = sum(
        not (country or part)
        for study in studies
        for country, part in zip(
            study.tables["sites"].texts("country"), study.tables["sites"].texts("subdivision"), strict=True
        )
    )
    if bare:
        yield count_sentence(
            "%(number)s site has no country: no Party can list anything there, and whose migrants use it is not told.",
            "%(number)s sites have no country: no Party can list anything there, and whose migrants use them is not "
            "told.",
            bare,
        )
    if len(parties) == 1:
        yield sentence(
            "All sites with a country lie in %(party)s: no other Party's gap can be seen in these studies.",
            party=parties[0],
        )
    yield sentence(
        "Parties are the countries of the sites by ISO 3166-1; overseas territories have codes of their own. Whether a "
        "country is a Party to the Convention is not in these tables."
    )
    if routes.repeated:
        yield sentence(
            "In several studies: %(names)s. Each study carries an equal part of the population's weight.",
            names=routes.repeated,
        )


def _of_ways(studies: Sequence[FlywayStudy]) -> Iterator[str]:
    if not any(len(study.tables["arrivals"]) for study in studies):
        yield sentence(
            "No study has arrivals: where an invader may still arrive is read, with precaution only, from its presence "
            "in another Party."
        )
    yield sentence(
        "From where an invader comes is in no table. With precaution it may come from every Party of the flyway in "
        "which it is present."
    )


def _left_out(routes: Routes, reaches: Sequence[Reach]) -> Iterator[str]:
    counted = dict(routes.left_out)
    if number := counted.pop("not_listed", 0):
        yield count_sentence(
            "%(number)s meeting is left out because the migrant is not listed.",
            "%(number)s meetings are left out because the migrant is not listed.",
            number,
        )
    if number := counted.pop("not_assessed", 0):
        yield count_sentence(
            "%(number)s meeting is left out because nothing is on record of harm.",
            "%(number)s meetings are left out because nothing is on record of harm.",
            number,
        )
    if number := counted.pop("no_demonstrated_impact", 0):
        yield count_sentence(
            "%(number)s meeting is left out because the evidence shows no impact, or the invader is native.",
            "%(number)s meetings are left out because the evidence shows no impact, or the invader is native.",
            number,
        )
    if number := sum(counted.values()):
        yield count_sentence(
            "%(number)s meeting is left out because its weight is 0.",
            "%(number)s meetings are left out because their weight is 0.",
            number,
        )
    if number := sum(not (reach.counts_as_told or reach.counts_as_possible) for reach in reaches):
        yield count_sentence(
            "%(number)s exposure concerns one Party alone: its migrant is on record nowhere else, and the invader in "
            "no other Party.",
            "%(number)s exposures concern one Party alone: their migrants are on record nowhere else, and the invader "
            "in no other Party.",
            number,
        )
