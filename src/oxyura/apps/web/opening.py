"""Opens the register with what the web application adds to it: pages written with every run, the first studies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from oxyura.apps.web.settings import WebSettings
from oxyura.register.kinds import Arguments, Kinds, Result, Say, shipped_kinds
from oxyura.register.store import Register
from oxyura.schema.errors import InputError

_TABLES = frozenset({".csv", ".parquet", ".toml"})


def assess_for_pages(register: Register, arguments: Arguments, say: Say) -> Result:
    """Assess a study, and keep with its files what pages show of it."""
    from oxyura.apps.web.views.run_files import write_views
    from oxyura.register.work import assess

    return assess(register, arguments, say, also_write=write_views)


def web_kinds() -> Kinds:
    """Return the kinds of jobs of the web application."""
    from oxyura.apps.web.drafts import PACK, PLAN, pack_kind, plan_kind
    from oxyura.apps.web.report_drafts import REPORT, report_kind
    from oxyura.apps.web.splitting import COMPARE, compare_kind
    from oxyura.apps.web.weighing import WEIGH, weigh_kind

    kinds = shipped_kinds()
    return {
        **kinds,
        "assess": replace(kinds["assess"], work=assess_for_pages),
        WEIGH: weigh_kind(),
        PACK: pack_kind(),
        PLAN: plan_kind(),
        COMPARE: compare_kind(),
        REPORT: report_kind(),
    }


@contextmanager
def open_register(settings: WebSettings) -> Iterator[Register]:
    """Open the register and take in the studies of the settings.

    Raises
    ------
    InputError
        A folder holds no study, the table of parties is none, or the register cannot be opened.
    """
    with Register.open(settings.register, workers=settings.workers, kinds=web_kinds()) as register:
        if settings.casebook:
            register.add_casebook()
        for folder in settings.studies:
            take_in(register, folder)
        if settings.conventions is not None:
            from oxyura.apps.web.kept_parties import keep_at_start
            from oxyura.sources.conventions import read_table

            keep_at_start(register, settings.conventions.name, read_table(settings.conventions))
        yield register


def take_in(register: Register, folder: Path) -> None:
    """Keep every study of a folder: the folder itself, or its subfolders and workbooks.

    Raises
    ------
    InputError
        There is no study in it.
    """
    if (folder / "study.toml").is_file():
        _add_folder(register, folder)
        return
    if not folder.is_dir():
        raise InputError("There is no such folder.", where=str(folder), remedy="Name a folder that holds studies.")
    found = 0
    for path in sorted(folder.iterdir()):
        if (path / "study.toml").is_file():
            _add_folder(register, path)
            found += 1
        elif path.suffix.lower() == ".xlsx" and path.is_file() and not path.name.startswith(("~", ".")):
            register.add_study(path.stem, {path.name: path.read_bytes()}, origin="folder")
            found += 1
    if not found:
        raise InputError(
            "There is no study in the folder.",
            where=str(folder),
            remedy="A study is a folder with study.toml, or a workbook (.xlsx).",
        )


def _add_folder(register: Register, folder: Path) -> None:
    paths = [path for path in sorted(folder.iterdir()) if path.is_file() and path.suffix.lower() in _TABLES]
    register.add_study(folder.name, {path.name: path.read_bytes() for path in paths}, origin="folder")
