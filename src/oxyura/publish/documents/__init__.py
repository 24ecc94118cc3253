"""Documents: one model of what a document says, and writers that say it as HTML, DOCX and PDF.

Notes
-----
**Make a document** from sections, paragraphs, lists, tables and pictures (`document`). Sentences come whole from the
catalogue; every number of the run is bound to where it stands in the result folder (`wording`)::

    at = make_pointer("summary.json", "migrants", migrant_id, "growth_now")
    lead = say(
        words,
        "%(name)s declines by %(growth)s.",
        tone="lead",
        name=named(name),
        growth=bound_band(words, band, words.yearly, at),
    )
    blocks = (lead, Section("threats", words.gettext("Threats"), (table,)), *back_matter(assessment, words))
    plan = Document(title, subtitle, words.language, blocks, run_identifier(assessment), date=settings.date)

| for | use |
|---|---|
| a number of the run | ``bound(text, pointer)``; with its interval ``bound_band``; a count: bind it to the list |
| a name of the study, a citation | ``named`` |
| a sentence made below the pages | ``tell(words, sentence, pointer)`` |
| a date, a provision, a count of the document's own lines | ``dated``, ``code``, ``tally`` |
| an address | ``linked`` |
| several things in a sentence | ``joined`` |
| a field that is not known | ``plain(question, tone="question")`` |

A number that no file holds, such as a difference, belongs into a JSON file of the folder, and its span points there.
The numbers in the alternative text and the caption of a picture come from its ``pointers``. Titles and headings hold no
number of the run.

**Write it** with `files.write_documents`: every document in every format, with `summary.json` and whatever else
pointers name, all or nothing. What some reader could not follow (a picture without alternative text, a table without
rows, a heading too deep) is refused before anything is written; so is a PDF whose fonts lack a letter: Typst's own hold
Latin, Greek, Cyrillic, Arabic and Hebrew, a folder named in ``OXYURA_FONTS`` adds others. Nothing is ever left out or
replaced by an empty box.

**Prove it** with `tracing.untraced(document, folder)`: every pointer followed, every printed number held against what
is there, every loose digit named.
"""
