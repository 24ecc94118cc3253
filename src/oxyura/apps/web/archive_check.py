"""A zip file that somebody hands in to be read later: what is made to harm is refused before it is kept."""

from __future__ import annotations

import tempfile
from pathlib import Path

from oxyura.schema.archives import open_archive
from oxyura.schema.errors import InputError
from oxyura.schema.sentences import sentence

_DESCRIPTION = "meta.xml"


def check_darwin_core(name: str, content: bytes) -> None:
    """Look at every member of a Darwin Core archive without reading one.

    Parameters
    ----------
    name : str
        As the sender calls it, for messages.
    content : bytes

    Raises
    ------
    InputError
        It is no zip file, describes no table, or holds links or names that lead out of it; LimitError: far more than it
        seems to.
    """
    with tempfile.TemporaryDirectory(prefix="oxyura-") as folder:
        path = Path(folder, "upload.zip")
        path.write_bytes(content)
        try:
            with open_archive(path) as archive:
                if not any(member.rsplit("/", maxsplit=1)[-1].lower() == _DESCRIPTION for member in archive.names):
                    raise InputError(
                        sentence("The list is no Darwin Core archive."),
                        remedy=sentence("Choose the Darwin Core archive (.zip) of the country’s GRIIS checklist."),
                    )
        except InputError as error:
            # The name that the sender knows, not ours.
            raise type(error)(error.message, where=ascii(name)[1:-1][:80], remedy=error.remedy) from error
