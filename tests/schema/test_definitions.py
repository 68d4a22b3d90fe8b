"""The definitions: that a mistake in them is told, and that they say what was agreed."""

from __future__ import annotations

import re
import shutil
import unicodedata
from dataclasses import fields, is_dataclass

import pytest
import yaml

import mic_datapkg as mic
from mic_datapkg.schema import areas, rates
from mic_datapkg.schema.areas import provinces, provinces_in_force
from mic_datapkg.schema.column_rules import InRange
from mic_datapkg.schema.columns import MEASURES
from mic_datapkg.schema.rules import KINDS
from mic_datapkg.schema.tables import DEFINITIONS, common_columns, load_tables
from mic_datapkg.text import Text

CYBER = "tables/cyber_incidents.yaml"
COLUMNS = "columns.yaml"

# What is broken: file, the text that is replaced, what replaces it, and what the error must name.
MISTAKES = {
    "an unknown kind": (
        CYBER,
        "kind: sums_to",
        "kind: sums_up",
        ["rules[0] (kinds_add_up)", "kind 'sums_up'", "did you mean 'sums_to'?", *KINDS],
    ),
    "an unknown column in a list": (
        CYBER,
        "parts: [phishing, deface, malware]",
        "parts: [phishing, defaced, malware]",
        ["rules[0] (kinds_add_up)", "parts 'defaced'", "did you mean 'deface'?", "total, phishing, deface, malware"],
    ),
    "an unknown column": (
        CYBER,
        "total: total",
        "total: totals",
        ["rules[0] (kinds_add_up)", "total 'totals'", "did you mean 'total'?", "phishing"],
    ),
    "an unknown bound": (
        "tables/provincial_milestones.yaml",
        "value: dx_programme\n    bound: provinces_in_force",
        "value: dx_programme\n    bound: provinces_in_forse",
        [
            "rules[3] (provinces_with_programme_exist)",
            "bound 'provinces_in_forse'",
            "did you mean 'provinces_in_force'?",
        ],
    ),
    "a rule over a column that is no measure": (
        CYBER,
        "total: total",
        "total: period",
        ["rules[0] (kinds_add_up)", "total 'period'", "valid: total, phishing"],
    ),
    "an unknown unit": (
        "tables/pay_tv.yaml",
        "name: subscribers\n    type: integer\n    unit: subscribers",
        "name: subscribers\n    type: integer\n    unit: subscriber",
        ["fields[0] (subscribers)", "unit 'subscriber'", "did you mean 'subscribers'?", "percent, VND, USD"],
    ),
    "an unknown reason": (
        "tables/online_public_services.yaml",
        "because: share",
        "because: shares",
        ["fields[0] (level4_eligible_pct)", "because 'shares'", "did you mean 'share'?", "money_vnd"],
    ),
    "an unknown measure": (
        "tables/online_public_services.yaml",
        "measure: share",
        "measure: ratio",
        ["fields[0] (level4_eligible_pct)", "measure 'ratio'", *MEASURES],
    ),
    "an unknown type of measure": (
        "tables/online_public_services.yaml",
        "type: number",
        "type: float",
        ["fields[0] (level4_eligible_pct)", "type 'float'", "integer, number"],
    ),
    "an unknown type of a common column": (
        COLUMNS,
        "type: date",
        "type: datum",
        ["after[1] (as_of)", "type 'datum'", "did you mean 'date'?", "yearmonth"],
    ),
    "an unknown severity": (
        CYBER,
        "severity: error",
        "severity: fatal",
        ["rules[0] (kinds_add_up)", "severity 'fatal'", "error, warning, info"],
    ),
    "a default that is no code": (
        COLUMNS,
        "default: month",
        "default: months",
        ["before[1] (span)", "default 'months'", "did you mean 'month'?", "year_to_date"],
    ),
    "a misspelt key of a table": (
        CYBER,
        "fields:",
        "because: count\nfields:",
        ["cyber_incidents.yaml: ", "unknown key 'because'", "valid: description, fields, name, rules, title"],
    ),
    "a misspelt key of a column": (
        "tables/social_networks.yaml",
        "unit: networks\n    measure: stock\n    exact: true",
        "unit: networks\n    measure: stock\n    exactly: true",
        ["fields[0] (licensed)", "key 'exactly'", "did you mean 'exact'?"],
    ),
    "a misspelt constraint": (
        "tables/online_public_services.yaml",
        "maximum: 100",
        "maximun: 100",
        ["fields[0] (level4_eligible_pct): constraints", "key 'maximun'", "did you mean 'maximum'?", "minimum"],
    ),
    "a misspelt key of a rule": (
        CYBER,
        "severity: error",
        "severity: error\n    tolerance: 2",
        ["rules[0] (kinds_add_up)", "unknown key 'tolerance'", "valid: kind, name, parts, says, severity, total"],
    ),
    "a repeated key": (
        CYBER,
        "total: total",
        "total: total\n    total: phishing",
        ["'total' stands there twice", "line "],
    ),
    "a key that is a list": (
        CYBER,
        "total: total",
        "[total]: total",
        ["expected a name as key", "line "],
    ),
    "a minimum above the maximum": (
        "tables/online_public_services.yaml",
        "minimum: 0, maximum: 100",
        "minimum: 100, maximum: 0",
        ["fields[0] (level4_eligible_pct): constraints", "expected minimum <= maximum, got 100 > 0"],
    ),
    "a limit that is no number": (
        "tables/online_public_services.yaml",
        "maximum: 100",
        "maximum: all",
        ["constraints: 'maximum': expected a number, got 'all'"],
    ),
    "a limit without a reason": (
        "tables/online_public_services.yaml",
        "    because: share\n",
        "",
        ["fields[0] (level4_eligible_pct)", "'because' is missing"],
    ),
    "a reason without a limit": (
        "tables/online_public_services.yaml",
        "    constraints: {minimum: 0, maximum: 100}\n",
        "",
        ["fields[0] (level4_eligible_pct)", "'because' gives the reason of a minimum or maximum, and there is none"],
    ),
    "a rule without a sentence": (
        CYBER,
        "    says:\n      vi: Ba loại sự cố cộng lại bằng tổng số.\n"
        "      en: The three kinds of incident add up to the total.",
        "",
        ["rules[0] (kinds_add_up)", "'says' is missing"],
    ),
    "a sentence in one language": (
        CYBER,
        "      vi: Ba loại sự cố cộng lại bằng tổng số.\n",
        "",
        ["rules[0] (kinds_add_up)", "'says': expected a text in vi and en"],
    ),
    "an empty sentence": (
        CYBER,
        "vi: Ba loại sự cố cộng lại bằng tổng số.",
        "vi: ' '",
        ["rules[0] (kinds_add_up)", "'says': expected a text in vi and en"],
    ),
    "a title that is no text": (
        CYBER,
        "title: {vi: Sự cố tấn công mạng, en: Cyber-attack incidents}",
        "title: Cyber-attack incidents",
        ["'title': expected dict, got 'Cyber-attack incidents'"],
    ),
    "a column without a type": (
        "tables/online_public_services.yaml",
        "    type: number\n",
        "",
        ["fields[0] (level4_eligible_pct)", "'type' is missing"],
    ),
    "a rule without one of its columns": (
        CYBER,
        "    total: total\n",
        "",
        ["rules[0] (kinds_add_up)", "'total' is missing"],
    ),
    "a name that is no text": (CYBER, "name: kinds_add_up", "name: 3", ["rules[0] (3)", "'name': expected str, got 3"]),
    "a truth value for a number": (
        "tables/online_public_services.yaml",
        "maximum: 100",
        "maximum: true",
        ["constraints: 'maximum': expected a number, got True"],
    ),
    "a text for a truth value": (
        "tables/social_networks.yaml",
        "unit: networks\n    measure: stock\n    exact: true",
        "unit: networks\n    measure: stock\n    exact: sure",
        ["fields[0] (licensed)", "'exact': expected bool, got 'sure'"],
    ),
    "a table without a rule or a limit": (
        "tables/online_public_services.yaml",
        "    constraints: {minimum: 0, maximum: 100}\n    because: share\n",
        "",
        ["a table needs a rule or a range"],
    ),
    "a table without rules": (
        "tables/online_public_services.yaml",
        "rules: []",
        "",
        ["'rules' is missing"],
    ),
    "a file named unlike its table": (
        CYBER,
        "name: cyber_incidents\n",
        "name: cyber_attacks\n",
        ["a table's file is named after it: expected cyber_attacks.yaml"],
    ),
    "a repeated column": (
        CYBER,
        "name: deface\n",
        "name: phishing\n",
        ["the name 'phishing' stands there twice"],
    ),
    "a column named like a common one": (
        "tables/online_public_services.yaml",
        "name: level4_eligible_pct",
        "name: period",
        ["the name 'period' stands there twice"],
    ),
    "a repeated rule": (
        "tables/pay_tv.yaml",
        "rules:\n",
        "rules:\n  - {name: growth_follows_from_subscribers, kind: at_most, value: subscribers,"
        " bound: subscribers_year_ago,"
        " severity: info, says: {vi: Một, en: One}}\n",
        ["the name 'growth_follows_from_subscribers' stands there twice"],
    ),
    "a rule named like a limit": (
        CYBER,
        "name: kinds_add_up",
        "name: total_in_range",
        ["rules[0] (total_in_range)", "the name 'total_in_range' is taken by a rule of a column"],
    ),
    "a rule named like the key": (
        CYBER,
        "name: kinds_add_up",
        "name: key_is_unique",
        ["rules[0] (key_is_unique)", "'key_is_unique'"],
    ),
    "a sum of one part": (
        CYBER,
        "parts: [phishing, deface, malware]",
        "parts: [phishing]",
        ["rules[0] (kinds_add_up)", "'parts': expected two columns or more, got ['phishing']"],
    ),
    "a list that is one column": (
        CYBER,
        "parts: [phishing, deface, malware]",
        "parts: phishing",
        ["rules[0] (kinds_add_up)", "'parts': expected list, got 'phishing'"],
    ),
    "a rule that is no mapping": (
        CYBER,
        "rules:\n",
        "rules:\n  - kinds add up\n",
        ["rules[0]", "expected a mapping, got 'kinds add up'"],
    ),
    "broken YAML": (CYBER, "parts: [phishing, deface, malware]", "parts: [phishing, deface", ["line "]),
    "a file without a mapping": ("units.yaml", None, "- percent\n", ["expected a mapping, got ['percent']"]),
    "an empty file": ("units.yaml", None, "", ["expected a mapping, got None"]),
    "a unit in one language": ("units.yaml", "en: percent", "de: Prozent", ["'percent': expected a text in vi and en"]),
    "a reason in one language": ("reasons.yaml", "  vi: Số đếm không thể âm.\n", "", ["'count': expected a text"]),
    "a type without its sentence": (
        "messages.yaml",
        "  yearmonth:\n",
        "  month:\n",
        ["type", "'yearmonth' is missing"],
    ),
    "a missing file": ("units.yaml", None, None, ["No such file"]),
    "a sentence with an unknown placeholder": (
        "messages.yaml",
        "'{column} phải có",
        "'{colum} phải có",
        ["required", "colum"],
    ),
    "a column twice in one rule": (
        CYBER,
        "parts: [phishing, deface, malware]",
        "parts: [phishing, phishing]",
        ["rules[0] (kinds_add_up)", "'phishing'"],
    ),
    "a percentage that is none": (
        "tables/pay_tv.yaml",
        "percent: subscribers_yoy_pct",
        "percent: subscribers",
        ["rules[0] (growth_follows_from_subscribers)", "percent", "'subscribers'"],
    ),
}

# The end of these messages is libyaml's or the operating system's.
WORDED_ELSEWHERE = ("broken YAML", "a missing file")


@pytest.fixture(scope="session")
def broken(tmp_path_factory):
    """A copy of the definitions with one mistake in it."""

    def copy(mistake):
        file, old, new, _ = MISTAKES[mistake]
        folder = tmp_path_factory.mktemp("mistake") / "definitions"
        shutil.copytree(DEFINITIONS, folder)
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old is None or text.count(old) >= 1, f"{mistake}: {old!r} is not in {file} any more"
        if new is None:
            path.unlink()
        else:
            path.write_text(new if old is None else text.replace(old, new, 1), encoding="utf-8")
        return folder

    return copy


def error_of(folder):
    with pytest.raises(mic.DefinitionError) as raised:
        load_tables(folder)
    return str(raised.value)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_definitions_is_told_with_its_file_its_entry_and_the_valid_choices(mistake, broken):
    file, _, _, told = MISTAKES[mistake]

    message = error_of(broken(mistake))

    assert message.startswith(f"definitions/{file}: ")
    assert [part for part in told if part not in message] == []


def test_the_wording_of_every_mistake_is_that_of_the_golden_file(broken, golden):
    folders = {mistake: broken(mistake) for mistake in MISTAKES if mistake not in WORDED_ELSEWHERE}

    texts = [f"== {mistake}\n{error_of(at).replace(str(at.parent), '...')}\n" for mistake, at in folders.items()]

    golden("definition_errors.txt", "\n".join(texts))


def test_a_folder_without_tables_is_a_mistake(tmp_path):
    shutil.copytree(DEFINITIONS, tmp_path / "definitions")
    shutil.rmtree(tmp_path / "definitions" / "tables")

    message = error_of(tmp_path / "definitions")

    assert "tables" in message


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("2022,24900,22350,State Bank", "definitions/rates.csv:2: expected low <= high, got 24900 > 22350"),
        ("2022,22350,n/a,State Bank", "definitions/rates.csv:2: expected two whole numbers, low and high"),
    ],
)
def test_a_band_of_exchange_rates_that_cannot_be_is_a_mistake(line, problem, tmp_path, monkeypatch):
    (tmp_path / "rates.csv").write_text(f"year,low,high,source\n{line}\n", encoding="utf-8")
    monkeypatch.setattr(rates, "RATES", tmp_path / "rates.csv")

    with pytest.raises(mic.DefinitionError, match=problem):
        rates.bands.__wrapped__()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "code,name_vi,type,valid_from,valid_to,successor_code,legal_basis\n01,Hà Nội,province,,30/6/2025,,law\n",
            ":2: ",
        ),
        ("code,name_vi,type,valid_from,successor_code,legal_basis\n01,Hà Nội,province,,,law\n", ":2: 'valid_to'"),
    ],
)
def test_a_province_that_cannot_be_read_is_a_mistake(text, problem, tmp_path, monkeypatch):
    (tmp_path / "provinces.csv").write_text(text, encoding="utf-8")
    monkeypatch.setattr(areas, "PROVINCES", tmp_path / "provinces.csv")

    with pytest.raises(mic.DefinitionError, match=f"definitions/provinces.csv{problem}"):
        areas.provinces.__wrapped__()


def test_a_copy_without_a_mistake_loads(tmp_path):
    shutil.copytree(DEFINITIONS, tmp_path / "definitions")

    assert load_tables(tmp_path / "definitions") == mic.tables()


TABLES = {
    "botnet_addresses": "addresses addresses_mom_pct addresses_yoy_pct",
    "commune_radio": "communes_with_station communes ict_stations ict_stations_mom_change",
    "cyber_incidents": "total phishing deface malware total_mom_pct total_yoy_pct",
    "digital_certificates": "issued issued_year_ago issued_yoy_pct active active_year_ago active_yoy_pct",
    "fixed_broadband": (
        "subscribers subscribers_yoy_pct household_subscribers household_subscribers_yoy_pct households"
        " household_share_pct"
    ),
    "ict_industry": "revenue revenue_usd revenue_mom_pct revenue_yoy_pct",
    "online_public_services": "level4_eligible_pct",
    "pay_tv": "subscribers subscribers_year_ago subscribers_yoy_pct",
    "postal": "revenue revenue_yoy_pct volume volume_yoy_pct",
    "press_agencies": "total newspapers_two_types magazines_two_types print_only electronic_only",
    "provincial_milestones": "population_database_connected egov_architecture_v2 ict_plan_2021_2025 dx_programme",
    "smartphone_subscribers": "subscribers mobile_subscribers share_of_mobile_pct subscribers_yoy_pct",
    "social_networks": "licensed licensed_yoy_pct accounts accounts_yoy_pct",
    "telecom_revenue": "revenue mobile_revenue fixed_revenue revenue_yoy_pct",
}


def test_there_are_the_14_tables_of_the_bulletin_with_their_measures():
    measures = {table.name: " ".join(column.name for column in table.measures) for table in mic.tables()}

    assert measures == TABLES


def test_every_table_has_the_same_columns_around_its_measures():
    names = {column.name for column in common_columns()}

    around = {tuple(column.name for column in table.columns if column.name in names) for table in mic.tables()}

    assert around == {("period", "span", "area", "status", "as_of", "source", "note")}
    assert {table.key for table in mic.tables()} == {("period", "span", "area")}


def texts_of(thing):
    """Every text in a value of the library, however deep."""
    if isinstance(thing, Text):
        return [thing]
    if is_dataclass(thing):
        return [text for field in fields(thing) for text in texts_of(getattr(thing, field.name))]
    if isinstance(thing, dict):
        return [text for value in thing.values() for text in texts_of(value)]
    return [text for value in thing for text in texts_of(value)] if isinstance(thing, tuple) else []


@pytest.mark.parametrize("table", mic.tables(), ids=lambda table: table.name)
def test_every_text_is_there_in_both_languages_in_nfc_and_without_blanks_around(table):
    texts = texts_of(table)

    written = [text[language] for text in texts for language in ("vi", "en")]

    assert len(texts) > 2 * len(table.columns) + len(table.rules)
    assert [text for text in written if text != unicodedata.normalize("NFC", text).strip() or not text] == []
    assert [text for text in written if "\n" in text or "  " in text or "{" in text] == []


@pytest.mark.parametrize("table", mic.tables(), ids=lambda table: table.name)
def test_titles_are_no_sentences_and_what_rules_say_is_one(table):
    titles = [text for column in table.columns for text in (column.title.vi, column.title.en)]
    sentences = [text for rule in table.rules for text in (rule.says.vi, rule.says.en)]

    assert [title for title in titles if title.endswith(".")] == []
    assert [sentence for sentence in sentences if not sentence.endswith(".")] == []


def test_every_file_of_definitions_is_nfc():
    files = sorted(DEFINITIONS.rglob("*.*"))

    texts = {file.name: file.read_text(encoding="utf-8") for file in files}

    assert len(texts) > 20
    assert [name for name, text in texts.items() if text != unicodedata.normalize("NFC", text)] == []


def test_every_limit_has_its_reason_and_every_measure_but_a_change_its_minimum():
    limits = [(table, limit) for table in mic.tables() for limit in table.column_rules if isinstance(limit, InRange)]

    assert len(limits) > 50
    assert [limit.name for table, limit in limits if limit.says != table.column(limit.column).because] == []
    unlimited = [
        c.name for table in mic.tables() for c in table.measures if c.minimum is None and c.measure != "change"
    ]
    assert unlimited == []


def test_every_percentage_is_a_number_and_every_other_measure_a_whole_one():
    measures = [column for table in mic.tables() for column in table.measures]

    assert {column.type for column in measures if column.unit == "percent"} == {"number"}
    assert {column.type for column in measures if column.unit != "percent"} == {"integer"}
    assert {column.name.endswith("_pct") for column in measures if column.unit == "percent"} == {True}


def test_every_reason_and_every_unit_is_used():
    stated = {
        name: yaml.safe_load((DEFINITIONS / f"{name}.yaml").read_text(encoding="utf-8"))
        for name in ("reasons", "units")
    }

    used = [column for table in mic.tables() for column in table.measures]

    assert set(stated["units"]) == {column.unit for column in used}
    assert {text["en"] for text in stated["reasons"].values()} == {c.because.en for c in used if c.because}


def test_every_name_is_one_that_every_language_of_programming_takes():
    names = [table.name for table in mic.tables()]
    names += [named.name for table in mic.tables() for named in (*table.columns, *table.rules)]

    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9_]{1,62}", name)] == []


@pytest.mark.parametrize(
    ("period", "number"),
    [
        ("2018-06", 63),
        ("2022-01", 63),
        ("2024-12", 63),
        ("2025-01", 63),
        ("2025-06", 63),
        ("2025-07", 34),
        ("2026-03", 34),
        ("2026-04", 34),
        ("2026-05", 34),
        ("2031-01", 34),
    ],
)
def test_there_are_63_provinces_until_june_2025_and_34_from_july(period, number):
    in_force = provinces_in_force(period)

    assert len(in_force) == number
    assert len({province.code for province in in_force}) == number
    assert len({province.name_vi for province in in_force}) == number


def name_of(code, period):
    return next(province.name_vi for province in provinces_in_force(period) if province.code == code)


@pytest.mark.parametrize(
    ("code", "period", "name"),
    [
        ("46", "2024-12", "Tỉnh Thừa Thiên Huế"),
        ("46", "2025-01", "Thành phố Huế"),
        ("75", "2026-03", "Tỉnh Đồng Nai"),
        # Đồng Nai is a city from 30 April 2026: in force on the last day of that month.
        ("75", "2026-04", "Thành phố Đồng Nai"),
        ("75", "2026-05", "Thành phố Đồng Nai"),
    ],
)
def test_a_province_that_becomes_a_city_in_a_month_is_one_at_its_end(code, period, name):
    assert name_of(code, period) == name


def test_seven_codes_mean_another_province_since_july_2025():
    codes = {province.code for province in provinces_in_force("2025-07")}

    renamed = {
        code: (name_of(code, "2025-06"), name_of(code, "2025-07"))
        for code in sorted(codes)
        if name_of(code, "2025-06") != name_of(code, "2025-07")
    }

    assert renamed == {
        "15": ("Tỉnh Yên Bái", "Tỉnh Lào Cai"),
        "24": ("Tỉnh Bắc Giang", "Tỉnh Bắc Ninh"),
        "44": ("Tỉnh Quảng Bình", "Tỉnh Quảng Trị"),
        "52": ("Tỉnh Bình Định", "Tỉnh Gia Lai"),
        "80": ("Tỉnh Long An", "Tỉnh Tây Ninh"),
        "82": ("Tỉnh Tiền Giang", "Tỉnh Đồng Tháp"),
        "91": ("Tỉnh Kiên Giang", "Tỉnh An Giang"),
    }


def test_every_province_that_ended_has_a_successor_in_force_the_month_after():
    successors = {province.successor_code for province in provinces() if province.valid_to is not None}

    assert successors - {province.code for province in provinces_in_force("2026-05")} - {None} == set()
    ended = [p for p in provinces() if f"{p.valid_to}" == "2025-06-30"]
    assert len(ended) == 52
    assert None not in {province.successor_code for province in ended}


def test_the_provinces_are_those_of_the_reference_list_and_each_names_its_law():
    assert len(provinces()) == 88
    assert [province.code for province in provinces() if not province.legal_basis] == []
    assert {province.type for province in provinces()} == {"province", "municipality"}
