"""Which invasive alien species harm which migratory species, at which stage, where, and what to do first.

The public functions are loaded at first use, so that ``import oxyura`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oxyura.publish import write_assessment
    from oxyura.study import assess_study, check_study, plan_measures, project_population, read_study

__version__ = "0.1.0"

__all__ = [
    "__version__",
    "assess_study",
    "check_study",
    "plan_measures",
    "project_population",
    "read_study",
    "write_assessment",
]

_ROOM_OF = {
    "assess_study": "oxyura.study",
    "check_study": "oxyura.study",
    "plan_measures": "oxyura.study",
    "project_population": "oxyura.study",
    "read_study": "oxyura.study",
    "write_assessment": "oxyura.publish",
}


def __getattr__(name: str) -> Any:
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_ROOM_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
