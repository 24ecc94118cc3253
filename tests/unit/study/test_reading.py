"""A study is found and read whole: folder, settings, Parquet, and what is no study."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from oxyura.schema.errors import InputError
from oxyura.schema.limits import Limit
from oxyura.schema.settings import Budget, Objective
from oxyura.study import reading as reading_module
from oxyura.study.casebook_studies import casebook_names, casebook_path, list_casebook
from oxyura.study.reading import Reading, read_study

TOML = b'title = "Gough"\ndate = 2026-01-15\n'
ANY_ROW = -1
SITES = b"site_id,name\na,A\n"


def study(folder: Path, **files: bytes | str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, data in {"study.toml": TOML, **files}.items():
        content = data.encode() if isinstance(data, str) else data
        (folder / name).write_bytes(content)
    return folder


def found(reading: Reading, severity: str = "error") -> list[tuple[str, str]]:
    return [(problem.code, problem.file) for problem in reading.problems if problem.severity == severity]


def test_folder_is_read_with_sizes_and_checksums(tmp_path: Path) -> None:
    path = study(tmp_path / "my-study", **{"sites.csv": SITES, "README.md": "x", "datapackage.json": "{}"})
    reading = read_study(path)
    assert (reading.name, reading.problems) == ("my-study", ())
    assert [file.name for file in reading.files] == ["sites.csv", "study.toml"]
    assert reading.files[0].size_bytes == len(SITES)
    assert reading.files[0].sha256 == hashlib.sha256(SITES).hexdigest()
    assert reading.tables["sites"].file == "sites.csv"
    assert "migrants" not in reading.tables


def test_name_of_the_folder_we_stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(study(tmp_path / "here"))
    assert read_study(".").name == "here"


@pytest.mark.parametrize(
    ("file", "code", "severity"),
    [
        ("site.csv", "misspelt_table", "error"),
        ("Sites.csv", "misspelt_table", "error"),
        ("vital-rates.csv", "misspelt_table", "error"),
        ("sites (1).csv", "misspelt_table", "error"),
        ("presence.parquet", "misspelt_table", "error"),
        ("sites.tsv", "misspelt_table", "error"),
        ("sites.csv.gz", "misspelt_table", "error"),
        ("sites.csv.txt", "misspelt_table", "error"),
        ("Study.toml", "misspelt_table", "error"),
        ("budget.csv", "not_a_table", "note"),
        ("quarantine.csv", None, None),
        (".~lock.sites.csv#", None, None),
        ("~$sites.csv", None, None),
        ("map.png", None, None),
    ],
)
def test_other_files(tmp_path: Path, file: str, code: str | None, severity: str | None) -> None:
    reading = read_study(study(tmp_path / "s", **{file: b"x"}))
    assert [(problem.code, problem.severity) for problem in reading.problems] == ([(code, severity)] if code else [])


def test_two_files_for_one_table(tmp_path: Path) -> None:
    reading = read_study(study(tmp_path / "s", **{"sites.csv": SITES, "sites.parquet": b"PAR1"}))
    assert found(reading) == [("two_files", "sites.csv")]
    assert "sites.csv, sites.parquet" in reading.problems[0].message
    assert "sites" not in reading.tables


def test_every_problem_of_every_file_is_told(tmp_path: Path) -> None:
    reading = read_study(
        study(
            tmp_path / "s",
            **{
                "study.toml": "title = 3\nseed = -1\n",
                "sites.csv": "site_id,nam\na b,x\n",
                "invaders.csv": "invader_id,scientific_name\nx,\xe9\n".encode("latin-1"),
                "sources.csv": b"\xff\xfeS\x00",
            },
        )
    )
    assert set(found(reading)) == {
        ("wrong_type", "study.toml"),
        ("out_of_range", "study.toml"),
        ("missing_setting", "study.toml"),
        ("unknown_column", "sites.csv"),
        ("missing_column", "sites.csv"),
        ("bad_identifier", "sites.csv"),
        ("not_utf8", "invaders.csv"),
        ("not_utf8", "sources.csv"),
    }
    assert len(reading.files) == 4


def test_named_encoding_is_used(tmp_path: Path) -> None:
    path = study(tmp_path / "s", **{"sites.csv": "site_id,name\na,Zóñar\n".encode("cp1252")})
    assert found(read_study(path)) == [("not_utf8", "sites.csv")]
    reading = read_study(path, encoding="cp1252")
    assert reading.problems == ()
    assert reading.tables["sites"].texts("name") == ["Zóñar"]
    with pytest.raises(InputError, match="no text encoding"):
        read_study(path, encoding="klingon")


def test_links_and_pipes_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_bytes(SITES)
    path = study(tmp_path / "s", **{"real.csv": SITES})
    (path / "sites.csv").symlink_to(tmp_path / "secret.csv")
    (path / "migrants.csv").symlink_to(path / "nowhere.csv")
    (path / "sources.csv").symlink_to("/dev/zero")
    os.mkfifo(path / "stages.csv")
    (path / "invaders.csv").mkdir()
    reading = read_study(path)
    assert set(found(reading)) == {
        ("link_outside", "sites.csv"),
        ("link_outside", "sources.csv"),
        ("unreadable", "migrants.csv"),
        ("not_a_file", "stages.csv"),
        ("not_a_file", "invaders.csv"),
    }
    (path / "sites.csv").unlink()
    (path / "sites.csv").symlink_to("real.csv")
    assert len(read_study(path).tables["sites"]) == 1


def test_large_files_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = study(tmp_path / "s", **{"sites.csv": SITES * 10})
    monkeypatch.setattr(reading_module, "FILE_BYTES", Limit("The file's size", 100, "bytes", "Split it."))
    reading = read_study(path)
    assert found(reading) == [("too_large", "sites.csv")]
    (path / "study.toml").write_bytes(TOML + b"#" * 70_000)
    assert ("too_large", "study.toml") in found(read_study(path))


def test_too_many_sites(tmp_path: Path) -> None:
    rows = "".join(f"s{number},S\n" for number in range(10_001))
    reading = read_study(study(tmp_path / "s", **{"sites.csv": f"site_id,name\n{rows}"}))
    assert found(reading) == [("too_many_sites", "sites.csv")]


@pytest.mark.parametrize(
    "name",
    ["no-such-study", "a/b/c", "nul\x00byte", "", "../casebook", "x" * 5000],
)
def test_nothing_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        read_study(name)
    assert "oxyura casebook" in str(caught.value)


def test_what_is_no_study(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="holds no study"):
        read_study(tmp_path / "empty")
    (tmp_path / "empty" / "book.xlsx").write_bytes(b"x")
    with pytest.raises(InputError, match=r"Give the workbook itself: .*book\.xlsx"):
        read_study(tmp_path / "empty")
    for name in ("a.xls", "a.ods", "a.xlsm", "a.xlsb", "a.csv", "study.toml", "a.pdf", "a"):
        (tmp_path / name).write_bytes(b"x")
        with pytest.raises(InputError) as caught:
            read_study(tmp_path / name)
        assert caught.value.remedy
    with pytest.raises(InputError, match="neither a folder nor a file"):
        read_study("/dev/null")


def test_tables_without_settings_are_a_study_with_an_error(tmp_path: Path) -> None:
    path = study(tmp_path / "s", **{"sites.csv": SITES})
    (path / "study.toml").unlink()
    reading = read_study(path)
    assert reading.settings is None
    assert found(reading) == [("no_settings", "study.toml")]


def test_casebook_names_stand_for_studies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert casebook_names()
    for entry in list_casebook():
        assert entry.title
        assert read_study(entry.name).name == entry.name
        assert read_study(Path(entry.name)).settings is not None
    name = casebook_names()[0]
    with pytest.raises(InputError, match=name):
        casebook_path(name[:-1])
    study(tmp_path / name)
    assert read_study(name).settings is not None
    assert read_study(name).tables.tables == {}


def test_settings_of_every_kind(tmp_path: Path) -> None:
    toml = """
    title = "T"
    question = "Q?"
    horizon_years = 20.0
    draws = 500
    seed = 7
    date = "2026-01-15"
    quasi_extinction_threshold = 12.5
    [budget]
    amount = 1e6
    currency = "EUR"
    price_year = 2025
    [objective]
    outcome = "ln_lambda"
    """
    reading = read_study(study(tmp_path / "s", **{"study.toml": toml.encode("utf-8-sig")}))
    assert reading.problems == ()
    settings = reading.settings
    assert settings is not None
    assert (settings.horizon_years, settings.draws, settings.seed, settings.date) == (20, 500, 7, "2026-01-15")
    assert isinstance(settings.horizon_years, int)
    assert settings.budget == Budget(1e6, "EUR", 2025)
    assert settings.objective == Objective("ln_lambda")


@pytest.mark.parametrize(
    ("line", "code", "row", "advice"),
    [
        ("drawes = 3", "unknown_setting", 3, "Write draws"),
        ("budget = 3", "unknown_setting", 3, "budget"),
        ("draws = 0", "out_of_range", 3, "from 1 to 100000"),
        ("draws = 100001", "out_of_range", 3, "from 1 to 100000"),
        ("horizon_years = 2000", "out_of_range", 3, "from 1 to 1000"),
        ("draws = 1.5", "not_whole", 3, "without decimals"),
        ('draws = "1000"', "wrong_type", 3, "without quotation marks"),
        ("draws = true", "wrong_type", 3, ""),
        ("draws = [1]", "wrong_type", 3, ""),
        ("draws = nan", "not_finite", 3, ""),
        ("question = 5", "wrong_type", 3, "quotation marks"),
        ("question = {a = 1}", "wrong_type", 3, ""),
        ('[objective]\noutcome = "lambda"', "unknown_term", 4, "ln_lambda"),
        ('[budget]\namount = 1\ncurrency = "euro"\nprice_year = 2025', "bad_currency", 5, "EUR"),
        ("[budget]\namount = 5", "missing_setting", None, "Add it"),
        ("[weather]\nwind = 3", "unknown_setting", 3, "elete it"),
        ("draws = 1\ndraws = 2", "bad_toml", 4, "one setting per line"),
        ("draws 5", "bad_toml", 3, "one setting per line"),
        ("x = " + "[" * 30_000, "bad_toml", ANY_ROW, "one setting per line"),
        ("draws = " + "9" * 5_000, "bad_toml", ANY_ROW, "one setting per line"),
    ],
)
def test_faulty_settings(tmp_path: Path, line: str, code: str, row: int | None, advice: str) -> None:
    reading = read_study(study(tmp_path / "s", **{"study.toml": TOML.decode() + line}))
    problem = reading.problems[0]
    assert (problem.severity, problem.code) == ("error", code)
    assert row in (ANY_ROW, problem.row)
    assert advice in problem.remedy
    if code != "bad_toml":
        assert reading.settings is not None
        assert reading.settings.title == "Gough"


@pytest.mark.parametrize("date", ["2026-13-01", '"1 May 2026"', "2026-01-15T10:00:00", "2026"])
def test_faulty_dates(tmp_path: Path, date: str) -> None:
    reading = read_study(study(tmp_path / "s", **{"study.toml": f'title = "T"\ndate = {date}\n'}))
    assert [problem.severity for problem in reading.problems] == ["error"]


def parquet(columns: Mapping[str, Any]) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(dict(columns)), sink)
    return bytes(sink.getvalue())


def read_parquet(tmp_path: Path, columns: Mapping[str, Any]) -> Reading:
    return read_study(study(tmp_path / "s", **{"sites.parquet": parquet(columns)}))


def test_parquet_of_many_types(tmp_path: Path) -> None:
    reading = read_parquet(
        tmp_path,
        {
            "site_id": pa.array(["a", None, "c"]).dictionary_encode(),
            "name": pa.array(["A", None, "C"], pa.large_string()),
            "lat": pa.array([1.5, None, 3.25], pa.float32()),
            "lon": pa.array([1, None, 3], pa.int8()),
            "sensitive": pa.array([True, None, False]),
            "notes": pa.nulls(3),
        },
    )
    assert reading.problems == ()
    table = reading.tables["sites"]
    assert table.rows.tolist() == [2, 4]
    assert table.texts("name") == ["A", "C"]
    assert table.texts("sensitive") == ["yes", "no"]
    assert (table.numbers("lat").tolist(), table.numbers("lon").tolist()) == ([1.5, 3.25], [1, 3])


def test_parquet_with_faults(tmp_path: Path) -> None:
    reading = read_parquet(
        tmp_path,
        {
            "site_id": pa.array(["a", "b"]),
            "name": pa.array([["x"], ["y"]]),
            "lat": pa.array([float("nan"), 95.0]),
            "lon": pa.array(["1.5", "x"]),
            "colour": pa.array(["red", "red"]),
        },
    )
    assert [(problem.code, problem.row, problem.column) for problem in reading.problems] == [
        ("wrong_type", None, "name"),
        ("unknown_column", 1, "colour"),
        ("not_finite", 2, "lat"),
        ("number_as_text", 2, "lon"),
        ("out_of_range", 3, "lat"),
        ("not_a_number", 3, "lon"),
    ]


def test_damaged_parquet(tmp_path: Path) -> None:
    whole = parquet({"site_id": pa.array(["a"] * 500), "name": pa.array([str(i) for i in range(500)])})
    for data in (b"", b"PAR1", whole[:-1], whole[: len(whole) // 2] + whole[-200:], b"PAR1" + b"\xff" * 100 + b"PAR1"):
        reading = read_study(study(tmp_path / "s", **{"sites.parquet": data}))
        assert found(reading) == [("unreadable", "sites.parquet")]


def test_parquet_that_repeats_a_long_text_stays_small(tmp_path: Path) -> None:
    repeated = pa.DictionaryArray.from_arrays(pa.array([0] * 1_500_000, pa.int32()), pa.array(["x" * 15_000]))
    data = parquet(
        {"site_id": pa.array(["a"] * 1_500_000), "name": repeated.cast(pa.dictionary(pa.int32(), pa.string()))}
    )
    assert len(data) < 2_000_000
    reading = read_study(study(tmp_path / "s", **{"sites.parquet": data}))
    # 22 GB of text, held once; too many sites all the same.
    assert found(reading) == [("too_many_sites", "sites.parquet")]
