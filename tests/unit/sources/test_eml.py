from __future__ import annotations

import pytest

from oxyura.schema.archives import open_archive
from oxyura.schema.errors import InputError
from oxyura.sources.eml import licence_name, read_source, source_id_of


def source(zipped, text, name="griis-nowhere.zip"):
    path = zipped(name, {"eml.xml": text})
    with open_archive(path) as archive:
        return read_source(archive, "eml.xml", path.name)


def test_everything_a_document_says(checklist):
    path = checklist([])
    with open_archive(path) as archive:
        found = read_source(archive, "eml.xml", path.name)
    assert found.source_id == "griis-nowhere-2-3"
    assert found.citation == "Somebody (2024): A list of aliens. https://doi.org/10.15468/abc123."
    assert found.doi == "10.15468/abc123"
    assert found.url == "https://example.org/list"
    assert found.licence == "CC BY 4.0"
    assert found.note == "griis-nowhere.zip; version 2.3, published 2024-02-01"


def test_a_citation_is_put_together_from_the_title(zipped):
    text = '<eml packageId="x/v1.4"><dataset><title> A\n list </title><pubDate>2020-01-02</pubDate></dataset></eml>'
    assert source(zipped, text).citation == "A list. Version 1.4. 2020-01-02."


def test_a_document_that_says_nothing_leaves_the_citation_to_be_given(zipped):
    found = source(zipped, "<eml/>")
    assert "give it here" in found.citation
    assert (found.licence, found.doi, found.url) == ("", "", "")


def test_dangerous_addresses_are_not_taken(zipped):
    text = "<eml><alternateIdentifier>javascript:alert(1)</alternateIdentifier><title>T</title></eml>"
    assert source(zipped, text).url == ""


def test_entities_are_refused(zipped):
    with pytest.raises(InputError, match="declares entities"):
        source(zipped, '<!DOCTYPE e [<!ENTITY a "b">]><eml><title>&a;</title></eml>')


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("http://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
        ("https://creativecommons.org/licenses/by-nc-sa/3.0/", "CC BY-NC-SA 3.0"),
        ("CC_BY_4_0", "CC BY 4.0"),
        ("CC_BY_NC_4_0", "CC BY-NC 4.0"),
        ("all rights reserved", "all rights reserved"),
        ("", ""),
    ],
)
def test_licences_have_short_names(text, name):
    assert licence_name(text) == name


@pytest.mark.parametrize(
    ("where", "version", "identifier"),
    [
        ("griis-saint-lucia-2.14.zip", "2.14", "griis-saint-lucia-2-14"),
        ("0012345-240101.csv.gz", "", "0012345-240101"),
        ("数据.csv", "", "source"),
    ],
)
def test_identifiers(where, version, identifier):
    assert source_id_of(where, version) == identifier
