"""Every kind of problem that the checks between rows and tables report: how grave, what it means, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from oxyura.study.checking import (
    catalogue_causes,
    catalogue_counts,
    catalogue_evidence,
    catalogue_mechanisms,
    catalogue_noise,
    catalogue_policies,
    catalogue_regulations,
    catalogue_tables,
)
from oxyura.study.checking.kinds import Kind, Topic

TOPICS: tuple[Topic, ...] = (
    *catalogue_tables.TOPICS,
    *catalogue_counts.TOPICS,
    *catalogue_causes.TOPICS,
    *catalogue_evidence.TOPICS,
    *catalogue_mechanisms.TOPICS,
    *catalogue_noise.TOPICS,
    *catalogue_policies.TOPICS,
    *catalogue_regulations.TOPICS,
)

KINDS: Mapping[str, Kind] = MappingProxyType({kind.code: kind for topic in TOPICS for kind in topic.kinds})
