"""The descriptor of a package, and its README.

Source: https://datapackage.org/standard/data-package/, version 2.0, in the shape that every validator we could run
accepts: `$schema` first, no `fieldsMatch`, no `bytes` for Parquet, which frictionless reads through pandas.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

import pyarrow.compute as pc

from mic_datapkg.packages.about import about_package
from mic_datapkg.publishing.resources import Resource
from mic_datapkg.schema.tables import DEFINITIONS

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


def descriptor(resources: Iterable[tuple[Resource, bytes, bytes]]) -> dict[str, Any]:
    """The `datapackage.json` of resources, each with the bytes of its CSV and its Parquet file."""
    about = about_package()
    return {
        "$schema": PROFILE,
        "name": about.get("name", str),
        "title": about.text("title").en,
        "title_vi": about.text("title").vi,
        "description": about.text("description").en,
        "description_vi": about.text("description").vi,
        "keywords": about.get("keywords", list),
        "licenses": about.get("licenses", list),
        "contributors": about.get("contributors", list),
        "sources": about.get("sources", list),
        "resources": [made for one in resources for made in (_csv(*one[:2]), _parquet(one[0], one[2]))],
    }


def as_json(described: dict[str, Any]) -> bytes:
    """A descriptor as the bytes of its file."""
    return (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode()


def readme(tables: Sequence[Resource], figures: int) -> bytes:
    """The package's README: its tables, and every remark on a row, withheld figures among them."""
    about = about_package()
    template = (DEFINITIONS / "package-readme.md").read_text(encoding="utf-8")
    periods = sorted({period for table in tables for period in table.data["period"].to_pylist()})
    return template.format(
        title_en=about.text("title").en,
        title_vi=about.text("title").vi,
        description_en=about.text("description").en,
        description_vi=about.text("description").vi,
        first=periods[0] if periods else "",
        last=periods[-1] if periods else "",
        figures=figures,
        licence=", ".join(f"[{licence['name']}]({licence['path']})" for licence in about.get("licenses", list)),
        tables="\n".join(_row(table) for table in tables),
        remarks="\n".join(_remarks(tables)) or "None. / Không có.",
    ).encode()


def _csv(resource: Resource, content: bytes) -> dict[str, Any]:
    return {
        "name": resource.name,
        "type": "table",
        "path": f"data/{resource.name}.csv",
        **_titles(resource),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "schema": resource.schema,
    }


def _parquet(resource: Resource, content: bytes) -> dict[str, Any]:
    return {
        "name": f"{resource.name}_parquet",
        "type": "table",
        "path": f"data/{resource.name}.parquet",
        **_titles(resource),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "hash": f"sha256:{sha256(content).hexdigest()}",
        # frictionless reads Parquet through pandas, where a missing number is the text "nan".
        "schema": {**resource.schema, "missingValues": ["", "nan"]},
    }


def _titles(resource: Resource) -> dict[str, str]:
    return {
        "title": resource.title.en,
        "title_vi": resource.title.vi,
        "description": resource.description.en,
        "description_vi": resource.description.vi,
    }


def _row(table: Resource) -> str:
    periods = table.data["period"]
    span = f"{pc.min(periods)} – {pc.max(periods)}" if len(periods) else ""
    return f"| `{table.name}` | {table.title.en} | {table.title.vi} | {len(periods)} | {span} |"


def _remarks(tables: Sequence[Resource]) -> Iterable[str]:
    for table in tables:
        for row in table.data.select(["period", "span", "area", "note"]).to_pylist():
            if row["note"] is not None:
                yield f"* `{table.name}` {row['period']} {row['span']} {row['area']}: {row['note']}"
