"""The rules of ``cyber_incidents`` for pandas, as pandera's documentation shows.

Run as a program of its own: ``python pandera_script.py FILE``.
"""

from __future__ import annotations

import sys

import pandas as pd
import pandera.pandas as pa

COUNTS = ["total", "phishing", "deface", "malware"]
PERCENTAGES = ["total_mom_pct", "total_yoy_pct"]
CODES_OF_63 = (
    "01 02 04 06 08 10 11 12 14 15 17 19 20 22 24 25 26 27 30 31 33 34 35 36 37 38 40 42 44 45 46 48 49 51 52 54 56 "
    "58 60 62 64 66 67 68 70 72 74 75 77 79 80 82 83 84 86 87 89 91 92 93 94 95 96"
)
CODES_OF_34 = "01 04 08 11 12 14 15 19 20 22 24 25 31 33 37 38 40 42 44 46 48 51 52 56 66 68 75 79 80 82 86 91 92 96"
AREAS_OF_63, AREAS_OF_34 = (["VN", *codes.split()] for codes in (CODES_OF_63, CODES_OF_34))


def in_force(frame: pd.DataFrame) -> pd.Series[bool]:
    of_63, of_34 = frame["area"].isin(AREAS_OF_63), frame["area"].isin(AREAS_OF_34)
    return of_63.where(frame["period"] <= "2025-06", of_34)


def adds_up(frame: pd.DataFrame) -> pd.Series[bool]:
    # A missing part makes the sum unknown, not wrong.
    return (frame["phishing"] + frame["deface"] + frame["malware"] == frame["total"]).fillna(True)


SCHEMA = pa.DataFrameSchema(
    {
        "period": pa.Column(str, pa.Check.str_matches(r"^[0-9]{4}-(0[1-9]|1[0-2])$")),
        "span": pa.Column(str, pa.Check.isin(["month", "quarter", "year_to_date", "year"])),
        "area": pa.Column(str),
        **{name: pa.Column("Int64", pa.Check.ge(0), nullable=True) for name in COUNTS},
        **{name: pa.Column(float, pa.Check.ge(-100), nullable=True) for name in PERCENTAGES},
        "status": pa.Column(str, pa.Check.isin(["reported", "estimated", "provisional"])),
        "as_of": pa.Column("datetime64[ns]", nullable=True, coerce=True),
        "source": pa.Column(str, nullable=True),
        "note": pa.Column(str, nullable=True),
    },
    checks=[pa.Check(in_force, name="area_in_force"), pa.Check(adds_up, name="kinds_add_up")],
    unique=["period", "span", "area"],
    strict=True,
)


def main(file: str) -> None:
    types = {**dict.fromkeys(["area", "source", "note"], str), **dict.fromkeys(COUNTS, "Int64")}
    frame = pd.read_csv(file, dtype=types)
    try:
        SCHEMA.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as problem:
        print(problem)
        sys.exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
