"""The interface for programs, version 1, below ``/api/v1``: the tables of studies, what was computed, and jobs.

1. `fields` says which columns there are, from the declarations of the tables (`oxyura.schema.tables`) and of the
   results (`oxyura.publish`); `models` makes the types of OpenAPI from them. Nothing is declared a second time.
2. `reading` reads studies and runs from the register into `rows.Rows`; `locating` says where a row may be shown.
3. `answers` gives rows as JSON (page by page), CSV, GeoJSON, GeoPackage or Parquet.
4. `studies`, `results` and `jobs` are the routes; `description` completes the OpenAPI document.
"""

from oxyura.apps.web.api.description import describe
from oxyura.apps.web.api.routes import install

__all__ = ["describe", "install"]
