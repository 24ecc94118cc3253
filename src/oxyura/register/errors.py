"""What can go wrong with a register beside bad input."""

from __future__ import annotations

from oxyura.schema.errors import InputError, OxyuraError


class NotFoundError(InputError):
    """There is no study, run, file or job of that key."""


class DamagedError(OxyuraError):
    """What the register holds is not what was put there."""
