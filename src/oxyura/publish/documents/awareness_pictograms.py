"""Pictograms of our own for awareness briefs: what the audience holds in its hands, and a tick."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_INK, _GROUND, _TICK = "#16324f", "#e8eef4", "#2f6f4f"

# Each stands in a square of 100 by 100.
_SHAPES: Mapping[str, str] = MappingProxyType(
    {
        "rod": (
            '<path d="M18 86 L70 16" stroke-width="5"/><path d="M70 16 Q84 20 84 40 L84 58" stroke-width="2.5"/>'
            '<path d="M84 58 q0 9 -7 9 q-6 0 -6 -7" stroke-width="3"/><circle cx="33" cy="66" r="7" stroke-width="4"/>'
        ),
        "cage": (
            '<path d="M26 82 V46 Q26 20 50 20 Q74 20 74 46 V82 Z" stroke-width="4"/>'
            '<path d="M38 82 V25 M50 82 V20 M62 82 V25" stroke-width="2.5"/><path d="M20 82 H80" stroke-width="5"/>'
            '<path d="M50 20 V12" stroke-width="4"/>'
        ),
        "ship": (
            '<path d="M14 62 H86 L76 82 H26 Z" stroke-width="4"/><path d="M32 62 V44 H66 V62" stroke-width="4"/>'
            '<path d="M44 44 V26 H56 V44" stroke-width="4"/><path d="M12 90 q8 -6 16 0 t16 0 t16 0 t16 0 t12 0" '
            'stroke-width="3"/>'
        ),
        "leaf": (
            '<path d="M24 78 Q18 34 74 20 Q82 72 36 74" stroke-width="4"/><path d="M24 84 Q40 52 64 34" '
            'stroke-width="3"/><path d="M42 58 L58 60 M50 47 L64 47" stroke-width="2.5"/>'
        ),
        "boot": (
            '<path d="M34 16 H56 V52 L80 64 Q86 68 84 78 H34 Z" stroke-width="4"/><path d="M32 86 H86" '
            'stroke-width="5"/><path d="M44 28 H56 M44 38 H56" stroke-width="2.5"/>'
        ),
    }
)


def draw_pictogram(name: str) -> str:
    """Return a pictogram beside a tick, as SVG.

    Parameters
    ----------
    name : {'rod', 'cage', 'ship', 'leaf', 'boot'}
    """
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 250 110" width="250" height="110">'
        f'<rect x="0" y="0" width="250" height="110" rx="14" fill="{_GROUND}"/>'
        f'<g transform="translate(15 5)" fill="none" stroke="{_INK}" stroke-linecap="round" stroke-linejoin="round">'
        f"{_SHAPES[name]}</g>"
        f'<circle cx="185" cy="55" r="38" fill="{_TICK}"/>'
        f'<path d="M167 56 L180 70 L205 40" fill="none" stroke="#ffffff" stroke-width="9" stroke-linecap="round" '
        f'stroke-linejoin="round"/></svg>'
    )
