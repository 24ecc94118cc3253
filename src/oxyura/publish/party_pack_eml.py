"""The metadata of a published list: EML in the profile of GBIF, with nobody named who was not given."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape

from oxyura import __version__
from oxyura.policy.national_list import SECTIONS
from oxyura.publish.party_pack_page import fit
from oxyura.publish.party_pack_words import PackWords

_LICENCE = "https://creativecommons.org/licenses/by/4.0/legalcode"


@dataclass(frozen=True)
class Publisher:
    """Who publishes the list.

    Parameters
    ----------
    name : str
        Organisation; empty where none was given.
    email : str
        Address for questions; empty where none was given.
    """

    name: str = ""
    email: str = ""


def draw_eml(pack: PackWords, publisher: Publisher) -> str:
    """Return the metadata document.

    Parameters
    ----------
    pack : PackWords
    publisher : Publisher
        Where no name was given, the post is stated in its place: a list is never published in a made-up name.
    """
    gathered = pack.gathered
    date, title = gathered.drawn.date, _title(pack)
    # The same list of the same day has the same name; the list of another day has another.
    package = uuid5(NAMESPACE_URL, f"oxyura:{gathered.party}:{date}:{len(gathered.drawn.candidates)}")
    agent = _agent(pack, publisher)
    abstract = "".join(f"<para>{_text(line)}</para>" for line in _abstract(pack))
    sources = "".join(f"<citation>{_text(line)}</citation>" for line in _sources(pack))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<eml:eml xmlns:eml="eml://ecoinformatics.org/eml-2.1.1" xmlns:dc="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="eml://ecoinformatics.org/eml-2.1.1 '
        'http://rs.gbif.org/schema/eml-gbif-profile/1.1/eml.xsd" '
        f'packageId="{package}/v1.0" system="http://gbif.org" scope="system" xml:lang="en">\n'
        "<dataset>\n"
        f"<alternateIdentifier>{package}</alternateIdentifier>\n"
        f'<title xml:lang="en">{_text(title)}</title>\n'
        f"<creator>{agent}</creator>\n"
        f"<metadataProvider>{agent}</metadataProvider>\n"
        f"<pubDate>{_text(date)}</pubDate>\n"
        "<language>en</language>\n"
        f"<abstract>{abstract}</abstract>\n"
        "<keywordSet><keyword>Checklist</keyword>"
        "<keywordThesaurus>GBIF Dataset Type Vocabulary: http://rs.gbif.org/vocabulary/gbif/dataset_type.xml"
        "</keywordThesaurus></keywordSet>\n"
        "<keywordSet><keyword>invasive alien species</keyword><keyword>migratory species</keyword>"
        "<keywordThesaurus>n/a</keywordThesaurus></keywordSet>\n"
        "<intellectualRights><para>This work is licensed under a "
        f'<ulink url="{_LICENCE}"><citetitle>Creative Commons Attribution (CC-BY) 4.0 License</citetitle></ulink>.'
        "</para></intellectualRights>\n"
        f"<contact>{agent}</contact>\n"
        "</dataset>\n"
        "<additionalMetadata><metadata><gbif>"
        f"<dateStamp>{_text(date)}T00:00:00.000Z</dateStamp><hierarchyLevel>dataset</hierarchyLevel>"
        f"<bibliography>{sources}</bibliography>"
        "</gbif></metadata></additionalMetadata>\n"
        "</eml:eml>\n"
    )


def _title(pack: PackWords) -> str:
    return (
        f"Alien species that restrictions might apply to for the sake of migratory species: {pack.gathered.party_name}"
    )


def _abstract(pack: PackWords) -> tuple[str, ...]:
    drawn = pack.gathered.drawn
    called = ("regulated already", "regulated elsewhere on the flyway", "proposed", "to be examined")
    counts = ", ".join(
        f"{len(drawn.in_section(section))} {words}" for section, words in zip(SECTIONS, called, strict=True)
    )
    return (
        f"Draft list of {len(drawn.candidates)} alien species under CMS Resolution 11.28: {counts}. A species is on "
        "the list because a record holds it against a migratory species listed under the Convention on Migratory "
        "Species, or because a rule names it. Verdicts, records and their sources stand with each relation.",
        f"Made with Oxyura {__version__} from the studies "
        f"{', '.join(each.study.name for each in pack.gathered.studies)}"
        + ("" if pack.gathered.checklist is None else " and the national checklist of introduced and invasive species")
        + ". A draft from data: no legal act, and no legal advice.",
    )


def _sources(pack: PackWords) -> tuple[str, ...]:
    lists = () if pack.gathered.checklist is None else pack.gathered.checklist.sources
    named = [each.citation for each in lists]
    for candidate in pack.gathered.drawn.candidates:
        for pairing in candidate.pairings:
            found = (pack.of(pairing.study).source(name) for name in pairing.sources)
            named += [source.citation for source in found if source is not None]
    return tuple(dict.fromkeys(named)) or ("No source is cited.",)


def _agent(pack: PackWords, publisher: Publisher) -> str:
    if publisher.name:
        who = f"<organizationName>{_text(publisher.name)}</organizationName>"
    else:
        who = (
            f"<positionName>Authority for invasive alien species of {_text(pack.gathered.party_name)}, "
            "to be named before publication</positionName>"
        )
    mail = f"<electronicMailAddress>{_text(publisher.email)}</electronicMailAddress>" if publisher.email else ""
    return who + mail


def _text(text: str) -> str:
    return escape(fit(text))
