"""Reports to be written: one of real figures with slips, a clean one, a hostile one, and one of a thousand findings."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

import mic_datapkg as mic
from mic_datapkg.finding import Accepted, Finding, Place, Severity, Suggestion
from mic_datapkg.project.policy import judged, load_policy
from mic_datapkg.reading.submission import Remark, Submission
from mic_datapkg.text import Text
from mic_datapkg.validating.identity import identified
from mic_datapkg.validating.report import Report
from mic_datapkg.validating.screen import Outcome

GOLDEN = Path(__file__).parent / "golden"

# Whatever a cell, a name of a column, a file or a sheet may do to the formats that show it.
HOSTILE = (
    '=1+1 <script>alert("x")</script> & \' ]]> --> <img src=x onerror=alert(1)> 100% \r\n::error::x\n\n# ##[warning]y'
    " \x00\x01\x1b[31m\x7f\x85\u2028\u202e\ufffe\udcff @someone #1 https://evil.example www.evil.example"
    " [text](javascript:alert(1)) ![x](y) `code` ``` **b** _i_ ~~s~~ $x$ ${{ secrets }} {0} | &amp; &lt; \\ : ,"
    " = Sự cố mạng"
)

SLIPS = {
    "cyber_incidents": lambda text: text.replace("1061", "1016"),
    "pay_tv": lambda text: text.replace("16400000", '"<b>16,4 triệu</b>"'),
    "press_agencies": lambda text: text.splitlines(keepends=True)[0],
    "commune_radio": lambda text: text.replace("ict_stations,", "Cột lạ,"),
    "botnet_addresses": lambda text: text + text.splitlines(keepends=True)[1],
}


@pytest.fixture(scope="session")
def golden():
    """Compare a text with a golden file; ``GOLDEN=write pytest`` writes it anew, to be read and kept."""

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if os.environ.get("GOLDEN") == "write":
            file.write_text(text, encoding="utf-8", newline="\n")
        assert text == file.read_text(encoding="utf-8")

    return compare


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to be in, so that paths in reports are short and the same everywhere."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def clean(here, january):
    """The report on the January figures as they were received."""
    shutil.copytree(january, here / "2022-01")
    return mic.validate(mic.read("2022-01"))


@pytest.fixture
def slipped(here, january):
    """The report on January figures with slips, a workbook, a file of another name and one that is no table."""
    folder = here / "tháng 1"
    folder.mkdir()
    for table, slip in SLIPS.items():
        folder.joinpath(f"{table}.csv").write_text(slip(january.joinpath(f"{table}.csv").read_text("utf-8")), "utf-8")
    folder.joinpath("bao_cao.csv").write_text("period,total\n2022-01,1\n", "utf-8")
    folder.joinpath("ghi-chú.md").write_text("Số liệu tháng 1.\n", "utf-8")
    _workbook(folder / "mạng xã hội.xlsx", january / "social_networks.csv")
    return mic.validate(mic.read("tháng 1"))


def _workbook(to, csv):
    """The table of a CSV file as a sheet, with a negative count."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = csv.stem
    frame = pl.read_csv(csv).with_columns(licensed=-pl.col("licensed"))
    for row in [frame.columns, *frame.rows()]:
        sheet.append(row)
    book.save(to)


@pytest.fixture
def slipped_shortly(slipped):
    """The same, without the rules about types and empty cells that nothing broke: short enough to be read."""
    dull = ("type", "required", "codes", "in_force", "range")
    return replace(slipped, outcomes=tuple(o for o in slipped.outcomes if o.failed or o.kind not in dull))


POLICY = """
[[accepted]]
table = "cyber_incidents"
rule = "kinds_add_up"
period = "2022-01"
value = "1383"
reason = "Bản tin in như vậy; đã hỏi Bộ ngày 01/3/2022"
person = "Nguyễn Thị Bình"
expires = 2026-12-31

[[accepted]]
table = "pay_tv"
rule = "subscribers_is_integer"
period = "2022-01"
value = "16,4 triệu"
reason = "Chờ số liệu mới"
person = "Trần Văn An"
expires = 2026-06-30

[[accepted]]
table = "social_networks"
rule = "licensed_in_range"
period = "2022-01"
value = "-935"
reason = "Chờ số liệu mới"
person = "Trần Văn An"
expires = 2026-12-31
"""


@pytest.fixture
def accepted(slipped_shortly, here):
    """The same with a finding accepted, and with two acceptances that accept nothing: ended, and in vain."""
    here.joinpath("mic-datapkg.toml").write_text(POLICY, "utf-8")
    kept = ("cyber_incidents", "pay_tv")
    part = replace(
        slipped_shortly,
        outcomes=tuple(o for o in slipped_shortly.outcomes if o.table in kept and (o.failed or o.kind == "unique")),
        findings=tuple(f for f in slipped_shortly.findings if f.table in kept),
    )
    return judged(part, load_policy(here / "mic-datapkg.toml"), date(2026, 7, 1))


@pytest.fixture
def hostile_accepted(hostile):
    """The hostile report with its finding accepted for hostile reasons."""
    by = Accepted(reason=HOSTILE, person=HOSTILE, expires=date(2026, 12, 31))
    return replace(
        hostile,
        outcomes=tuple(replace(outcome, accepted=outcome.failed) for outcome in hostile.outcomes),
        findings=tuple(replace(finding, accepted=by) for finding in hostile.findings),
    )


@pytest.fixture
def framed():
    """The report on a data frame with one wrong row."""
    frame = pl.DataFrame(
        {"period": ["2022-01"], "total": [1383], "phishing": [197], "deface": [125], "malware": [1016]}
    )
    return mic.validate(frame, table="cyber_incidents")


def _outcome(table="cyber_incidents", rule="kinds_add_up", kind="sums_to", severity=Severity.ERROR, counts=(1, 0, 1)):
    checked, passed, failed = counts
    return Outcome(table=table, rule=rule, kind=kind, severity=severity, checked=checked, passed=passed, failed=failed)


def _made(*outcomes, findings=(), ignored=()):
    """A report as it stands, without a submission behind it."""
    return Report(
        submission=Submission(parts=(), ignored=tuple(ignored)), outcomes=outcomes, findings=identified(findings)
    )


@pytest.fixture
def outcome():
    """Make the outcome of a rule; the counts are checked, passed, failed."""
    return _outcome


@pytest.fixture
def made():
    """Make a report of outcomes and findings, without a submission behind it."""
    return _made


@pytest.fixture
def empty():
    """The report on nothing at all."""
    return _made()


@pytest.fixture(params=["file", "sheet", "no file", "sheet without file"])
def hostile(request):
    """A report in which every text is hostile."""
    places = {
        "file": Place(file=f"{HOSTILE}.csv", line=2, cell=HOSTILE),
        "sheet": Place(file=f"{HOSTILE}.xlsx", sheet=HOSTILE, line=2, cell=HOSTILE),
        "no file": Place(line=3),
        "sheet without file": Place(sheet=HOSTILE),
    }
    finding = Finding(
        table=HOSTILE,
        rule=HOSTILE,
        severity=Severity.ERROR,
        text=Text(vi=HOSTILE, en=HOSTILE),
        period=HOSTILE,
        span=HOSTILE,
        area=HOSTILE,
        columns=(HOSTILE,),
        value=HOSTILE,
        expected=HOSTILE,
        place=places[request.param],
        suggestions=(Suggestion(column=HOSTILE, value=HOSTILE, reason=Text(vi=HOSTILE, en=HOSTILE)),),
    )
    remark = Remark(place=places[request.param], text=Text(vi=HOSTILE, en=HOSTILE))
    judged = _outcome(HOSTILE, HOSTILE, HOSTILE)
    return _made(
        judged, _outcome(HOSTILE, "key_is_unique", "unique", counts=(1, 1, 0)), findings=[finding], ignored=[remark]
    )


@pytest.fixture
def many():
    """A report of a thousand findings, every tenth an error, out of 1,234 that there are."""
    findings = []
    for number in range(1000):
        weight = "kinds_add_up" if number % 10 == 0 else "steady"
        findings.append(
            Finding(
                table="cyber_incidents",
                rule=weight,
                severity=Severity.ERROR if weight == "kinds_add_up" else Severity.WARNING,
                text=Text(
                    vi="Ba loại sự cố cộng lại bằng tổng số. " * 5, en="The three kinds add up to the total. " * 5
                ),
                period="2022-01",
                span="month",
                area="VN",
                columns=("total", "phishing"),
                place=Place(file=f"2022-01/{number // 100}.csv", line=number + 2, cell=f"D{number + 2}"),
            )
        )
    return _made(
        _outcome(rule="key_is_unique", kind="unique", counts=(5000, 5000, 0)),
        _outcome(counts=(5000, 4766, 134)),
        _outcome(rule="steady", kind="steady", severity=Severity.WARNING, counts=(5000, 3900, 1100)),
        findings=findings,
    )
