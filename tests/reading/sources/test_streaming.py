"""Large CSV files are streamed: the same values, findings and places as cell by cell, or one clear error."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mic_datapkg as mic
from mic_datapkg.reading import Limits

# So that every CSV file is a large one.
STREAMED = Limits(text_cells=0)
DATA = Path(__file__).parents[3] / "datapackage" / "data"
HEADER = ["period", "span", "area", "total", "phishing", "deface", "malware", "total_mom_pct", "as_of", "note"]
JANUARY = "period,total,phishing,deface,malware,note\n2022-01,1383,197,125,1061,\n"


@pytest.fixture
def sent(tmp_path, monkeypatch):
    """Write a file of cyber_incidents and read it with limits."""
    monkeypatch.chdir(tmp_path)

    def write(content, limits=STREAMED, name="cyber_incidents.csv", **options):
        Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
        return mic.read(name, limits=limits, **options)

    return write


def findings(submission):
    return [(f.rule, str(f.place), f.value) for f in mic.validate(submission).findings]


def counts(submission):
    judged = [outcome for outcome in mic.validate(submission).outcomes if outcome.kind != "shape"]
    return [(outcome.rule, outcome.passed, outcome.failed, outcome.unknown) for outcome in judged]


@pytest.mark.parametrize("table", [table.name for table in mic.tables()])
def test_what_was_published_is_read_alike(table):
    file = DATA / f"{table}.csv"
    streamed, careful = mic.read(file, limits=STREAMED), mic.read(file)

    assert streamed[table].equals(careful[table])
    assert counts(streamed) == counts(careful)
    assert [remark.text.en for remark in streamed.remarks] == [f"streamed as the table {table}, because it is large."]


ROWS = st.lists(
    st.tuples(
        # Not empty: a row with nothing but a note is a line below the table to careful reading.
        st.sampled_from(["2022-01", "2022-12", "2025-07", "2022-13"]),
        st.sampled_from(["month", "year", "week", ""]),
        st.sampled_from(["VN", "01", "24", "99", ""]),
        *[st.sampled_from(["", "0", "12", "-1", "007", "x", "1061"])] * 4,
        st.sampled_from(["", "14.1", "-8", "-101", "-0.0", "x"]),
        st.sampled_from(["", "2022-01-20", "2022-02-30"]),
        st.sampled_from(["a note", "two, commas, here", "two\nlines", 'a "quote"', "ước đạt"]),
    ),
    min_size=1,
    max_size=8,
)


@given(rows=ROWS)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_streamed_and_careful_reading_agree(sent, rows):
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([HEADER, *rows])
    streamed, careful = (sent(written.getvalue(), limits) for limits in (STREAMED, Limits()))

    assert streamed["cyber_incidents"].equals(careful["cyber_incidents"])
    assert counts(streamed) == counts(careful)
    assert findings(streamed) == findings(careful)


def test_places_count_the_lines_within_cells(sent):
    rows = [
        '2022-01,1383,197,125,1061,"two\nlines"',
        "2022-02,1383,197,125,1061,",
        '2022-03,9,1,2,3,"a\n\nb"',
        "2022-04,9,1,2,3,",
    ]

    assert [place for _, place, _ in findings(sent("\n".join([JANUARY.splitlines()[0], *rows])))] == [
        "cyber_incidents.csv:5 (B4)",
        "cyber_incidents.csv:8 (B5)",
    ]


def test_an_empty_period_is_a_finding(sent):
    assert findings(sent("period,total\n2022-01,1\n,2\n")) == [
        ("period_is_present", "cyber_incidents.csv:3 (A3)", None)
    ]


@pytest.mark.parametrize("cell", ["nan", "inf", "1e3x", "NaN"])
def test_what_a_parser_takes_for_a_number_is_none(sent, cell):
    streamed = sent(f"period,total_mom_pct\n2022-01,{cell}\n")

    assert findings(streamed) == [("total_mom_pct_is_number", "cyber_incidents.csv:2 (B2)", cell)]


@pytest.mark.parametrize(
    "content",
    [
        JANUARY.replace("\n", "\r\n"),
        "\ufeff" + JANUARY,
        JANUARY.rstrip("\n"),
        JANUARY.replace("1061,", '1061,""'),
        JANUARY.replace("197", '"197"'),
    ],
)
def test_line_ends_marks_and_quotes_make_no_difference(sent, content):
    assert findings(sent(content)) == []
    assert sent(content)["cyber_incidents"]["malware"].to_list() == [1061]


FAULTS = {
    "a short row": (JANUARY + "2022-02,1,1\n", r"cyber_incidents.csv:3: expected 6 cells, got 3; check its commas"),
    "a short row made up for by commas in quotes": (
        JANUARY + '2022-02,1,1,0,0,","\n2022-03,1,1,0,0\n',
        r"cyber_incidents.csv:4: expected 6 cells, got 5",
    ),
    "a long row": (JANUARY + "2022-02,1,1,0,0,,,\n", r"cyber_incidents.csv:3: expected 6 cells, got 8"),
    "a blank line": (JANUARY + "\n2022-02,1,1,0,0,\n", r"cyber_incidents.csv:3: expected 6 cells, got 0"),
    "an endless quote": (JANUARY + '2022-02,1,1,0,0,"\n', "cyber_incidents.csv:3: a quote opens here and never ends"),
    "a NUL byte": (JANUARY + "\0", "cyber_incidents.csv:3: there is a NUL byte"),
    "another encoding": (JANUARY.encode() + b"2022-02,1,1,0,0,\xe0\n", "cyber_incidents.csv:3: the text is not UTF-8"),
    "an old font": (JANUARY + "2022-02,1,1,0,0,Tæng sè sù cè §¬n vÞ Th¸ng b¸o c¸o\n", "old font encoding TCVN3"),
    "an endless line": (JANUARY + "x" * 5_000_000, "a line of more than 2 MB"),
    "other columns": ("Kỳ,Tổng số\n2022-01,3\n", "needs the columns of one table by name"),
    "another delimiter": (JANUARY.replace(",", ";"), "separated by commas"),
    "a column twice": (JANUARY.replace("malware", "total"), "each once, .* got “total”"),
    "an empty header": ("\n\n", "got “”"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_is_not_written_plainly_is_one_clear_error(sent, fault, refused):
    content, reason = FAULTS[fault]

    assert refused(sent(content), reason)


def test_other_encodings_and_endless_files_are_refused(sent, refused):
    assert refused(sent(JANUARY, encoding="cp1258"), "too large to be read as cp1258; convert it to UTF-8")
    assert refused(sent(JANUARY, Limits(megabytes=0)), "69 bytes, more than the limit of 0")


def test_a_missing_column_and_a_missing_row_are_findings(sent):
    assert [rule for rule, *_ in findings(sent("total,phishing\n1,1\n"))] == ["columns_complete"]
    assert findings(sent(JANUARY.splitlines()[0])) == [("figures_sent", "cyber_incidents.csv", None)]


def test_the_table_is_told_by_its_columns(sent):
    assert [table.name for table in sent(JANUARY, name="export.csv").tables] == ["cyber_incidents"]
