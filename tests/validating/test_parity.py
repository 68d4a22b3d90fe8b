"""The promise of parity: one row has one verdict, whichever engine or library gives it.

The screen on Polars, pandas, PyArrow and DuckDB, the pandera schemas, and, for what Table Schema can say, frictionless.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date, datetime
from functools import cache
from math import inf, nan
from pathlib import Path

import duckdb
import frictionless
import pandera.errors
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mic_datapkg as mic
from mic_datapkg.reading.typing.conform import conform, narwhals_frame
from mic_datapkg.schema.column_rules import ColumnRule
from mic_datapkg.validating.screen import screen

CASES = Path(__file__).parents[1] / "cases"
TABLES = ("cyber_incidents", "telecom_revenue", "digital_certificates", "provincial_milestones", "ict_industry")

ENGINES = {
    "Polars": lambda frame: frame,
    "lazy Polars": lambda frame: frame.lazy(),
    "pandas": lambda frame: frame.to_pandas(),
    "nullable pandas": lambda frame: frame.to_pandas().convert_dtypes(),
    "pandas of objects": lambda frame: frame.to_pandas().astype(object),
    "PyArrow": lambda frame: frame.to_arrow(),
    "DuckDB": lambda frame: duckdb.from_arrow(frame.to_arrow()),
}
PANDERA = {
    "pandas": ("pandas", lambda frame: frame.to_pandas()),
    "nullable pandas": ("pandas", lambda frame: frame.to_pandas().convert_dtypes()),
    "Polars": ("polars", lambda frame: frame),
    "lazy Polars": ("polars", lambda frame: frame.lazy()),
}
every_engine = pytest.mark.parametrize("engine", ENGINES)
every_pandera = pytest.mark.parametrize("engine", PANDERA)

# --- frames ---------------------------------------------------------------------------------------------------------

WHOLE = st.sampled_from([0, 1, 2, 3, 6, 34, 35, 40, 63, 64, -1, 1383, 1000, 16400000, 16200000]) | st.integers(
    -(10**6), 10**15
)
FLOATS = st.sampled_from([0.0, 1.0, 3.0, 14.1, -100.0, -100.1, 50.0, 2.5, nan, inf, -inf, 1e300, 2.0**53, -0.0])
PERIODS = st.sampled_from(
    ["2022-01", "2022-01", "2025-06", "2025-07", "2009-12", "2022-13", "2022-1", "x", "", "2022-01 ", "٢٠٢٢-01"]
)
CODES = {
    "span": st.sampled_from(["month", "month", "quarter", "year", "week", ""]),
    "area": st.sampled_from(["VN", "VN", "01", "27", "24", "02", "99", "vn", ""]),
    "status": st.sampled_from(["reported", "estimated", "provisional", "final"]),
}
TEXT = (pl.String, st.sampled_from(["n/a", "1", "", "Ghi chú"]))
DAYS = st.dates(date(2010, 1, 1), date(2030, 12, 31))
WRONG = (TEXT, (pl.Boolean, st.booleans()), (pl.Null, st.none()))
# What the values of a column of each type may be stored as: right, right but unusual, and wrong.
STORED = {
    "integer": ((pl.Int64, WHOLE), (pl.Int64, WHOLE), (pl.Float64, FLOATS), (pl.Int8, st.integers(-128, 127)), *WRONG),
    "number": ((pl.Float64, FLOATS), (pl.Int64, WHOLE), (pl.Float32, st.sampled_from([1.5, nan, inf])), *WRONG),
    "date": ((pl.Date, DAYS), (pl.Datetime("us"), st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1))), TEXT),
    "yearmonth": ((pl.String, PERIODS), (pl.String, PERIODS), (pl.Categorical, PERIODS), (pl.Int64, st.just(202201))),
    "string": (TEXT, TEXT, (pl.Int64, st.just(1)), (pl.Null, st.none())),
}


@st.composite
def stored(draw, column, rows):
    """A column as some system may have stored it, or None where it is absent."""
    if column.name != "period" and draw(st.integers(0, 6)) == 0:
        return None
    if column.name in CODES:
        dtype, values = draw(st.sampled_from([pl.String, pl.String, pl.Categorical])), CODES[column.name]
    else:
        dtype, values = draw(st.sampled_from(STORED[column.type]))
    given_values = draw(st.lists(st.none() | values, min_size=rows, max_size=rows))
    return pl.Series(column.name, given_values, dtype=dtype, strict=False)


@st.composite
def frames(draw, tables=TABLES):
    """The name of a table, and a frame of it with everything in it that real frames have."""
    name = draw(st.sampled_from(tables))
    rows = draw(st.integers(1, 8))
    columns = [draw(stored(column, rows)) for column in mic.table(name).columns]
    return name, pl.DataFrame([column for column in columns if column is not None])


def outcomes(native, table):
    return screen(conform(narwhals_frame(native), table), table)


# --- the screen on every engine -------------------------------------------------------------------------------------


@given(frames())
def test_every_engine_counts_the_same(generated):
    table, frame = mic.table(generated[0]), generated[1]
    expected = outcomes(frame, table)

    counted = {engine: outcomes(convert(frame), table) for engine, convert in ENGINES.items()}

    assert {engine: found for engine, found in counted.items() if found != expected} == {}


@cache
def rows_of_cases(name):
    """All rows of ``cases/`` of a table, typed, in one frame."""
    with tempfile.TemporaryDirectory() as folder:
        sent = Path(folder) / f"{name}.csv"
        typed = []
        for case in sorted((CASES / name).glob("*/*.csv")):
            shutil.copyfile(case, sent)
            typed.append(mic.read(sent)[name])
    return pl.concat(typed)


TRIED = [table.name for table in mic.tables() if table.edit_rules]


@pytest.mark.parametrize("name", TRIED)
@every_engine
def test_every_engine_counts_the_cases_of_every_rule_the_same(engine, name):
    table, frame = mic.table(name), rows_of_cases(name)

    counted = outcomes(ENGINES[engine](frame), table)

    assert counted == outcomes(frame, table)
    edited = {rule.name for rule in table.edit_rules}
    assert [o.rule for o in counted if o.rule in edited and 0 in (o.passed, o.failed, o.unknown)] == []


@given(frames())
@settings(max_examples=6)
def test_every_engine_explains_as_many_rows_as_it_counted(generated):
    table, frame = mic.table(generated[0]), generated[1]

    for convert in (ENGINES["pandas"], ENGINES["PyArrow"], ENGINES["lazy Polars"], ENGINES["DuckDB"]):
        report = mic.validate(convert(frame), table=table.name)

        explained = [finding.rule for finding in report.findings]
        assert {outcome.rule: explained.count(outcome.rule) for outcome in report.outcomes if outcome.failed} == {
            outcome.rule: outcome.failed for outcome in report.outcomes if outcome.failed
        }


@given(frames())
def test_what_surely_holds_holds_and_is_unknown_where_the_rule_is(generated):
    table, frame = mic.table(generated[0]), generated[1]
    conformed = conform(narwhals_frame(frame), table)

    for rule in (*table.column_rules, *table.edit_rules):
        judged = conformed.select(surely=table.surely_holds(rule), holds=table.holds(rule)).collect().rows()

        assert [pair for pair in judged if pair[0] is True and pair[1] is not True] == []
        assert [pair for pair in judged if (pair[0] is None) != (pair[1] is None)] == []


def verdicts(engine, columns, table="cyber_incidents"):
    """Of each rule whether it passed, failed, or was unknown, on a frame of one row."""
    report = mic.validate(ENGINES[engine](pl.DataFrame(columns)), table=table)
    words = {(1, 0): "passed", (0, 1): "failed", (0, 0): "unknown"}
    return {o.rule: words[o.passed, o.failed] for o in report.outcomes if o.kind != "shape"}


ROW = {"period": ["2022-01"], "total": [1383], "phishing": [197], "deface": [125], "malware": [1061]}


@every_engine
def test_a_row_without_fault_passes(engine):
    found = verdicts(engine, ROW)

    assert found["kinds_add_up"] == found["total_in_range"] == found["key_is_unique"] == "passed"
    assert "failed" not in found.values()


@every_engine
@pytest.mark.parametrize("column", ["malware", "total_mom_pct"])
@pytest.mark.parametrize("nothing", [None, nan], ids=["null", "NaN"])
def test_null_and_nan_are_missing_values(engine, column, nothing):
    found = verdicts(engine, {**ROW, column: pl.Series([nothing], dtype=pl.Float64)})

    of_type = mic.table("cyber_incidents").column(column).type
    assert (found[f"{column}_is_{of_type}"], found[f"{column}_in_range"]) == ("unknown", "unknown")
    assert found["kinds_add_up"] == ("unknown" if column == "malware" else "passed")
    assert "failed" not in found.values()


@every_engine
@pytest.mark.parametrize("column", ["malware", "total_mom_pct"])
@pytest.mark.parametrize("value", [inf, -inf])
def test_infinity_is_a_value_that_cannot_be_read(engine, column, value):
    found = verdicts(engine, {**ROW, column: [value]})

    of_type = mic.table("cyber_incidents").column(column).type
    assert [rule for rule, word in found.items() if word == "failed"] == [f"{column}_is_{of_type}"]
    assert found[f"{column}_in_range"] == "unknown"


@every_engine
def test_an_absent_column_is_missing_on_every_row(engine):
    found = verdicts(engine, {name: values for name, values in ROW.items() if name != "malware"})

    names = ("malware_is_integer", "malware_in_range", "kinds_add_up")
    assert {name: found[name] for name in names} == dict.fromkeys(names, "unknown")
    assert "failed" not in found.values()


@every_engine
def test_an_absent_column_with_a_default_has_it_and_an_empty_cell_has_not(engine):
    absent = verdicts(engine, ROW)
    empty = verdicts(engine, {**ROW, "span": pl.Series([None], dtype=pl.String)})

    assert (absent["span_is_present"], absent["span_in_codes"]) == ("passed", "passed")
    assert (empty["span_is_present"], empty["span_in_codes"]) == ("failed", "unknown")


@every_engine
def test_an_absent_period_is_a_finding_and_nothing_is_judged(engine):
    frame = pl.DataFrame(ROW).drop("period")

    report = mic.validate(ENGINES[engine](frame), table="cyber_incidents")

    assert [finding.rule for finding in report.findings] == ["columns_complete"]
    assert {outcome.kind for outcome in report.outcomes} == {"shape"}


@every_engine
def test_an_unknown_column_is_a_finding(engine):
    frame = pl.DataFrame({**ROW, "ransomware": [3]})

    report = mic.validate(ENGINES[engine](frame), table="cyber_incidents")

    assert [(finding.rule, finding.value) for finding in report.findings] == [("columns_known", "'ransomware'")]


@every_engine
def test_whole_numbers_that_became_floats_are_whole_and_fractions_are_not(engine):
    whole = verdicts(engine, {**ROW, "malware": [1061.0]})
    fraction = verdicts(engine, {**ROW, "malware": [1061.5]})

    assert (whole["malware_is_integer"], whole["kinds_add_up"]) == ("passed", "passed")
    assert (fraction["malware_is_integer"], fraction["kinds_add_up"]) == ("failed", "unknown")


@every_engine
@pytest.mark.parametrize("values", [["1061"], ["n/a"], [True]], ids=["digits", "text", "a truth value"])
def test_a_column_of_another_type_is_never_converted(engine, values):
    found = verdicts(engine, {**ROW, "malware": values})

    assert (found["malware_is_integer"], found["kinds_add_up"]) == ("failed", "unknown")


@every_engine
def test_a_repeated_key_fails_on_all_rows_but_the_first(engine):
    frame = pl.DataFrame({"period": ["2022-01", "2022-01", None, None, "2022-01"], "total": [1, 2, 3, 4, 5]})

    report = mic.validate(ENGINES[engine](frame), table="cyber_incidents")

    (outcome,) = (outcome for outcome in report.outcomes if outcome.kind == "unique")
    assert (outcome.passed, outcome.failed, outcome.unknown) == (1, 2, 2)


@every_engine
def test_a_frame_without_rows_has_nothing_to_judge_and_is_not_valid(engine):
    frame = pl.DataFrame(ROW).clear()

    report = mic.validate(ENGINES[engine](frame), table="cyber_incidents")

    assert {outcome.checked for outcome in report.outcomes if outcome.kind != "shape"} == {0}
    assert [finding.rule for finding in report.findings] == ["figures_sent"]
    assert not report.valid


# Four parts that add up to 2^64, which 64 bits take for 0.
OVERFLOWING = {
    "period": ["2022-01"],
    "total": [0],
    **{name: [2**62] for name in ("newspapers_two_types", "magazines_two_types", "print_only", "electronic_only")},
}


@every_engine
def test_a_sum_beyond_64_bits_is_not_the_total(engine):
    found = verdicts(engine, OVERFLOWING, table="press_agencies")

    assert found["types_add_up"] == "failed"


# --- pandera --------------------------------------------------------------------------------------------------------


def broken_by_the_screen(frame, table):
    """The rule and row of each finding."""
    report = mic.validate(frame, table=table.name, max_findings=1000)
    return {(finding.rule, finding.place.line - 1) for finding in report.findings if finding.rule != "figures_sent"}


def broken_by_pandera(engine, frame, table):
    """The check and row of each failure that pandera finds."""
    backend, convert = PANDERA[engine]
    try:
        table.pandera(backend).validate(convert(frame), lazy=True)
    except pandera.errors.SchemaErrors as failed:
        return {
            (error.check.name, row)
            for error in failed.schema_errors
            for row, kept in enumerate(rows_of(error.check_output))
            if not kept
        }
    return set()


def rows_of(check_output):
    """One truth value a row, from what pandera keeps of a check."""
    if isinstance(check_output, pl.LazyFrame):
        check_output = check_output.collect()
    return check_output.to_series().to_list() if isinstance(check_output, pl.DataFrame) else check_output.to_list()


# One table for each kind of rule: pandera takes its time.
@pytest.mark.parametrize("name", ["telecom_revenue", "smartphone_subscribers", "pay_tv", "ict_industry"])
@every_pandera
def test_pandera_breaks_the_rules_that_the_cases_break(engine, name):
    table, frame = mic.table(name), rows_of_cases(name)

    found = broken_by_pandera(engine, frame, table)

    assert found == broken_by_the_screen(frame, table)
    assert {rule.name for rule in table.edit_rules} <= {rule for rule, _ in found}


@every_pandera
@given(frames())
@settings(max_examples=6)
def test_pandera_breaks_the_same_rules_on_the_same_rows(engine, generated):
    table, frame = mic.table(generated[0]), generated[1]

    assert broken_by_pandera(engine, frame, table) == broken_by_the_screen(frame, table)


BAD = {"period": ["2022-01", "2022-01"], "total": [1383, -1], "phishing": [197, 1], "deface": [125, 1]}


@every_pandera
def test_a_known_bad_row_proves_that_pandera_is_awake(engine):
    found = broken_by_pandera(engine, pl.DataFrame(BAD), mic.table("cyber_incidents"))

    assert found == {("total_in_range", 1), ("key_is_unique", 1)}


@every_pandera
def test_the_failure_cases_of_pandera_name_the_rules_and_the_rows(engine):
    backend, convert = PANDERA[engine]

    with pytest.raises(pandera.errors.SchemaErrors) as raised:
        mic.table("cyber_incidents").pandera(backend).validate(convert(pl.DataFrame(BAD)), lazy=True)

    cases = raised.value.failure_cases
    assert set(zip(cases["check"], cases["index"], strict=True)) == {("total_in_range", 1), ("key_is_unique", 1)}


@every_pandera
def test_a_valid_frame_passes_pandera_unchanged(engine):
    backend, convert = PANDERA[engine]
    frame = convert(pl.DataFrame(ROW))

    validated = mic.table("cyber_incidents").pandera(backend).validate(frame, lazy=True)

    assert type(validated) is type(frame)
    assert list(validated.lazy().collect().columns if backend == "polars" else validated.columns) == list(ROW)


@every_pandera
def test_pandera_refuses_a_column_that_the_table_does_not_have(engine):
    backend, convert = PANDERA[engine]
    frame = convert(pl.DataFrame({**ROW, "ransomware": [3]}))

    with pytest.raises(pandera.errors.SchemaErrors, match="ransomware"):
        mic.table("cyber_incidents").pandera(backend).validate(frame, lazy=True)


def test_pandera_knows_pandas_and_polars_only():
    with pytest.raises(mic.UsageError, match="expected an engine out of polars, pandas, got 'pyspark'"):
        mic.table("cyber_incidents").pandera("pyspark")


AWAKE = """
import pandera.errors
import polars as pl
import mic_datapkg as mic

frame = pl.DataFrame({"period": ["2022-01"], "total": [-1]})
for engine, native in (("pandas", frame.to_pandas()), ("polars", frame), ("polars", frame.lazy())):
    try:
        mic.table("cyber_incidents").pandera(engine).validate(native, lazy=True)
    except pandera.errors.SchemaErrors as failed:
        print([error.check.name for error in failed.schema_errors])
"""


@pytest.mark.parametrize(
    "variables",
    [
        {"PANDERA_VALIDATION_ENABLED": "False", "PANDERA_VALIDATION_DEPTH": "SCHEMA_ONLY"},
        {"PANDERA_VALIDATION_ENABLED": "yes"},
    ],
    ids=lambda variables: " ".join(variables.values()),
)
def test_no_environment_variable_puts_pandera_to_sleep(variables):
    ended = subprocess.run(
        [sys.executable, "-c", AWAKE],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, **variables},
        timeout=60,
    )

    assert (ended.returncode, ended.stdout) == (0, "['total_in_range']\n" * 3)


# --- frictionless ---------------------------------------------------------------------------------------------------

MONTHS = ("2022-01", "2022-02")
CELLS = {
    "integer": st.sampled_from(["", "0", "1", "63", "64", "1383", "-1", "n/a"]),
    "number": st.sampled_from(["", "0", "14.1", "-9.29", "-100", "-100.5", "100", "100.01", "không rõ"]),
    "date": st.sampled_from(["", "2022-01-20", "2022-02-30", "hôm nay"]),
    "yearmonth": st.sampled_from([*MONTHS, "2022-01", "", "2022-13", "2022-00", "tháng này"]),
    "string": st.sampled_from(["", "Ghi chú, có dấu phẩy", 'một "trích dẫn"', "=1+1", "@a"]),
}
# An empty code takes its default when it is read, so that a published table has none.
FILLED = {
    "span": st.sampled_from(["month", "year", "week"]),
    "area": st.sampled_from(["VN", "01", "99", "ZZ", "001"]),
    "status": st.sampled_from(["reported", "guessed"]),
}


@st.composite
def files(draw):
    """The name of a table, and the rows of a CSV file of it."""
    name = draw(st.sampled_from(TABLES))
    cells = [FILLED.get(column.name, CELLS[column.type]) for column in mic.table(name).columns]
    return name, draw(st.lists(st.tuples(*cells), min_size=1, max_size=10))


def write(folder, table, rows):
    file = folder / f"{table.name}.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([[column.name for column in table.columns], *rows])
    return file


def broken_by_frictionless(file, table):
    """The row and column, or the row and ``key``, of each error that frictionless finds in a CSV file."""
    schema = frictionless.Schema.from_descriptor(table.table_schema())
    resource = frictionless.Resource(path=file.name, basepath=str(file.parent), schema=schema)
    report = frictionless.validate(resource)
    assert report.warnings == []
    found = set()
    for error in report.tasks[0].errors:
        assert error.type in ("type-error", "constraint-error", "primary-key"), error.message
        found.add((error.row_number - 2, "key" if error.type == "primary-key" else error.field_name))
    return found


def broken_for_table_schema(file, table):
    """The row and column, or the row and ``key``, of each finding of a rule that Table Schema can state."""
    limits = {
        rule.name: rule.column
        for rule in table.column_rules
        if isinstance(rule, ColumnRule) and rule.kind != "in_force"
    }
    findings = mic.validate(mic.read(file), table=None, max_findings=1000).findings
    names = {**limits, table.unique.name: "key"}
    return {(finding.place.line - 2, names[finding.rule]) for finding in findings if finding.rule in names}


@given(files())
def test_frictionless_finds_the_same_cells(tmp_path_factory, generated):
    table, rows = mic.table(generated[0]), generated[1]
    file = write(tmp_path_factory.mktemp("parity"), table, rows)
    # frictionless takes two incomplete keys for the same one.
    incomplete = {
        (n, "key") for n, (period, _, area, *_) in enumerate(rows) if period not in MONTHS or area in ("ZZ", "001")
    }

    found = broken_by_frictionless(file, table)

    assert found - incomplete == broken_for_table_schema(file, table)


def test_a_known_bad_row_proves_that_frictionless_is_awake(tmp_path):
    table = mic.table("cyber_incidents")
    bad = {"period": "2022-13", "span": "week", "area": "vn", "total": "-1", "phishing": "n/a", "status": ""}
    good = {"period": "2022-01", "span": "month", "area": "VN", "total": "1", "status": "reported"}
    rows = [[row.get(column.name, "") for column in table.columns] for row in (good, bad, good)]
    file = write(tmp_path, table, rows)

    found = broken_by_frictionless(file, table)

    assert found == {(1, name) for name in bad} | {(2, "key")}


def test_the_table_schema_states_every_limit_but_the_codes_in_force():
    stated = {
        (table.name, field["name"], constraint)
        for table in mic.tables()
        for field in table.table_schema()["fields"]
        for constraint in field.get("constraints", {})
    }

    expected = {
        (table.name, rule.column, constraint)
        for table in mic.tables()
        for rule in table.column_rules
        for constraint in constraints_of(rule)
    }
    assert stated == expected | {(table.name, "area", "pattern") for table in mic.tables()}


def constraints_of(rule):
    """The constraints of Table Schema that say what a limit says."""
    bounds = [bound for bound in ("minimum", "maximum") if getattr(rule, bound, None) is not None]
    return {"required": ["required"], "codes": ["enum"], "range": bounds, "no_formula": ["pattern"]}.get(rule.kind, [])


@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical, pl.Enum(["2022-01", "2022-02"])])
def test_a_repeated_key_is_found_in_whatever_type_the_key_is_stored(dtype):
    columns = {"period": pl.Series(["2022-01", "2022-02", "2022-01"], dtype=dtype), "span": "month", "area": "VN"}
    report = mic.validate(pl.DataFrame(columns), table="pay_tv")

    assert [f.place.line for f in report.findings if f.rule == "key_is_unique"] == [3]
    assert [(o.passed, o.failed) for o in report.outcomes if o.rule == "key_is_unique"] == [(2, 1)]
