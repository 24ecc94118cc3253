"""The code of templates: compiled once for all languages, and kept beside them as Python keeps its own."""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import os
import sys
import tempfile
from collections.abc import Callable
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from jinja2 import BytecodeCache, Environment, pass_context
from jinja2.bccache import Bucket
from jinja2.filters import FILTERS
from jinja2.runtime import Context


class CompiledTemplates(BytecodeCache):
    """Keeps what templates are compiled to: compiling is most of what the first page of a server takes.

    Parameters
    ----------
    folder : Path
        Where the templates stand. Their code is kept where Python keeps that of modules of this folder, so that nobody
        can change it who could not change the program; where nothing can be written, it is compiled at each start.
    """

    def __init__(self, folder: Path) -> None:
        self._code: dict[tuple[str, str], CodeType] = {}
        self._folder = Path(cache_from_source(str(folder / "template.py"))).parent
        self._shape = b""

    def serve(self, environment: Environment) -> None:
        """Keep the code of the templates of an environment; all have the same filters under the same names."""
        for name in environment.filters.keys() - FILTERS.keys():
            environment.filters[name] = _when_shown(environment.filters[name])
        self._shape = _shape(environment)
        environment.bytecode_cache = self

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template the code that it has been compiled to."""
        known = bucket.key, bucket.checksum
        if known not in self._code:
            # What is not there, or damaged, is compiled.
            with contextlib.suppress(OSError, EOFError, ValueError, TypeError):
                kept, head = self._path(bucket).read_bytes(), self._head(bucket)
                if kept.startswith(head):
                    self._code[known] = marshal.loads(kept[len(head) :])
        bucket.code = self._code.get(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        if bucket.code is not None:
            self._code[bucket.key, bucket.checksum] = bucket.code
        if sys.dont_write_bytecode:
            return
        with contextlib.suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            # Whole or not at all, whoever else writes it.
            handle, written = tempfile.mkstemp(dir=self._folder)
            with os.fdopen(handle, "wb") as file:
                file.write(self._head(bucket) + marshal.dumps(bucket.code))
            os.replace(written, self._path(bucket))

    def _head(self, bucket: Bucket) -> bytes:
        return self._shape + bucket.checksum.encode()

    def _path(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.{sys.implementation.cache_tag}.pyc"


def _shape(environment: Environment) -> bytes:
    """Return a checksum of what the code depends on beside the text of a template."""
    takes = [
        sorted((name, str(getattr(each, "jinja_pass_arg", ""))) for name, each in known.items())
        for known in (environment.filters, environment.tests)
    ]
    options = (environment.trim_blocks, environment.lstrip_blocks, sorted(environment.extensions))
    return hashlib.sha256(repr((MAGIC_NUMBER, jinja2.__version__, takes, options)).encode()).digest()


def _when_shown(change: Callable[[Any], str]) -> Callable[[Context, Any], str]:
    """Return a filter that no constant is put through while a template is compiled, which is for every language."""

    @pass_context
    def shown(context: Context, value: Any) -> str:
        return change(value)

    return shown
