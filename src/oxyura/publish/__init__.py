"""Writing an assessment: the result folder, its summary, its tables and its page."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oxyura.publish.assessment_files import write_assessment
    from oxyura.publish.result_folder import check_destination
    from oxyura.publish.summary import population_json, summarise

__all__ = ["check_destination", "population_json", "summarise", "write_assessment"]

_MODULE_OF = {
    "check_destination": "oxyura.publish.result_folder",
    "population_json": "oxyura.publish.summary",
    "summarise": "oxyura.publish.summary",
    "write_assessment": "oxyura.publish.assessment_files",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULE_OF[name]), name)
