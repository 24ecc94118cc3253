"""Drawings that stand alone: the looks of a page's style sheet written on each element, and nothing from outside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SVG = "http://www.w3.org/2000/svg"
SANS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif"

_LOOKS = frozenset(
    (
        "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap",
        "stroke-linejoin", "stroke-opacity", "opacity", "font-size", "font-weight", "font-style", "text-anchor",
        "paint-order", "dominant-baseline", "letter-spacing",
    )
)  # fmt: skip
_FORBIDDEN = frozenset(
    ("script", "foreignObject", "image", "animate", "animateTransform", "animateMotion", "set", "style", "iframe")
)
_NOT_DRAWN = frozenset(("class", "role", "tabindex", "style"))
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_COMPOUND = re.compile(r"(?P<tag>[a-zA-Z]\w*)?(?P<rest>(?:\.[\w-]+|:not\(\.[\w-]+\))*)")
_PART = re.compile(r"(?P<negated>:not\()?\.(?P<name>[\w-]+)")
_VARIABLE = re.compile(r"var\((--[\w-]+)\)")
_COLOUR = re.compile(r"rgb\(\s*(\d+)\s+(\d+)\s+(\d+)\s*(?:/\s*(\d+)%)?\s*\)")
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|expression|javascript", re.IGNORECASE)


@dataclass(frozen=True)
class _Compound:
    """What one element has to be: its tag, the classes that it has, and those that it has not."""

    tag: str
    classes: frozenset[str]
    without: frozenset[str]

    def fits(self, element: Element) -> bool:
        own = frozenset((element.get("class") or "").split())
        return (not self.tag or _local(element) == self.tag) and self.classes <= own and not self.without & own


@dataclass(frozen=True)
class _Rule:
    """A rule of a style sheet: the element, outermost ancestor first, and its looks."""

    way: tuple[_Compound, ...]
    looks: Mapping[str, str]

    @property
    def weight(self) -> tuple[int, int]:
        """How specific the rule is."""
        return (
            sum(len(part.classes) + len(part.without) for part in self.way),
            sum(bool(part.tag) for part in self.way),
        )

    def fits(self, chain: tuple[Element, ...]) -> bool:
        *above, last = self.way
        if not last.fits(chain[-1]):
            return False
        wanted = list(above)
        for element in reversed(chain[:-1]):
            if wanted and wanted[-1].fits(element):
                wanted.pop()
        return not wanted


def stand_alone(svg: str, font: str = SANS) -> str:
    """Return a drawing that looks the same outside its page.

    Parameters
    ----------
    svg : str
        One ``<svg>`` element; its classes are those of the report's style sheet.
    font : str
        Families of fonts for its words.

    Raises
    ------
    ValueError
        It is no well-formed XML.

    Notes
    -----
    Style rules become attributes, since what draws SVG outside browsers knows few selectors and no variables. What
    runs, moves or leads outside is taken away.
    """
    from xml.etree import ElementTree

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(svg if "xmlns=" in svg[:2000] else svg.replace("<svg", f'<svg xmlns="{SVG}"', 1))
    except (ElementTree.ParseError, DefusedXmlException) as error:
        raise ValueError(f"A picture is no well-formed SVG: {error}.") from error
    _dress(root, (), _rules())
    root.set("font-family", font)
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(root, encoding="unicode")


def _dress(element: Element, above: tuple[Element, ...], rules: tuple[_Rule, ...]) -> None:
    chain = (*above, element)
    looks: dict[str, str] = {}
    for rule in rules:
        if rule.fits(chain):
            looks.update(rule.looks)
    looks.update(_declarations(element.get("style") or ""))
    for child in list(element):
        if _local(child) in _FORBIDDEN:
            element.remove(child)
        else:
            _dress(child, chain, rules)
    # A rule of a style sheet is stronger than an attribute.
    for name, value in looks.items():
        element.set(name, value)
    for name in list(element.attrib):
        if _is_unfit(name, element.attrib[name]):
            del element.attrib[name]


def _is_unfit(name: str, value: str) -> bool:
    local = name.rpartition("}")[2]
    if local == "href":
        return not value.startswith("#")
    return local in _NOT_DRAWN or local.startswith(("on", "aria-", "data-")) or _OUTSIDE.search(value) is not None


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


@cache
def _rules() -> tuple[_Rule, ...]:
    """Return the rules of the report's style sheet that are about drawings, the most specific last."""
    sheet = _COMMENT.sub("", files("oxyura.publish").joinpath("templates/report.css").read_text("utf-8"))
    # Only what stands outside every @media: a drawing in a document knows no screen.
    plain = _outside_blocks(sheet)
    found = [(selectors.strip(), body) for selectors, body in _RULE.findall(plain)]
    variables = {name: value for selectors, body in found if selectors == ":root" for name, value in _pairs(body)}
    rules = []
    for selectors, body in found:
        looks = _declarations(_VARIABLE.sub(lambda name: variables.get(name[1], "none"), body))
        for selector in selectors.split(",") if looks else ():
            way = _read_selector(selector)
            if way:
                rules.append(_Rule(way, MappingProxyType(looks)))
    return tuple(sorted(rules, key=lambda rule: rule.weight))


def _outside_blocks(sheet: str) -> str:
    """Return a style sheet without its at-rules."""
    kept, at = [], 0
    while (start := sheet.find("@", at)) >= 0:
        kept.append(sheet[at:start])
        opening, depth, at = sheet.find("{", start), 1, sheet.find("{", start) + 1
        if opening < 0:
            return "".join(kept)
        while depth and at < len(sheet):
            depth += {"{": 1, "}": -1}.get(sheet[at], 0)
            at += 1
    return "".join([*kept, sheet[at:]])


def _read_selector(selector: str) -> tuple[_Compound, ...]:
    """Return the compounds of a selector; none where it says what only a browser knows."""
    way = []
    for part in selector.split():
        found = _COMPOUND.fullmatch(part)
        if found is None:
            return ()
        names = [(bool(each["negated"]), each["name"]) for each in _PART.finditer(found["rest"])]
        way.append(
            _Compound(
                found["tag"] or "",
                frozenset(name for negated, name in names if not negated),
                frozenset(name for negated, name in names if negated),
            )
        )
    return tuple(way)


def _declarations(body: str) -> dict[str, str]:
    looks: dict[str, str] = {}
    for name, value in _pairs(body):
        if name not in _LOOKS:
            continue
        colour = _COLOUR.fullmatch(value)
        if colour is not None:
            red, green, blue, share = colour.groups()
            looks[name] = f"#{int(red):02x}{int(green):02x}{int(blue):02x}"
            if share is not None:
                looks[f"{name}-opacity"] = f"{int(share) / 100:g}"
        else:
            looks[name] = value.removesuffix("px")
    return looks


def _pairs(body: str) -> Iterator[tuple[str, str]]:
    for declaration in body.split(";"):
        name, mark, value = declaration.partition(":")
        if mark:
            yield name.strip().lower(), value.strip()
