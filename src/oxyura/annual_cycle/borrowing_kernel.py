"""Arrays whose uses are not counted while a kernel runs."""

from __future__ import annotations

from typing import Any

from numba.core import cgutils, types
from numba.extending import intrinsic

# Numba's own functions, which say nothing of their types.
_code: Any = cgutils


def _borrowed(typing_context: Any, arrays: Any) -> Any:
    """Return an array, or a tuple of them, whose uses are not counted; the caller must hold it meanwhile.

    Numba counts the uses of every array that a function is given by one atomic instruction each, also of those in
    tuples. In a small population that would take a quarter of the time.
    """
    return arrays(arrays), _write


borrowed: Any = intrinsic(_borrowed)


def _write(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """Write the machine code of :func:`borrowed`."""
    return _without_owner(context, builder, signature.args[0], args[0])


def _without_owner(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    if isinstance(kind, types.Array):
        array = context.make_array(kind)(context, builder, value=value)
        array.meminfo = _code.get_null_value(array.meminfo.type)
        array.parent = _code.get_null_value(array.parent.type)
        return array._getvalue()
    if isinstance(kind, types.BaseTuple):
        parts: Any = kind
        for number, inner in enumerate(parts):
            part = _without_owner(context, builder, inner, builder.extract_value(value, number))
            value = builder.insert_value(value, part, number)
    return value
