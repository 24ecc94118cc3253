"""Kinds of problem that the reading of files reports, described for the reference page."""

from __future__ import annotations

from oxyura.study.checking.kinds import Topic, error, note, warning

TOPICS: tuple[Topic, ...] = (
    Topic(
        "Files",
        (
            error("unreadable", "The file cannot be opened, or is not what its name says.", "Save it again."),
            error("too_large", "The file, or what a workbook unpacks to, is too large.", "Split it."),
            error("too_many_sites", "sites has more rows than the program accepts.", "Merge or split."),
            error("link_outside", "The file is a link that leads out of the study.", "Put the file itself there."),
            error("not_a_file", "What has a table's name is no ordinary file.", "Replace it by a file."),
            error("two_files", "A table stands in more than one file.", "Keep one of them."),
            error("misspelt_table", "A file or sheet is called almost like a table.", "Rename it."),
            note("not_a_table", "A file or sheet is no table of a study.", "Nothing, unless it was meant as one."),
            error("empty_file", "The file holds nothing.", "Write the column names in its first row, or delete it."),
            error(
                "not_utf8", "The file is not UTF-8; byte and row are named.", "Save as CSV UTF-8, or use --encoding."
            ),
            error("wrong_encoding", "The file does not fit the encoding asked for.", "Name the right one."),
            warning("encoding_doubtful", "The file is good UTF-8 but another encoding was asked for.", "Leave it out."),
            error("nul_byte", "The file holds NUL bytes, as text in UTF-16 does.", "Save it as CSV UTF-8."),
            error("not_text", "The file is not text.", "Save the table as CSV UTF-8."),
            note("delimiter", "Columns are not separated by commas. The file was read accordingly.", "Nothing."),
            note("decimal_comma_file", "The file has decimal commas. It was read accordingly.", "Nothing."),
            error("broken_quotes", "A quotation mark is not closed. The file is read up to there.", "Close it."),
        ),
    ),
    Topic(
        "Columns and rows",
        (
            error("no_header", "The first row names no column of the table.", "Write the column names there."),
            error("missing_column", "A required column is missing.", "Add it and fill it in."),
            error("unknown_column", "The table has no such column.", "Rename it, or move what it says to notes."),
            error("repeated_column", "A column stands in the header twice.", "Delete or rename one."),
            error("unnamed_column", "A column has values but no name.", "Name it, or delete its values."),
            error("ragged_row", "A row has more or fewer cells than the header.", "Put text with commas in quotes."),
        ),
    ),
    Topic(
        "Cells",
        (
            error("missing_value", "A cell that every row needs is empty.", "Fill it in."),
            error("unknown_term", "A word is not in the column's vocabulary.", "Use the word that is offered."),
            error("unknown_country", "The code is not a country of ISO 3166-1.", "Write it as ES. NA is Namibia."),
            error("unknown_threat", "The code is not a class of the IUCN threats.", "Write it as 5.4."),
            error("bad_identifier", "A name has signs that names cannot have.", "Use letters, digits, - and _."),
            error("bad_subdivision", "The code is not of ISO 3166-2.", "Write it as ES-CA."),
            error("bad_currency", "The code is not of ISO 4217.", "Write it as EUR."),
            error("bad_date", "The date is not one, or not written as one.", "Write it as 2026-03-09."),
            error("bad_url", "The address is not http or https.", "Write the whole address."),
            error("bad_doi", "The DOI is not one.", "Write it from 10. on."),
            error("bad_outline", "The outline is not a polygon in WGS 84.", "Write it as WKT, longitude first."),
            error("not_a_number", "The cell should hold a number.", "Write digits and a decimal point."),
            error("not_whole", "The number has decimals where it cannot.", "Write a whole number."),
            error("not_finite", "The number is infinite, or not one.", "Leave the cell empty if it is not known."),
            error("out_of_range", "The number is outside the column's range.", "Check number and unit."),
            error("percent_sign", "A share is written with a percent sign.", "Write 0.85 for 85 %."),
            error("decimal_comma", "A decimal comma stands in a file with points.", "Write a point."),
            error("thousands_separator", "Thousands seem to be separated.", "Write the digits alone."),
            warning("ambiguous_number", "A point may be decimal or separate thousands.", "Leave it out of thousands."),
            warning("repeated_in_list", "A list names one thing twice. It counts once.", "Delete one of the two."),
            error("too_long", "The cell holds more text than is accepted.", "Shorten it."),
            error("control_character", "The text holds invisible characters.", "Type it again."),
            error("wrong_type", "The value has a type that the column cannot hold.", "Save it as text or number."),
        ),
    ),
    Topic(
        "Workbooks",
        (
            error("formula", "A cell holds a formula; none is ever computed.", "Paste it as a value."),
            error("error_value", "A cell holds an error of the spreadsheet.", "Write the value."),
            error("date_in_cell", "The spreadsheet made a date of what was typed.", "Format the cell, type it again."),
            error("merged_cells", "Cells are merged; only the first holds a value.", "Unmerge and fill them in."),
            note("number_as_text", "A number is stored as text. It counts as a number.", "Nothing."),
            warning("hidden_sheet", "A sheet is hidden, and read all the same.", "Show or delete it."),
            warning("hidden_rows", "Rows are hidden, and read all the same.", "Show or delete them."),
            warning("hidden_columns", "Columns are hidden, and read all the same.", "Show or delete them."),
            error("hostile_xml", "The workbook declares XML entities, as attacks do.", "Do not use the file."),
        ),
    ),
    Topic(
        "Settings",
        (
            error("no_settings", "There is no study.toml, or no sheet study.", "Add it."),
            error("bad_toml", "study.toml is not valid TOML.", "Write one setting per line."),
            error("missing_setting", "A required setting is missing.", "Add it."),
            error("unknown_setting", "There is no such setting.", "Correct or delete it."),
            error("repeated_setting", "A setting is given twice.", "Delete one of the two."),
        ),
    ),
)
