"""The page of the documentation with the results of one run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tests.benchmarks.comparison import Comparison, markdown
from tests.benchmarks.measuring import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"

TEXT = """\
# Benchmarks

This page is written by `make bench`; every number on it comes from one run.

## Results

With {rows} rows where a table is made:

{table}

Times are the least of several runs that took turns.
A ratio in brackets compares processor seconds,
which other programs on the machine disturb less.
Lines without a target are for information.

## Where it was measured

{facts}

## What is compared

**`changed_submission`**: `mic-datapkg validate` on the one file that a commit changes,
against a script with pandera's pandas backend that has the same rules for its table
(`tests/benchmarks/pandera_script.py`), each as a whole process.
The run stops unless both accept the file as it is
and refuse a negative count, a wrong sum, a month 13, an unknown area, an unknown status and a repeated key.

**`many_files`**: `mic-datapkg validate` on 500 files of all tables, a folder for each month,
against the same command on one of them.

**`cold_validate`**: `mic-datapkg validate` on the folder of January 2022,
against `frictionless validate` on the package that is made from it,
each as a whole process.
The run stops if ours imports pandas, pandera or frictionless on the way.
The package has more to read than the folder: each table as CSV and as Parquet, and the reference tables;
the second line leaves these out.

**`screen_10m`**: all rules of `cyber_incidents` on valid rows in one Parquet file,
with months from 0001-01 to 9999-12, the four spans, the areas in force in each month, and some empty cells.

* *Polars by hand* is what an expert writes who has only this table to validate:
  queries that bet on valid rows, and a careful one for when the bet is lost
  (`tests/benchmarks/handwritten.py`).
  The run stops unless it counts for each rule as many passed and failed rows as we do,
  on the valid rows and on rows with every kind of mistake.
* *pandera by hand* is a schema with the same rules on the same lazy frame,
  told to look at the data, which it skips on lazy frames otherwise.
* *Our `table.pandera("polars")`* is the schema that comes from our definitions.
* *frictionless* gets a Table Schema with the same limits, the key, and the sum as a row constraint;
  it has no words for the areas in force, so it does less.
  It reads a part of the rows from CSV, without `parallel`, which would drop the row constraint.

The run stops unless pandera and frictionless refuse a negative count, a wrong sum, a month 13,
an unknown area and a repeated key:
a tool that sleeps is no competitor.

**`rounded`**: `telecom_revenue` with figures rounded to the thousand million dong.
A sum that is off by rounding is no mistake, but to see that takes the intervals of all its figures;
they are computed only for the rows whose sum is off.

**`broken`**: the rows of `screen_10m` with a mistake in one row of ten, validated in a fresh process.
The counts are exact; of each rule the first hundred broken rows are explained.

**`csv_10m`**: the rows of `screen_10m` as one CSV file.
Both sides parse and type every cell and count the values of each column; ours has looked for short rows,
NUL bytes and old fonts before, and knows the place of each cell.

**`workbook_100k`**: rows in one sheet of a workbook.
Both sides read them with their types; ours knows the place of each cell and has looked for formulas.
A sheet of more than 1 MB that is spelled as spreadsheet programs spell it, without formulas, is read by queries;
any other is left to a parser and to calamine, which takes longer.

**`hostile`**: `mic-datapkg validate` on files that are made to break a reader
(`tests/benchmarks/hostile_files.py`), each in a fresh process, its start included.
The run stops if one ends with anything else than a report.
Files as large as the limits allow, which are no trick, have no target;
`Limits` with fewer cells makes their worst case cheaper.

## Run it again

```sh
make bench
.venv/bin/python -m tests.benchmarks --only screen_10m --rows 1000000
```

The first command writes this page.
The second prints one benchmark with fewer rows, and writes nothing.
"""


def page(comparisons: Iterable[Comparison], facts: Sequence[str], rows: int) -> str:
    """The page as Markdown."""
    return TEXT.format(rows=f"{rows:,}", table=markdown(comparisons), facts="\n".join(facts))
