"""One reproducible assessment, computed: read, check, run."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oxyura.study.checked import check_study, read_study
    from oxyura.study.measure_planning import evaluate_measures, plan_measures, prepare_plan
    from oxyura.study.running import assess_study, project_population

__all__ = [
    "assess_study",
    "check_study",
    "evaluate_measures",
    "plan_measures",
    "prepare_plan",
    "project_population",
    "read_study",
]

_MODULE_OF = {
    "assess_study": "oxyura.study.running",
    "check_study": "oxyura.study.checked",
    "evaluate_measures": "oxyura.study.measure_planning",
    "plan_measures": "oxyura.study.measure_planning",
    "prepare_plan": "oxyura.study.measure_planning",
    "project_population": "oxyura.study.running",
    "read_study": "oxyura.study.checked",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULE_OF[name]), name)
