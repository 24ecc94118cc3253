"""Which run a document comes from, as sixteen signs that two documents can be told apart by."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from oxyura.study.assessment import Assessment

_LENGTH = 16


def run_identifier(assessment: Assessment) -> str:
    """Return the identifier of a run: the same inputs, settings, seed and version give the same one.

    Parameters
    ----------
    assessment : Assessment
        The answer of one run.

    Returns
    -------
    str
        Sixteen hexadecimal digits.

    Notes
    -----
    The first 16 digits of the SHA-256 of a JSON array: name and checksum of every input in order of the names, the
    settings, the draws and the version of the program.
    """
    study = assessment.study
    inputs = sorted((file.name, file.sha256) for file in study.files)
    text = json.dumps(
        [inputs, asdict(study.settings), assessment.draws, assessment.version], sort_keys=True, ensure_ascii=True
    )
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]
