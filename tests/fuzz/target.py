"""What fuzzing asks of reading: whatever the bytes, a report that can be printed."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl

import mic_datapkg as mic
from mic_datapkg.formats.text import as_text

REPOSITORY = Path(__file__).parents[2]
# Named after a table and after none, so that layouts are told by the name and by the headers.
NAMES = ("pay_tv", "bieu")
FORM = """BÁO CÁO THÁNG 5 VÀ 5 THÁNG ĐẦU NĂM 2022;;;;;
STT;Chỉ tiêu;ĐVT;Ước tháng 05/2022;Lũy kế từ đầu năm;So với tháng 04/2022 (%)
1;Tổng doanh thu dịch vụ viễn thông;tỉ đồng;11.500,5;hơn 56.400,5;giảm -0,57%
2;Số tỉnh có Chương trình chuyển đổi số;tỉnh;54/63;;85,7%
"""
LONG = 'Kỳ,Chỉ tiêu,Giá trị,Đơn vị,Địa bàn\nquý I/2022,Phishing,"1.383",cuộc,TP.HCM\n01/2022,Deface,(125),,Ha Noi\n'


def read_and_report(file: Path, content: bytes) -> None:
    """Read the bytes as a file of that name, and print the report."""
    file.write_bytes(content)
    report = mic.validate(mic.read(file))
    for language in ("vi", "en"):
        as_text(report, language)


def texts() -> list[bytes]:
    """CSV files to begin with: some that were received, a form and a long table."""
    received = sorted((REPOSITORY / "datapackage" / "submissions" / "2022-01").glob("*.csv"))
    return [*(file.read_bytes() for file in received), FORM.encode(), LONG.encode("utf-16")]


def members() -> dict[str, bytes]:
    """The members of a workbook to begin with: tables with and without a formula, a percentage, a date, and a form."""
    book = openpyxl.Workbook()
    book.active.title = "pay_tv"
    for row in (["period", "subscribers", "subscribers_yoy_pct"], ["2022-01", "=1+1", 0.012], ["T2/2022", "5,5 triệu"]):
        book.active.append(row)
    book.active["C2"].number_format = "0.0%"
    plain = book.create_sheet("commune_radio")
    for row in (
        ["period", "area", "communes_with_station", "as_of"],
        ["2022-01", "Hà Nội & c", 9792, date(2022, 1, 31)],
    ):
        plain.append(row)
    form = book.create_sheet("Biểu")
    for line in FORM.splitlines():
        form.append(line.split(";"))
    stored = io.BytesIO()
    book.save(stored)
    with zipfile.ZipFile(stored) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def old_workbook() -> bytes:
    """A workbook of Excel 97 to 2003 to begin with."""
    return (REPOSITORY / "tests" / "files" / "pay_tv.xls").read_bytes()


def packed(parts: dict[str, bytes]) -> bytes:
    """A workbook of these members, packed sound whatever stands in them."""
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stored.getvalue()
