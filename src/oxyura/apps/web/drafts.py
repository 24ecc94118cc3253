"""Writes what a Party hands on as jobs: its pack, and the draft of an action plan; each kept as a zip file."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from oxyura.apps.web.kept_parties import check_kept
from oxyura.register.keys import program_version
from oxyura.register.kinds import Arguments, Kind, Result, Say
from oxyura.register.options import LANGUAGES, refuse_unknown
from oxyura.register.store import Register
from oxyura.schema.countries import COUNTRY_CODES
from oxyura.schema.errors import InputError

PACK, PLAN = "pack", "action-plan"
PARTY_ARGUMENTS = ("country", "studies", "language", "conventions", "version")

_MOST_STUDIES = 500
_MOMENT = (1980, 1, 1, 0, 0, 0)


def read_pack(register: Register, arguments: Arguments) -> dict[str, Any]:
    """Check and complete what a pack is asked with.

    Raises
    ------
    InputError
        There is no such country or study.
    """
    refuse_unknown(arguments, PARTY_ARGUMENTS, "arguments")
    return read_party(register, arguments)


def read_party(register: Register, arguments: Arguments) -> dict[str, Any]:
    """Check and complete what anything that a Party takes away is asked with.

    Raises
    ------
    InputError
        There is no such country, study or table of parties.
    """
    country, studies = arguments.get("country"), arguments.get("studies")
    if country not in COUNTRY_CODES:
        raise InputError("This is no ISO 3166-1 country code.", where="country", remedy="Use two letters, such as ES.")
    if not isinstance(studies, list | tuple) or not 0 < len(studies) <= _MOST_STUDIES:
        raise InputError(
            "No study has a site in this country.",
            where=country,
            remedy="Begin with its list of alien species, or hand in a study with sites there.",
        )
    conventions = arguments.get("conventions")
    return {
        "country": country,
        "studies": sorted({register.study(str(key)).key for key in studies}),
        "language": _language(arguments),
        "conventions": None if conventions is None else check_kept(register, str(conventions)),
        "version": program_version(),
    }


def write_pack_job(register: Register, arguments: Arguments, say: Say) -> Result:
    """Draw up the pack of a Party from studies."""
    from oxyura.publish.party_pack import write_pack
    from oxyura.study.party_list import gather_list

    code, conventions = arguments["country"], arguments["conventions"]
    with tempfile.TemporaryDirectory(prefix="oxyura-") as folder:
        studies = take_out(register, arguments["studies"], Path(folder, "studies"))
        table = None if conventions is None else take_out_parties(register, conventions, Path(folder, "conventions"))

        def progress(sentence: str) -> None:
            say(sentence, 0.4)

        say("Reading the studies", 0.05)
        gathered = gather_list(code, [str(path) for path in studies], conventions=table, progress=progress)
        say("Writing the pack", 0.8)
        read = () if table is None else (table,)
        out = write_pack(gathered, Path(folder, "pack"), language=arguments["language"], inputs=read)
        return keep_folder(register, out, f"oxyura-{code}")


def take_out(register: Register, keys: Sequence[str], folder: Path) -> list[Path]:
    """Write studies out of the register; two of one name are given names of their own."""
    found: list[Path] = []
    for key in keys:
        place = folder / key[:16]
        place.mkdir(parents=True)
        path = register.materialise(key, place)
        if path.stem in {each.stem for each in found}:
            path = path.rename(path.with_name(f"{path.stem}-{key[:8]}{path.suffix if path.is_file() else ''}"))
        found.append(path)
    return found


def take_out_parties(register: Register, key: str, folder: Path) -> Path:
    """Write a table of parties out of the register, under the name that it was handed in with."""
    name, content = register.upload(key)
    folder.mkdir(parents=True)
    path = folder / (re.sub(r"[^\w.-]+", "-", name).strip(".-") or "parties.csv")
    path.write_bytes(content)
    return path


def read_plan(register: Register, arguments: Arguments) -> dict[str, Any]:
    """Check and complete what an action plan is asked with."""
    refuse_unknown(arguments, ("study", "language", "version"), "arguments")
    study = arguments.get("study")
    if not isinstance(study, str):
        raise InputError("No study was named.", where="study", remedy="Give the key of a study.")
    key = register.study(study).key
    return {"study": key, "language": _language(arguments), "version": program_version()}


def write_plan_job(register: Register, arguments: Arguments, say: Say) -> Result:
    """Assess a study and draft its action plan."""
    from oxyura.publish.documents.action_plan_document import write_action_plan
    from oxyura.study.action_planning import plan_actions
    from oxyura.study.checked import read_study
    from oxyura.study.running import assess_study

    with tempfile.TemporaryDirectory(prefix="oxyura-") as folder:
        say("Reading and checking the study", 0.02)
        study = read_study(register.materialise(arguments["study"], Path(folder, "study")))
        assessment = assess_study(study, progress=lambda sentence: say(sentence, 0.4))
        say("Drawing up the plan", 0.7)
        plan = plan_actions(assessment)
        say("Writing the documents", 0.8)
        out = write_action_plan(
            assessment, plan, Path(folder, "plan"), formats=("html", "docx", "pdf"), language=arguments["language"]
        )
        return keep_folder(register, out, f"oxyura-action-plan-{study.name}")


def keep_folder(register: Register, folder: Path, name: str) -> Result:
    """Keep a folder as a zip file, and say under which key."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                # Without the time of day, so that a job that is done again after its end was not heard keeps no other.
                entry = zipfile.ZipInfo(f"{name}/{path.relative_to(folder).as_posix()}", _MOMENT)
                archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return {"file": register.keep_upload(f"{name}.zip", content.getvalue()), "name": f"{name}.zip"}


def _language(arguments: Arguments) -> str:
    language = arguments.get("language", "en")
    if language not in LANGUAGES:
        raise InputError("There is no such language.", where="language", remedy=f"Use {', '.join(LANGUAGES)}.")
    return str(language)


def pack_kind() -> Kind:
    """Return the kind of job that draws up a Party pack."""
    return Kind(read_pack, write_pack_job)


def plan_kind() -> Kind:
    """Return the kind of job that drafts an action plan."""
    return Kind(read_plan, write_plan_job)
