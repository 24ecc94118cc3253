"""A study for a Party from what there is: its list of aliens, the casebook, and its own list of listings."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from oxyura.migrants.listing import taxon_words
from oxyura.schema.errors import InputError
from oxyura.schema.sentences import sentence
from oxyura.schema.table import TableSet
from oxyura.schema.vocabularies import COUNTRY
from oxyura.sources.griis import GriisImport, read_griis
from oxyura.sources.listing_lookup import ListingLookup
from oxyura.sources.names import canonical_name
from oxyura.sources.quarantine import Quarantine
from oxyura.sources.species_plus import ListingsFile, read_listings_file
from oxyura.sources.study_rows import InvaderSought, SiteSought
from oxyura.sources.synonyms import NO_SYNONYMS, read_synonyms
from oxyura.study.checked import CheckReport, check_study
from oxyura.study.importing import quarantine_file_of, write_quarantine
from oxyura.study.listing_import import listing_source, look_up_migrants
from oxyura.study.party_casebook import open_casebook, sites_in
from oxyura.study.party_migrants import add_casebook_migrants, choose_migrants
from oxyura.study.party_questions import Question, ask_party, questions_page
from oxyura.study.party_rows import GatheredStudy
from oxyura.study.templates import settings_text, written_once
from oxyura.study.writing import write_tables

QUESTIONS_FILE = "QUESTIONS.md"


@dataclass(frozen=True)
class PartyStart:
    """What a Party's study was begun with.

    Parameters
    ----------
    study : Path
        Folder or workbook.
    party : str
        ISO code.
    migrants, invaders, sites : int
        Rows of these tables.
    left_out : int
        Species of the list of aliens that were left out: not called invasive, and without evidence in the casebook.
    borrowed : int
        Records of evidence from elsewhere.
    questions : tuple of Question
        What is missing, most decisive first.
    warnings : tuple of str
        What a person should know.
    listing_date : str
        Date of the list of listings; empty where none was given.
    check : CheckReport
        What `check` says of the new study.
    """

    study: Path
    party: str
    migrants: int
    invaders: int
    sites: int
    left_out: int
    borrowed: int
    questions: tuple[Question, ...]
    warnings: tuple[str, ...]
    listing_date: str
    check: CheckReport


def start_from_party(
    target: Path,
    party: str,
    griis: Sequence[Path],
    *,
    listings: Path | None = None,
    listed_on: str | None = None,
    synonyms: Path | None = None,
    migrants: Sequence[str] = (),
    xlsx: bool = False,
) -> PartyStart:
    """Write a study for a Party, pre-filled at the tier `evidence`, and the questions that it leaves open.

    Parameters
    ----------
    target : Path
        Folder or workbook that does not exist yet.
    party : str
        ISO 3166-1 alpha-2 code.
    griis : sequence of Path
        Darwin Core archives of its national list of alien species.
    listings : Path, optional
        The Party's own export of CMS listings.
    listed_on : str, optional
        Date of that export, where neither its name nor its rows say it.
    synonyms : Path, optional
        Table with the columns `synonym` and `accepted`, for the list of listings.
    migrants : sequence of str
        Scientific names of migrants to begin with, beside those that the casebook or the list ties to the Party.
    xlsx : bool
        Whether to write one workbook.

    Raises
    ------
    InputError
        The code is no country, an archive is of another country, a name is unknown, or the target exists.

    Notes
    -----
    Of the alien species those come in that the national list calls invasive, and those of which the casebook holds
    evidence against a migrant of the study; `oxyura import griis` adds the others. No abundance, share or place is
    invented: what nobody has said is asked.
    """
    country = _party_code(party)
    aliens = _read_aliens(griis, country)
    _refuse_aliens(migrants, aliens, country)
    names = NO_SYNONYMS if synonyms is None else read_synonyms(synonyms)
    listed = None if listings is None else read_listings_file(listings, listed_on=listed_on)
    lookup = None if listed is None else ListingLookup(listed, names)
    gathered = GatheredStudy()
    chosen = choose_migrants(open_casebook(), country, migrants, listed, lookup)
    warnings = [*aliens.warnings, *names.warnings, *chosen.warnings, *(() if listed is None else listed.warnings)]
    present = {_key(each.scientific_name) for each in aliens.invaders}
    strengths = add_casebook_migrants(gathered, chosen, country, present)
    warnings += [
        sentence("Left out: %(what)s, which was studied in other stages of the year.", what=what)
        for what in strengths.other_calendar
    ]
    left_out = _add_aliens(gathered, aliens, country)
    decide = _add_listings(gathered, listed, lookup, warnings)
    tables = gathered.tables()
    questions = ask_party(tables, country, strengths.of_pair, decide)
    study = _write(target, country, tables, questions, warnings, xlsx=xlsx)
    for aside in (aliens.quarantine, *(() if listed is None else (listed.quarantine,))):
        _keep_aside(study, aside)
    return PartyStart(
        study,
        country,
        len(tables["migrants"]),
        len(tables["invaders"]),
        len(tables["sites"]),
        left_out,
        strengths.borrowed,
        questions,
        tuple(warnings),
        "" if listed is None else listed.date,
        check_study(study),
    )


def _party_code(text: str) -> str:
    code = text.strip().upper()
    if code in COUNTRY:
        return code
    remedy = "Great Britain is GB." if code == "UK" else "Use two letters, such as ES for Spain."
    raise InputError(
        sentence("%(text)s is no ISO 3166-1 country code.", text=repr(text[:20])), where="--party", remedy=remedy
    )


def _read_aliens(paths: Sequence[Path], country: str) -> GriisImport:
    found = read_griis(paths, country)
    if found.invaders:
        return found
    others = Counter(row.value.upper()[:6] for row in found.quarantine if row.column == "countryCode" and row.value)
    if others:
        named = ", ".join(code for code, _ in others.most_common(3))
        raise InputError(
            sentence("The list of alien species is of %(named)s, not of %(country)s.", named=named, country=country),
            where=", ".join(path.name for path in paths),
            remedy=sentence(
                "Give the archive of %(country)s, or --party %(most_common)s.",
                country=country,
                most_common=others.most_common(1)[0][0][:2],
            ),
        )
    raise InputError(
        sentence("No row of the list of alien species could be used for %(country)s.", country=country),
        where=", ".join(path.name for path in paths),
        remedy=next(
            (sentence("The first reason: %(reason)s", reason=row.reason) for row in found.quarantine), "It has no rows."
        ),
    )


def _key(name: str) -> str:
    found = canonical_name(name)
    return name.casefold() if found is None else found.key


def _refuse_aliens(migrants: Sequence[str], aliens: GriisImport, country: str) -> None:
    """Refuse to begin with a migrant that is an alien of the Party's own list."""
    by_taxon = {taxon_words(each.scientific_name): each for each in aliens.invaders}
    for name in migrants:
        words = taxon_words(name)
        alien = by_taxon.get(words) or by_taxon.get(words[:2])
        if alien is not None and alien.establishment_means in ("", "introduced"):
            raise InputError(
                sentence(
                    "%(name)s is alien in %(country)s: its list of alien species has %(scientific_name)s.",
                    name=name,
                    country=country,
                    scientific_name=alien.scientific_name,
                ),
                where="--migrants",
                remedy="Leave it out. A listing, also that of a whole family such as Anatidae, is of a species in its "
                "own range; it never makes an alien population a protected migrant.",
            )


def _add_aliens(gathered: GatheredStudy, aliens: GriisImport, country: str) -> int:
    """Add the invaders of the list that are called invasive or that the casebook has evidence of."""
    known = [InvaderSought(str(row["invader_id"]), str(row["scientific_name"])) for row in gathered.records("invaders")]
    found = aliens.for_study(known)
    have = {invader.invader_id for invader in known}
    kept = {each.invader_id for each in found.invaders if each.is_invasive == "yes" or each.invader_id in have}
    for invader in found.invaders:
        if invader.invader_id in kept - have:
            gathered.add("invaders", asdict(invader.row))
    here = [
        SiteSought(str(record["site_id"]), country=country, subdivision=str(record["subdivision"] or ""))
        for record in sites_in(gathered.tables(), country)
    ]
    if here:
        presences = found.presences_at(here)
    else:
        gathered.add("sites", asdict(found.country_site))
        presences = found.country_presences
    told = [presence for presence in presences if presence.invader_id in kept]
    for presence in told:
        gathered.add("presences", asdict(presence))
    named = {presence.source_id for presence in told}
    for source in found.sources:
        if source.source_id in named:
            gathered.add("sources", asdict(source))
    return len(found.invaders) - len(kept)


def _add_listings(
    gathered: GatheredStudy, listed: ListingsFile | None, lookup: ListingLookup | None, warnings: list[str]
) -> list[str]:
    """Look every migrant up in the Party's list; return what a person has to decide."""
    if listed is None or lookup is None:
        warnings.append(
            sentence(
                "No list of listings was given: listings are as the casebook has them. "
                "'oxyura import species-plus FILE' brings your own."
            )
        )
        return []
    rows, decide, said = look_up_migrants(gathered.tables(), listed, lookup)
    warnings.extend(said)
    if any("listing_date" in row for row in rows):
        gathered.add("sources", listing_source(listed))
    for row in rows:
        gathered.replace("migrants", row)
    return decide


def _write(
    target: Path,
    country: str,
    tables: TableSet,
    questions: tuple[Question, ...],
    warnings: list[str],
    *,
    xlsx: bool,
) -> Path:
    title = f"Invasive alien species and migratory species: {country}"
    question = f"Which invasive alien species harm which migratory species in {country}, where and when?"
    page = questions_page(country, questions, warnings)
    if xlsx or target.suffix.casefold() == ".xlsx":
        from oxyura.study.workbook_template import build_workbook

        book = target if target.suffix.casefold() == ".xlsx" else target.with_name(f"{target.name}.xlsx")
        settings = {"title": title, "question": question, "date": datetime.date.today().isoformat()}
        written = written_once(book, lambda path: build_workbook(tables, settings).save(path))
        written.with_name(f"{written.stem}.{QUESTIONS_FILE}").write_text(page, encoding="utf-8")
        return written

    def write(path: Path) -> None:
        path.mkdir()
        (path / "study.toml").write_text(settings_text(title, question), encoding="utf-8")
        write_tables(tables, path)
        (path / QUESTIONS_FILE).write_text(page, encoding="utf-8")

    return written_once(target, write)


def _keep_aside(study: Path, quarantine: Quarantine) -> None:
    files = {row.file.split("!")[0] for row in quarantine}
    if files:
        write_quarantine(quarantine_file_of(study), quarantine, files)
