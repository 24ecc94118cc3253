"""The matrices of a species, as a list to choose from."""

from __future__ import annotations

from oxyura.apps.cli.figures import table
from oxyura.apps.cli.reporting import clean, console, write_json
from oxyura.study.importing_matrices import MatricesFound


def tell_matrices(found: MatricesFound, species: str, *, as_json: bool, quiet: bool) -> int:
    """List the matrices that can be used and those that cannot; exit code 1 where none can."""
    if as_json:
        write_json(
            {
                "species": species,
                "file": found.file,
                "matrices_in_file": found.in_file,
                "usable": [
                    {
                        "matrix": one.record.identifier,
                        "species": one.record.species,
                        "authors": one.record.authors,
                        "year": one.record.year,
                        "doi": one.record.doi,
                        "population": one.record.population,
                        "treatment": one.record.treatment,
                        "composite": one.record.composite,
                        "classes": len(one.survival),
                        "stages": one.steps,
                        "growth": one.growth,
                        "flags": list(one.flags),
                    }
                    for one in found.usable
                ],
                "set_aside": [
                    {"matrix": one.record.identifier, "species": one.record.species, "reason": one.reason}
                    for one in found.aside
                ],
            }
        )
    elif not quiet:
        _show(found, species)
    return 0 if found.usable else 1


def _show(found: MatricesFound, species: str) -> None:
    out = console()
    listing = table(f"Matrices of {clean(species)} that can be used", "Matrix", "What", "Classes", "Growth", "Note")
    for one in found.usable:
        listing.add_row(
            clean(one.record.identifier),
            clean(one.record.title),
            str(len(one.survival)),
            f"{one.growth:.4f}",
            clean("; ".join(one.flags)),
        )
    if found.usable:
        out.print(listing)
        out.print("Growth: per year in the long run. To write one as a study: --matrix MATRIX --into STUDY")
    if found.aside:
        out.print(f"{len(found.aside)} cannot be used:")
    for aside in found.aside:
        out.print(f"  {clean(aside.record.identifier)}: {clean(aside.reason)}")
