"""A Package: a published Data Package, with its descriptor and its resources."""

from __future__ import annotations

import json
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mic_datapkg.errors import UsageError
from mic_datapkg.packages.about import package_name
from mic_datapkg.packages.recovery import recover

DESCRIPTOR = "datapackage.json"
PUBLISHED = Path(__file__).parents[1] / "published"
IN_SOURCE_TREE = Path(__file__).parents[3] / "datapackage"


@dataclass(frozen=True, kw_only=True)
class Package:
    """A published Data Package in a folder.

    Example:
        >>> package = Package.open("datapackage")
        >>> package.descriptor["name"]
        'mic-ict-indicators'
    """

    path: Path
    descriptor: dict[str, Any]

    @classmethod
    def open(cls, path: str | PathLike[str]) -> Package:
        """The package in a folder.

        Raises:
            UsageError: there is none.
        """
        folder = Path(path)
        recover(folder)
        try:
            described = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        except FileNotFoundError as problem:
            raise UsageError(f"{folder.as_posix()}: no {DESCRIPTOR} here; expected a published package") from problem
        except (OSError, ValueError) as problem:
            raise UsageError(f"{folder.as_posix()}/{DESCRIPTOR}: cannot be read: {problem}") from problem
        if not isinstance(described, dict) or described.get("name") != package_name():
            raise UsageError(f"{folder.as_posix()}: another package; expected one named {package_name()!r}")
        return cls(path=folder, descriptor=described)

    @property
    def resources(self) -> tuple[str, ...]:
        """The names of the resources, each of which ``load`` takes."""
        return tuple(r["name"] for r in self.descriptor["resources"] if r["format"] == "csv")

    def load(self, name: str) -> pa.Table:
        """The rows of a resource as an Arrow table, with titles and units in the metadata of its fields.

        Raises:
            UsageError: the package has no such resource.
        """
        if name not in self.resources:
            raise UsageError(f"{self.path.as_posix()}: no resource {name!r}; valid: {', '.join(self.resources)}")
        return pq.read_table(self.path / "data" / f"{name}.parquet")


def load(name: str, package: str | PathLike[str] | None = None) -> pa.Table:
    """The rows of a published table as an Arrow table.

    Args:
        name: a table, or one of ``indicators``, ``observations``, ``provinces``, ``revisions``.
        package: the folder of a package; without one, the data published with this release of the library.

    Raises:
        UsageError: there is no such package or table.

    Example:
        >>> load("provinces").num_columns
        7
    """
    return Package.open(package or (PUBLISHED if PUBLISHED.exists() else IN_SOURCE_TREE)).load(name)
