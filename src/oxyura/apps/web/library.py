"""The studies of the register as pages see them: what can be shown, and what is still being computed."""

from __future__ import annotations

import threading
import time
import tomllib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from markupsafe import Markup

from oxyura.apps.web.views.addresses import slug_of
from oxyura.apps.web.views.exact_places import ExactPoints, with_exact_places
from oxyura.apps.web.views.run_files import view_file
from oxyura.apps.web.views.study_pages import StudyPages, from_bytes
from oxyura.register.errors import NotFoundError
from oxyura.register.options import RunOptions
from oxyura.register.records import JobRecord, JobState, RunRecord, StudyRecord
from oxyura.schema.sentences import changed
from oxyura.spacetime.sensitive_sites import without_coordinates

# So long a list of studies may be old; within one page it never is.
_FRESH_SECONDS = 1.0
_MOST_KEPT = 240


class JobShelf(Protocol):
    """What the library asks of the register's jobs."""

    def submit(self, kind: str, arguments: Mapping[str, Any], *, background: bool = False) -> str:
        """Ask for a job and return its key."""
        ...

    def get(self, key: str) -> JobRecord:
        """Return a job."""
        ...


class Shelf(Protocol):
    """What the library asks of the register."""

    @property
    def jobs(self) -> JobShelf:
        """The jobs."""
        ...

    def studies(self) -> tuple[StudyRecord, ...]:
        """Return every study."""
        ...

    def materialise(self, key: str, folder: Path) -> Path:
        """Write a study into a folder."""
        ...

    def study_file(self, key: str, name: str) -> bytes:
        """Return a file of a study."""
        ...

    def run_for(self, study_key: str, options: RunOptions) -> RunRecord | None:
        """Return the run of a study, or None."""
        ...

    def run_file(self, run_key: str, name: str) -> bytes:
        """Return a file of a run."""
        ...


@dataclass(frozen=True)
class Entry:
    """A study as lists show it.

    Parameters
    ----------
    slug : str
        As in addresses.
    run_key : str or None
        Its run; None while it is being computed, or where that failed.
    state : JobState
        Of the job that computes it; ``done`` where there is a run.
    step : str
        What is being done.
    fraction : float
        How much is done, 0 to 1.
    message : str
        Why it failed.
    """

    slug: str
    key: str
    name: str
    title: str
    origin: str
    run_key: str | None
    state: JobState
    step: str = ""
    fraction: float = 0.0
    message: str = ""

    @property
    def lang(self) -> Markup:
        """Return the attribute that says in which language the study's own words are; only of the casebook known."""
        return Markup(' lang="en"') if self.origin == "casebook" else Markup("")


class Library:
    """The studies of a register.

    Parameters
    ----------
    shelf : Shelf
        The register, or what stands in for it.
    exact_points : callable, optional
        Where sensitive sites are, for a server whose readers own the data; without it nobody learns.
    """

    def __init__(self, shelf: Shelf, exact_points: ExactPoints | None = None) -> None:
        self._shelf = shelf
        self._exact_points = exact_points
        self._lock = threading.RLock()
        self._jobs: dict[str, str] = {}
        self._titles: dict[str, str] = {}
        self._runs: dict[str, str] = {}
        self._entries: tuple[float, tuple[Entry, ...]] = (-1e9, ())
        self._pages: OrderedDict[tuple[str, str], StudyPages] = OrderedDict()

    def entries(self) -> tuple[Entry, ...]:
        """Return every study, by title; those without a run are asked to be computed."""
        with self._lock:
            read_at, entries = self._entries
            if time.monotonic() - read_at > _FRESH_SECONDS:
                entries = self._read()
                self._entries = (time.monotonic(), entries)
            return entries

    def forget_list(self) -> None:
        """Read the list of studies anew at the next turn, because one has been added."""
        with self._lock:
            self._entries = (-1e9, ())

    def entry(self, slug: str) -> Entry | None:
        """Return a study by its address; None where there is none."""
        return next((entry for entry in self.entries() if entry.slug == slug), None)

    def pages(self, entry: Entry, language: str) -> StudyPages | None:
        """Return what pages show of a study; None where it has no run."""
        if entry.run_key is None:
            return None
        key = (entry.run_key, language)
        with self._lock:
            found = self._pages.get(key)
            if found is not None:
                self._pages.move_to_end(key)
                return found
        read = from_bytes(self._shelf.run_file(entry.run_key, view_file(language)))
        if self._exact_points is not None:
            read = with_exact_places(read, entry.key, self._exact_points)
        with self._lock:
            self._pages[key] = read
            while len(self._pages) > _MOST_KEPT:
                self._pages.popitem(last=False)
        return read

    def all_pages(self, language: str) -> tuple[tuple[Entry, StudyPages], ...]:
        """Return every study that has a run, with what pages show of it."""
        found = ((entry, self.pages(entry, language)) for entry in self.entries())
        return tuple((entry, pages) for entry, pages in found if pages is not None)

    def waiting(self) -> tuple[Entry, ...]:
        """Return the studies that are being computed."""
        return tuple(entry for entry in self.entries() if entry.state in ("waiting", "running"))

    def _read(self) -> tuple[Entry, ...]:
        found: list[Entry] = []
        taken: set[str] = set()
        for record in self._shelf.studies():
            slug = slug_of(record.name)
            if slug in taken:
                # Another study under a name that is taken: the newest has the plain address.
                slug = f"{slug}-{record.key[:8]}"
            taken.add(slug)
            found.append(self._entry(record, slug))
        return tuple(sorted(found, key=lambda entry: entry.title.casefold()))

    def _entry(self, record: StudyRecord, slug: str) -> Entry:
        title = self._title(record)
        run_key = self._run(record.key)
        if run_key is not None:
            return Entry(slug, record.key, record.name, title, record.origin, run_key, "done", fraction=1.0)
        job = self._job(record.key)
        message = "" if job.failure is None else changed(job.failure.message, without_coordinates)
        state: JobState = "failed" if job.state == "done" else job.state
        return Entry(slug, record.key, record.name, title, record.origin, None, state, job.step, job.fraction, message)

    def _run(self, key: str) -> str | None:
        if key not in self._runs:
            run = self._shelf.run_for(key, RunOptions())
            if run is None:
                return None
            self._runs[key] = run.key
        return self._runs[key]

    def _job(self, key: str) -> JobRecord:
        if key in self._jobs:
            # One that failed is let go of after a while, and then tried again.
            with suppress(NotFoundError):
                return self._shelf.jobs.get(self._jobs[key])
        self._jobs[key] = self._shelf.jobs.submit("assess", {"study": key}, background=True)
        return self._shelf.jobs.get(self._jobs[key])

    def _title(self, record: StudyRecord) -> str:
        if record.key not in self._titles:
            self._titles[record.key] = _read_title(self._shelf, record) or record.name
        return self._titles[record.key]


def _read_title(shelf: Shelf, record: StudyRecord) -> str:
    """Return the title that the study's settings give; empty where they cannot be read before the checks."""
    names: Sequence[str] = [file.name for file in record.files if file.name.split("/")[-1] == "study.toml"]
    if not names:
        return ""
    try:
        title = tomllib.loads(shelf.study_file(record.key, names[0]).decode("utf-8-sig")).get("title")
    except (ValueError, RecursionError):
        return ""
    return title.strip()[:300] if isinstance(title, str) else ""
