"""Every table of a study, declared once; validation, templates, documentation and exports all read it here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from oxyura.schema import (
    action_tables,
    count_tables,
    evidence_tables,
    funding_tables,
    invasion_tables,
    mechanism_tables,
    noise_tables,
    policy_tables,
    population_tables,
    regulation_tables,
)
from oxyura.schema.table_spec import TableSpec

TABLES: Mapping[str, TableSpec] = MappingProxyType(
    {
        spec.name: spec
        for spec in (
            *population_tables.TABLES,
            *count_tables.TABLES,
            *invasion_tables.TABLES,
            *evidence_tables.TABLES,
            *mechanism_tables.TABLES,
            *noise_tables.TABLES,
            *policy_tables.TABLES,
            *regulation_tables.TABLES,
            *funding_tables.TABLES,
            *action_tables.TABLES,
        )
    }
)
