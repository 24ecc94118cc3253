"""The command line; verbs, options, exit codes and JSON are a contract that scripts depend on."""

from __future__ import annotations

import gc
import sys

# Modules and tables are kept anyway: to look for garbage among them while they load takes a tenth of a short run.
_OBJECTS_BETWEEN_COLLECTIONS = 50_000


def main() -> None:
    """Run the command line and leave with its exit code."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    from oxyura.apps.cli.commands import app
    from oxyura.apps.cli.reporting import report_failure

    try:
        app(standalone_mode=True)
    except BrokenPipeError:
        # The reader of a pipe has gone; nobody is left to tell.
        sys.stderr.close()
        sys.exit(0)
    except Exception as failure:
        sys.exit(report_failure(failure))
