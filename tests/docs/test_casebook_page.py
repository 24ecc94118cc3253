"""The page of the casebook has every shipped study, with the tier, the verdicts and the growth that a run gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import oxyura
from oxyura.study.casebook_studies import casebook_names
from oxyura.study.judged_studies import JudgedStudy, judge_study
from oxyura.study.tiers import tiers_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "casebook.md"
STUDIES = casebook_names()
NUMBER = re.compile(r"(?<![\w.−-])\d+\.\d{2,}")


def sections() -> dict[str, str]:
    """Return the text of every section of the page, by its heading."""
    parts = re.split(r"^## (\S+)\n", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def read_verdicts(section: str) -> dict[str, str]:
    """Return the verdicts of a section: ``Verdicts: `verdict` for `migrant`, `migrant`; `verdict` for …``."""
    (line,) = re.findall(r"^Verdicts: (.+?)\.\n\n", section, flags=re.MULTILINE | re.DOTALL)
    return {
        migrant: verdict
        for verdict, *migrants in (re.findall(r"`([\w-]+)`", part) for part in line.split(";"))
        for migrant in migrants
    }


def write_verdicts(judged: JudgedStudy) -> str:
    """Return the line that the page should have."""
    by_verdict: dict[str, list[str]] = {}
    for migrant, verdict in judged.verdicts.items():
        by_verdict.setdefault(verdict, []).append(f"`{migrant}`")
    return "; ".join(f"`{verdict}` for {', '.join(migrants)}" for verdict, migrants in by_verdict.items())


@pytest.fixture(scope="module", params=STUDIES)
def judged(request: pytest.FixtureRequest) -> JudgedStudy:
    return judge_study(oxyura.read_study(request.param))


def test_every_shipped_study_has_one_section() -> None:
    headings = re.findall(r"^## (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert sorted(headings) == sorted(STUDIES)


def test_section_has_question_tier_and_verdicts_of_a_run(judged: JudgedStudy) -> None:
    section = sections()[judged.study.name]
    assert f"*{judged.study.settings.question}*" in section
    assert re.findall(r"^Tier `(\w+)`", section, flags=re.MULTILINE) == [judged.tier]
    assert read_verdicts(section) == dict(judged.verdicts), f"write: Verdicts: {write_verdicts(judged)}."


def test_overview_has_the_tier(judged: JudgedStudy) -> None:
    name = judged.study.name
    overview = PAGE.read_text(encoding="utf-8").split("\n## ")[0]
    assert re.findall(rf"^\| \[{name}\]\(#{name}\) \| .+ \| `(\w+)` \|$", overview, flags=re.MULTILINE) == [judged.tier]


def test_section_has_the_growth_of_a_run(judged: JudgedStudy) -> None:
    """Growth over the horizon, or λ, as now and without invaders, at point values and to the digits printed."""
    study, section = judged.study, sections()[judged.study.name]
    printed = NUMBER.findall(section)
    full = [migrant for migrant, tier in tiers_of(study.tables).items() if tier == "full"]
    if not full:
        assert "growth per year" not in section.lower(), "no growth is projected at this tier"
        return
    for migrant, population in oxyura.project_population(study, deterministic=True).items():
        for scenario, projection in (("now", population.now), *population.scenarios.items()):
            if scenario not in {"now", "without_invaders"}:
                continue
            values = (projection.growth_band.median, projection.lambda_band.median)
            found = any(f"{value:.{len(text.split('.')[1])}f}" == text for text in printed for value in values)
            assert found, f"{migrant}, {scenario}: growth {values[0]:.4f}, λ {values[1]:.4f}"


def test_sources_named_in_a_section_are_those_of_the_study(judged: JudgedStudy) -> None:
    """Every address and DOI of a table of facts stands in the study's own sources."""
    tables = "\n".join(line for line in sections()[judged.study.name].splitlines() if line.startswith("|"))
    named = re.findall(r"doi:(\S+?)(?=[;,]?\s)|\]\((http\S+?)\)(?=[;, |])", tables)
    sources = judged.tables["sources"].records()
    known = {str(row[name]).lower() for row in sources for name in ("doi", "url") if row[name]}
    assert [name for pair in named for name in pair if name and name.lower() not in known] == []
