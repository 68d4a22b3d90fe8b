"""publish(): a Report becomes a Package."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256
from os import PathLike
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pyarrow as pa

from mic_datapkg.errors import SubmissionError, UsageError
from mic_datapkg.packages.package import DESCRIPTOR, Package
from mic_datapkg.publishing.descriptor import as_json, descriptor, readme
from mic_datapkg.publishing.files import csv_bytes, parquet_bytes
from mic_datapkg.publishing.merge import Merged, Revision, merge
from mic_datapkg.publishing.resources import Resource, indicator_resource, reference_resources
from mic_datapkg.publishing.swap import keep, replace, staged, tidy, turn
from mic_datapkg.reading import FramePlaces, Submission, submission_of
from mic_datapkg.reading.sources.frame import read_frame
from mic_datapkg.schema.column_rules import FORMULA
from mic_datapkg.schema.tables import Table, tables
from mic_datapkg.validating.report import Report, validate

README = "README.md"
CHECKSUMS = "checksums.txt"
DATA = "data"
# Revisions named in the message that asks for a reason.
NAMED = 5


def publish(report: Report, *, to: str | PathLike[str], reason: str | None = None) -> Package:
    """The package in the folder ``to``, with the rows of a valid report merged into what stands there.

    In this order: waits for its turn if another process publishes to the same place; merges by key; validates the
    merged tables; writes `data/`, `datapackage.json`, `README.md` and `checksums.txt` into a folder beside ``to``,
    with every other file of ``to``; puts that folder in the place of ``to`` in one step. If nothing would change,
    nothing is touched. The same input gives the same bytes.

    Args:
        report: a report without errors.
        to: the folder of the package; it is made if there is none.
        reason: why published values are changed, if any are.

    Raises:
        SubmissionError: the report has errors, the merged tables would have, or values change without a reason.
        UsageError: ``to`` is something else than a package or an empty folder, or the reason begins like a formula.
    """
    report.raise_for_errors()
    if not report.submission.parts:
        raise UsageError("the report has no table: nothing to publish")
    target = Path(to)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with turn(target.parent):
            tidy(target)
            _publish(report, target, (reason or "").strip())
    except OSError as problem:
        raise UsageError(f"{target.as_posix()}: cannot be written: {problem.strerror or problem}") from problem
    return Package.open(target)


def _publish(report: Report, target: Path, reason: str) -> None:
    if re.match(FORMULA, reason):
        raise UsageError(f"expected a reason that begins with a word, got {reason!r}: a spreadsheet would calculate it")
    standing = _standing(target)
    merged = _merged(report.submission, standing)
    revised = [revision for one in merged for revision in one.revisions]
    if revised and not reason:
        raise SubmissionError(_unexplained(revised))
    _keep_their_rules(merged)
    resources = [indicator_resource(one.table, one.rows) for one in merged]
    resources += reference_resources(merged, _history(standing, revised, reason))
    files = _files(resources, len(merged), target)
    if all((target / name).exists() and (target / name).read_bytes() == content for name, content in files.items()):
        return
    successor = staged(target)
    successor.mkdir()
    for name, content in files.items():
        (successor / name).parent.mkdir(exist_ok=True)
        (successor / name).write_bytes(content)
    keep(target, successor, set(files) | (_owned(standing) if standing else set()))
    replace(target, successor)


def _standing(target: Path) -> Package | None:
    """The package that stands at ``target``, or None where there is nothing that publishing could overwrite."""
    if (target / DESCRIPTOR).exists():
        return Package.open(target)
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target.as_posix()}: a file; expected a folder")
    taken = [name for name in (README, CHECKSUMS, "data") if (target / name).exists()]
    if taken:
        raise UsageError(f"{target.as_posix()}: no package, but it has {taken[0]}; publish to another folder")
    return None


def _merged(submission: Submission, standing: Package | None) -> list[Merged]:
    """Every table that was sent or stands, merged."""
    sent = {table.name: table for table in submission.tables}
    made = []
    for table in tables():
        published = _published(table, standing)
        if table.name in sent:
            made.append(merge(table, _sent(submission, table), published))
        elif published is not None:
            made.append(Merged(table=table, rows=published, revisions=()))
    return made


def _sent(submission: Submission, table: Table) -> pl.DataFrame:
    columns = [column.name for column in table.columns]
    collected = submission.frame(table).select(*columns).collect()
    return collected.to_polars()


def _published(table: Table, standing: Package | None) -> pl.DataFrame | None:
    if standing is None or table.name not in standing.resources:
        return None
    known = standing.load(table.name)
    # A column that the table got since then is empty in what was published.
    columns = [
        known[field.name] if field.name in known.column_names else pa.nulls(len(known), field.type)
        for field in table.arrow()
    ]
    return pl.DataFrame(pa.table(columns, names=table.arrow().names))


def _keep_their_rules(merged: Sequence[Merged]) -> None:
    """Raise if the merged tables break a rule, though what was sent did not."""
    found = [
        read_frame(
            nw.from_native(one.rows.lazy()),
            one.table,
            places=FramePlaces(file=f"{DATA}/{one.table.name}.parquet"),
            rows=one.rows.height,
        )
        for one in merged
    ]
    report = validate(submission_of(found))
    if not report.valid:
        raise SubmissionError(f"merged with what is published, the tables break their rules:\n{report}")


def _unexplained(revised: Sequence[Revision]) -> str:
    named = [f"  {revision}" for revision in revised[:NAMED]]
    if len(revised) > NAMED:
        named.append(f"  ... and {len(revised) - NAMED} more")
    return "\n".join(["published values would change; give a reason (reason=, --reason) for:", *named])


def _history(standing: Package | None, revised: Sequence[Revision], reason: str) -> list[dict[str, Any]]:
    """All revisions so far, those of this publication last, under the next number."""
    known = standing.load("revisions").to_pylist() if standing else []
    number = max((row["revision"] for row in known), default=0) + 1
    return [*known, *({"revision": number, **vars(revision), "reason": reason} for revision in revised)]


def _files(resources: Sequence[Resource], indicator_tables: int, target: Path) -> dict[str, bytes]:
    """The content of every file of the package, by its path."""
    files: dict[str, bytes] = {}
    described = []
    for resource in resources:
        path = f"{DATA}/{resource.name}"
        as_csv = files[f"{path}.csv"] = csv_bytes(resource.data)
        as_parquet = files[f"{path}.parquet"] = parquet_bytes(resource.data, target / f"{path}.parquet")
        described.append((resource, as_csv, as_parquet))
    figures = next(resource.data.num_rows for resource in resources if resource.name == "observations")
    files[README] = readme(resources[:indicator_tables], figures)
    files[DESCRIPTOR] = as_json(descriptor(described))
    sums = [f"{sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files)]
    files[CHECKSUMS] = "".join(sums).encode()
    return files


def _owned(standing: Package) -> set[str]:
    """The files of the standing package that publishing made."""
    return {DESCRIPTOR, README, CHECKSUMS, *(resource["path"] for resource in standing.descriptor["resources"])}
