"""The command line; a contract that scripts depend on (DESIGN §4)."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
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
