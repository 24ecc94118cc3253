"""Write what the API is into docs/reference/openapi.json, and its types for the front end into web/src/api-types.ts.

The types are written here and not by openapi-typescript, which needs an older TypeScript than the front end has.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from oxyura.apps.web.api import describe, install

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "reference" / "openapi.json"
TYPES = ROOT / "web" / "src" / "api-types.ts"

_PLAIN = {"string": "string", "number": "number", "integer": "number", "boolean": "boolean", "null": "null"}


def read_document() -> dict[str, Any]:
    """Return the OpenAPI document of the application."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    install(app)
    return describe(app)


def as_text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def as_types(document: dict[str, Any]) -> str:
    """Return the types of an OpenAPI document in TypeScript."""
    lines = ["// Written by tools/write_api.py from the API's own description; not to be edited."]
    for name, schema in sorted(document["components"]["schemas"].items()):
        lines += ["", *_comment(schema), *_declaration(name, schema)]
    lines += ["", "/** What a GET of each address answers as JSON. */", "export interface Answers {"]
    for path, operations in sorted(document["paths"].items()):
        content = operations.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        if content.get("application/json", {}).get("schema"):
            lines.append(f"  {json.dumps(path)}: {_type(content['application/json']['schema'])};")
    return "\n".join([*lines, "}", ""])


def _declaration(name: str, schema: dict[str, Any]) -> list[str]:
    if "properties" not in schema:
        return [f"export type {name} = {_type(schema)};"]
    required = schema.get("required", ())
    lines = [f"export interface {name} {{"]
    for key, each in schema["properties"].items():
        lines += [f"  {line}" for line in _comment(each)]
        lines.append(f"  {_key(key)}{'' if key in required else '?'}: {_type(each)};")
    if schema.get("additionalProperties") is True:
        lines.append("  [key: string]: unknown;")
    return [*lines, "}"]


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", maxsplit=1)[-1]
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(json.dumps(value, ensure_ascii=False) for value in schema["enum"])
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return " | ".join(dict.fromkeys(_type(each) for each in schema[several]))
    kind = schema.get("type")
    if kind == "array":
        of = _type(schema.get("items", {}))
        return f"({of})[]" if " | " in of else f"{of}[]"
    if kind == "object":
        values = schema.get("additionalProperties")
        return f"Record<string, {_type(values) if isinstance(values, dict) else 'unknown'}>"
    return _PLAIN.get(str(kind), "unknown")


def _key(name: str) -> str:
    return name if name.isidentifier() else json.dumps(name)


def _comment(schema: dict[str, Any]) -> list[str]:
    text = " ".join(str(schema.get("description", "")).split()).replace("*/", "* /")
    return [f"/** {text} */"] if text else []


if __name__ == "__main__":
    described = read_document()
    DOCUMENT.write_text(as_text(described), encoding="utf-8")
    TYPES.write_text(as_types(described), encoding="utf-8")
    print(f"Written: {DOCUMENT.relative_to(ROOT)}, {TYPES.relative_to(ROOT)}")
