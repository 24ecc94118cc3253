"""`oxyura report`: drafts for national reports to conventions, with who does what, who could pay, what to monitor."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from oxyura.apps.cli.reporting import ENCODING_OPTION, JSON_OPTION, QUIET_OPTION, command

if TYPE_CHECKING:
    from oxyura.publish.documents.document import Document
    from oxyura.publish.documents.files import Format
    from oxyura.publish.documents.report_parts import Record
    from oxyura.schema.conventions import Membership


@command
def report(
    studies: Annotated[list[str], typer.Argument(metavar="STUDY…", help="Studies that make up the evidence record.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="An empty or new folder for the drafts.")],
    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to",
            metavar="SCHEME",
            help="cms, cbd, ramsar, bern, aewa, acap, iosea or eurobats; may be given several times.",
        ),
    ] = None,
    annex: Annotated[
        list[str] | None,
        typer.Option(
            "--annex", metavar="NAME", help="who-does-what, funding or monitoring; may be given several times."
        ),
    ] = None,
    party: Annotated[
        str | None, typer.Option("--party", metavar="ISO", help="The Party that reports, such as ES; else every site.")
    ] = None,
    conventions: Annotated[
        Path | None, typer.Option("--conventions", metavar="FILE", help="Table of parties to conventions (CSV).")
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", metavar="LIST", help="html, docx, pdf; commas between.")
    ] = "html,docx,pdf",
    force: Annotated[bool, typer.Option("--force", help="Replace DIR if it holds earlier results.")] = False,
    language: Annotated[
        str, typer.Option("--lang", metavar="LANG", help="Language of the drafts: en, fr or es.")
    ] = "en",
    encoding: str | None = ENCODING_OPTION,
    as_json: bool = JSON_OPTION,
    quiet: bool = QUIET_OPTION,
) -> int:
    """Draft what national reports say about invasive alien species.

    In the order of each convention's form as far as it was read, from one evidence record: what is not known stays a
    question. Annexes: who does what, who could pay, and one monitoring protocol for the flyway.
    """
    return run(
        studies,
        out,
        to=to or [],
        annexes=annex or [],
        party=party,
        conventions=conventions,
        formats=formats,
        force=force,
        language=language,
        encoding=encoding,
        as_json=as_json,
        quiet=quiet,
    )


def run(
    studies: Sequence[str],
    out: Path,
    *,
    to: Sequence[str],
    annexes: Sequence[str],
    party: str | None,
    conventions: Path | None,
    formats: str,
    force: bool,
    language: str,
    encoding: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Assess the studies and write the drafts to `out`, all of them or none."""
    from oxyura.apps.cli.reporting import console, say_progress, write_json
    from oxyura.policy.convention_reports import ANNEXES, SCHEMES
    from oxyura.publish.documents.files import write_documents
    from oxyura.publish.documents.report_parts import read_records
    from oxyura.publish.documents.report_set import report_files, report_set
    from oxyura.publish.language import words_for
    from oxyura.publish.result_folder import check_destination
    from oxyura.sources.conventions import read_parties
    from oxyura.sources.country_names import country_name
    from oxyura.study.checked import read_study
    from oxyura.study.running import assess_study

    progress, words = say_progress(quiet or as_json), words_for(language)
    schemes = _known(to, tuple(SCHEMES), "--to", "no scheme")
    wanted = _known(annexes, ANNEXES, "--annex", "no annex")
    _refuse_nothing(schemes, wanted)
    written = read_formats(formats)
    country = "" if party is None else _party_code(party)
    check_destination(out, kind="report", force=force)
    parties = None if conventions is None else read_parties(conventions)
    assessments = []
    for name in dict.fromkeys(studies):
        progress(f"Assessing {name}")
        assessments.append(assess_study(read_study(name, encoding=encoding)))
    _refuse_same_names([each.study.name for each in assessments])
    records = read_records(assessments, country, words)
    memberships = {each.convention: each for each in parties.of(country)} if parties is not None and country else {}
    party_name = country_name(country) if country else ""
    documents = report_set(schemes, wanted, records, memberships, party_name, words)
    progress("Writing the drafts")
    folder = write_documents(out, documents, written, report_files(wanted, records), kind="report", force=force)
    if as_json:
        write_json(_summary(schemes, wanted, country, records, memberships, written, documents))
    elif not quiet:
        _show(schemes, records, memberships, party_name)
        console().print(f"Drafts: {folder / next(iter(documents))}.{written[0]}")
    return 0


def read_formats(text: str) -> tuple[Format, ...]:
    """Return the formats of a list such as ``html,pdf``, each once.

    Raises
    ------
    InputError
        It names none, or one that documents are not written in.
    """
    from oxyura.publish.documents.files import FORMATS
    from oxyura.schema.errors import InputError

    names = dict.fromkeys(word.strip().casefold() for word in text.split(",") if word.strip())
    unknown = next((name for name in names if name not in FORMATS), None)
    if unknown is not None or not names:
        raise InputError(
            f"'{(unknown or text)[:40]}' is no format.", where="--format", remedy=f"Choose of: {', '.join(FORMATS)}."
        )
    return tuple(one for one in FORMATS if one in names)


def _known(given: Sequence[str], known: Sequence[str], where: str, what: str) -> tuple[str, ...]:
    from oxyura.schema.errors import InputError

    names = dict.fromkeys(word.strip().casefold() for text in given for word in text.split(",") if word.strip())
    for name in names:
        if name not in known:
            raise InputError(f"'{name[:40]}' is {what}.", where=where, remedy=f"Choose of: {', '.join(known)}.")
    return tuple(names)


def _refuse_nothing(schemes: Sequence[str], wanted: Sequence[str]) -> None:
    from oxyura.schema.errors import InputError

    if not schemes and not wanted:
        raise InputError(
            "Nothing is asked for.", where="--to", remedy="Name a scheme with --to, such as cms, or an --annex."
        )


def _refuse_same_names(names: Sequence[str]) -> None:
    from oxyura.schema.errors import InputError

    for name in names:
        if names.count(name) > 1:
            raise InputError(
                f"Two studies have the name {name}.", where="STUDY", remedy="Give each once, or rename one folder."
            )


def _party_code(text: str) -> str:
    from oxyura.schema.errors import InputError
    from oxyura.schema.vocabularies import COUNTRY

    code = text.strip().upper()
    if code in COUNTRY:
        return code
    remedy = "Great Britain is GB." if code == "UK" else "Use two letters, such as ES for Spain."
    raise InputError(f"{text[:20]!r} is no ISO 3166-1 country code.", where="--party", remedy=remedy)


def _summary(
    schemes: Sequence[str],
    wanted: Sequence[str],
    country: str,
    records: Sequence[Record],
    memberships: dict[str, Membership],
    written: Sequence[str],
    documents: dict[str, Document],
) -> dict[str, object]:
    return {
        "party": country or None,
        "studies": [record.name for record in records],
        "runs": next(iter(documents.values())).run.split(),
        "schemes": {key: _standing(key, records, memberships) for key in schemes},
        "annexes": list(wanted),
        "files": [f"{stem}.{ending}" for stem in documents for ending in written],
    }


def _standing(key: str, records: Sequence[Record], memberships: dict[str, Membership]) -> dict[str, object]:
    from oxyura.policy.convention_reports import SCHEMES, covers, sections_of, standing_of

    scheme = SCHEMES[key]
    return {
        "party": standing_of(scheme, memberships),
        "covers": {
            record.name: covers(scheme, record.facts.listings, record.facts.designations).answer for record in records
        },
        "form_read": any(section.from_form for section in sections_of(key)),
    }


def _show(
    schemes: Sequence[str], records: Sequence[Record], memberships: dict[str, Membership], party_name: str
) -> None:
    from oxyura.apps.cli.figures import table
    from oxyura.apps.cli.reporting import clean, console
    from oxyura.policy.convention_reports import SCHEMES

    if not schemes:
        return
    said = table(f"Drafts: {party_name or 'all Parties'}", "Scheme", "Party bound", "Covers", "Form read")
    for key in schemes:
        standing = _standing(key, records, memberships)
        covered = standing["covers"]
        answers = sorted({str(each) for each in covered.values()}) if isinstance(covered, dict) else []
        said.add_row(
            SCHEMES[key].short_name,
            str(standing["party"]).replace("_", " "),
            clean(", ".join(answers).replace("_", " ")),
            "in part" if standing["form_read"] else "no",
        )
    console().print(said)
