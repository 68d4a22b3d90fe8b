"""Parquet files: what is read, what is refused before any library follows it, and names that are patterns elsewhere."""

from __future__ import annotations

import random
import struct
from decimal import Decimal

import polars as pl
import pyarrow as pa
import pytest
from pyarrow import parquet

import mic_datapkg as mic
from mic_datapkg.reading import Limits


@pytest.fixture
def file(tmp_path):
    """Where a file of the table pay_tv stands."""
    return tmp_path / "pay_tv.parquet"


def number(value):
    """A number as Thrift's compact protocol writes it, seven bits a byte."""
    made = b""
    while value > 127:
        made, value = made + bytes([value & 127 | 128]), value >> 7
    return made + bytes([value])


def element(name, *, children=0):
    """One element of a Parquet schema: a group with children, or a whole number."""
    kind = b"\x35\x02" if children else b"\x15\x02\x25\x02"
    below = b"\x15" + number(children * 2) if children else b""
    return kind + b"\x18" + number(len(name)) + name + below + b"\0"


def nested(depth):
    """The bytes of a Parquet file without rows, in which one column lies so deep."""
    schema = [element(b"root", children=1), *[element(b"a", children=1)] * depth, element(b"period")]
    footer = b"\x15\x02\x19\xfc" + number(len(schema)) + b"".join(schema) + b"\x16\x00\x19\x0c\x00"
    return b"PAR1" + footer + struct.pack("<I", len(footer)) + b"PAR1"


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_a_schema_as_deep_as_a_well_ends_no_process(file, refused, depth):
    file.write_bytes(nested(depth))

    assert refused(mic.read(file), "cannot be read as Parquet .*nested")


def runs(rows):
    """A table that packs to almost nothing: one period, and no figure."""
    periods = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int8()), pa.array(["2022-01"]))
    return pa.table({"period": periods, "subscribers": pa.nulls(rows, pa.int64())})


def test_rows_that_take_no_room_are_refused(file, refused):
    parquet.write_table(runs(21_000_000), file, row_group_size=1_000_000)

    assert refused(mic.read(file), "values for each byte of the file, more than the limit of 16")


def test_rows_that_take_no_room_are_read_where_they_are_few(file):
    parquet.write_table(runs(3_000_000), file, row_group_size=3_000_000)

    assert mic.read(file).parts[0].rows == 3_000_000


def test_a_long_footer_makes_room_for_no_more_rows(file, refused):
    padded = runs(21_000_000).replace_schema_metadata({"padding": random.Random(1).randbytes(2_000_000).hex()})
    parquet.write_table(padded, file, row_group_size=1_000_000)

    assert refused(mic.read(file), "values for each byte of the file")


def test_the_rows_of_a_group_have_a_limit_where_they_take_no_room(file, refused):
    parquet.write_table(runs(3_000_000), file, row_group_size=3_000_000)

    assert refused(mic.read(file, limits=Limits(row_group=1_000_000)), "values in one row group")


def test_a_text_that_millions_of_rows_share_has_the_length_of_a_cell(file, refused):
    notes = pa.DictionaryArray.from_arrays(pa.array([0] * 1000, pa.int8()), pa.array(["x" * 200_000]))
    for column in (notes, notes.cast(pa.string())):
        parquet.write_table(pa.table({"period": ["2022-01"] * 1000, "note": column}), file)

        assert refused(mic.read(file), "200000 characters in one cell, more than the limit of 100000")


def test_a_long_text_that_millions_of_rows_share_is_refused(file, refused):
    notes = pa.DictionaryArray.from_arrays(pa.array([0] * 1_000_000, pa.int8()), pa.array(["x" * 90_000]))
    parquet.write_table(pa.table({"period": ["2022-01"] * 1_000_000, "note": notes}), file)

    assert refused(mic.read(file), "times its packed size")


def test_texts_that_begin_alike_are_refused_before_they_are_held(file, refused):
    table = pa.table({"period": ["2022-01"] * 20_000, "note": ["y" * 90_000] * 20_000})
    parquet.write_table(table, file, use_dictionary=False, column_encoding={"note": "DELTA_BYTE_ARRAY"})

    assert refused(mic.read(file), "times its packed size")


def test_what_unpacks_to_many_times_its_size_is_refused(file, refused):
    table = pa.table({"period": ["2022-01"] * 120, "note": ["x" * 1_000_000] * 120})
    parquet.write_table(table, file, use_dictionary=False, compression="zstd")

    assert refused(mic.read(file), "times its packed size")


def test_groups_of_single_rows_have_a_limit(file, refused):
    parquet.write_table(pa.table({"period": ["2022-01"] * 1001}), file, row_group_size=1)

    assert refused(mic.read(file), "1001 files in the archive, or sheets, more than the limit of 1000")


def test_rows_have_a_limit(file, refused):
    pl.DataFrame({"period": ["2022-01", "2022-02"], "subscribers": [1, 2]}).write_parquet(file)

    assert refused(mic.read(file, limits=Limits(rows=1)), "2 rows, more than the limit of 1")


def test_a_decimal_that_no_engine_holds_is_named_with_its_column(file, refused):
    wide = pa.array([Decimal(5)], pa.decimal256(50, 0))
    parquet.write_table(pa.table({"period": ["2022-01"], "subscribers": wide}), file)

    assert refused(mic.read(file), "Column subscribers is a decimal of 50 digits")


def test_a_decimal_of_whole_numbers_is_read(file):
    parquet.write_table(
        pa.table({"period": ["2022-01"], "subscribers": pa.array([Decimal(5)], pa.decimal128(38, 0))}), file
    )

    assert mic.read(file)["pay_tv"]["subscribers"].to_list() == [5]


@pytest.mark.parametrize("name", ["[1].parquet", "a*.parquet", "?.parquet", "{a,b}.parquet", "period=2022-01.parquet"])
def test_a_path_is_a_path_and_no_pattern(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    pl.DataFrame({"period": ["2022-01"], "subscribers": [5]}).write_parquet(tmp_path / "pay_tv.parquet")
    (tmp_path / "pay_tv.parquet").rename(tmp_path / name)
    (tmp_path / "1.parquet").write_bytes(b"")

    (finding,) = mic.read(name).findings

    # It is found, and its name is that of no table.
    assert (finding.rule, finding.place.file) == ("tables_known", name)


def test_a_large_text_file_is_found_under_a_name_that_is_a_pattern(tmp_path):
    (tmp_path / "[1].csv").write_text("period,phishing\n" + "2022-01,1\n" * 50, encoding="utf-8")
    (tmp_path / "1.csv").write_text("period,phishing\n2022-02,2\n", encoding="utf-8")

    (part,) = mic.read(tmp_path / "[1].csv", limits=Limits(text_cells=50)).parts

    assert (part.rows, part.coverage.last) == (50, "2022-01")


DAMAGED = {
    "cut in the middle": lambda content: content[: len(content) // 2],
    "without its end": lambda content: content[:-3],
    "a footer of another length": lambda content: content[:-8] + b"\xff\xff\xff\x7f" + content[-4:],
    "nothing but zeros": lambda content: b"PAR1" + bytes(1000) + b"PAR1",
    "pages of zeros": lambda content: content[:4] + bytes(len(content) // 3) + content[4 + len(content) // 3 :],
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_is_a_finding(file, repository, refused, damage):
    file.write_bytes(DAMAGED[damage]((repository / "datapackage" / "data" / "pay_tv.parquet").read_bytes()))

    assert refused(mic.read(file), "cannot be read as Parquet")


def test_an_encrypted_file_is_named_as_one(file, repository, refused):
    content = (repository / "datapackage" / "data" / "pay_tv.parquet").read_bytes()
    file.write_bytes(b"PARE" + content[4:-4] + b"PARE")

    assert refused(mic.read(file), "it is encrypted")


def test_whatever_bytes_are_changed_there_is_a_report(file, repository):
    content = (repository / "datapackage" / "data" / "pay_tv.parquet").read_bytes()
    chance = random.Random(7)

    for _ in range(60):
        changed = bytearray(content)
        for _ in range(chance.choice([1, 2, 5, 20])):
            changed[chance.randrange(4, len(changed))] = chance.randrange(256)
        file.write_bytes(changed)

        assert str(mic.validate(mic.read(file)))
