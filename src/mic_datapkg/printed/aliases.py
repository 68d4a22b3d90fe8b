"""What people write for our names: ``definitions/aliases.yaml``, checked and ready to look up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mic_datapkg.printed.names import normal
from mic_datapkg.schema.columns import Column
from mic_datapkg.schema.entries import Entry, read_entry
from mic_datapkg.schema.tables import DEFINITIONS, Table, common_columns, load_tables

Lookup = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Aliases:
    """Lookups from a name in its normal form to what it stands for; lists have the longest first.

    ``words`` are those around a number, by what they do to it; ``form_words`` those inside headers of report forms, by
    what they make of the column; ``measures`` those that name a measure of any table, as ``table.measure``; ``inside``
    those that do so once the table is known. ``no_tables`` are names of sheets that hold no figures, such as
    instructions; ``title_words`` what stands before the name of a table in a title. ``authorities`` stand before the
    province of one that reports, ``addressees`` before whom it is for; ``regions``, ``districts`` (not behind
    ``not_one``) and ``enterprises`` have no figures of their own. ``who_reports`` are labels of a unit that are also
    those of an office. ``periods`` are the words of stretches of time, ``title_roles`` what the words before one make
    of it; ``relations`` is what a stretch in a header is called by what it is to the one reported. ``area_kinds`` stand
    before the name of a province, ``form_names`` before the number of a form.
    """

    scales: Mapping[str, int]
    no_scales: frozenset[str]
    words: Lookup
    units: Lookup
    form: Lookup
    form_words: Mapping[str, tuple[str, ...]]
    comparisons: Mapping[str, tuple[str, ...]]
    common: Lookup
    long: Lookup
    codes: Mapping[str, Lookup]
    country: frozenset[str]
    no_tables: frozenset[str]
    covers: frozenset[str]
    title_words: tuple[str, ...]
    authorities: tuple[str, ...]
    addressees: tuple[str, ...]
    regions: tuple[str, ...]
    districts: tuple[str, ...]
    larger_districts: frozenset[str]
    enterprises: tuple[str, ...]
    not_one: frozenset[str]
    who_reports: frozenset[str]
    titles: Lookup
    measures: Lookup
    inside: Mapping[str, Lookup]
    provinces: Lookup
    periods: Mapping[str, tuple[str, ...]]
    month_names: tuple[str, ...]
    month_numbers: Mapping[str, int]
    title_roles: Mapping[str, tuple[str, ...]]
    relations: Lookup
    same_period: tuple[str, ...]
    area_kinds: tuple[str, ...]
    form_names: tuple[str, ...]


@cache
def aliases() -> Aliases:
    """The aliases of the library's own definitions."""
    return load_aliases(DEFINITIONS)


def load_aliases(definitions: Path) -> Aliases:
    """The aliases of a folder of definitions.

    Raises:
        DefinitionError: an alias stands for two things, or for something unknown.
    """
    entry = read_entry(definitions / "aliases.yaml", definitions)
    known = load_tables(definitions)
    made = Aliases(
        scales={normal(w): scale.get("power", int) for scale in entry.each("scales") for w in scale.get("words", list)},
        no_scales=_names(entry, "no_scales"),
        words=_lookup(entry, "words around numbers", _around(entry)),
        units=_lookup(entry, "units", {u: [u, *words] for u, words in entry.below("units").mapping.items()}),
        form=_lookup(entry, "form", entry.below("form").mapping),
        form_words={key: tuple(map(normal, words)) for key, words in entry.below("form_words").mapping.items()},
        comparisons={key: tuple(endings) for key, endings in entry.below("comparisons").mapping.items()},
        common=_lookup(entry, "common", _with_titles(entry.below("common").mapping, common_columns())),
        long=_lookup(entry, "long", entry.below("long").mapping),
        codes=_codes(entry),
        country=_names(entry, "country"),
        no_tables=_names(entry, "no_tables"),
        covers=_names(entry, "covers"),
        title_words=_longest_first(entry.get("title_words", list)),
        authorities=_longest_first(entry.get("authorities", list)),
        addressees=_longest_first(entry.get("addressees", list)),
        regions=_longest_first(entry.get("regions", list)),
        districts=_longest_first(entry.get("districts", list)),
        larger_districts=frozenset(entry.get("larger_districts", list)),
        enterprises=_longest_first(entry.get("enterprises", list)),
        not_one=frozenset(entry.get("not_one", list)),
        who_reports=_names(entry, "who_reports"),
        titles=_titles(entry, known),
        measures=_measures(entry, known),
        inside={table.name: _inside(entry, table) for table in known},
        provinces=_lookup(entry, "provinces", entry.below("provinces").mapping),
        periods={key: tuple(words) for key, words in entry.below("periods").mapping.items()},
        month_names=tuple(entry.get("month_names", list)),
        month_numbers={word: n for n, words in enumerate(entry.get("month_numbers", list), start=1) for word in words},
        relations=dict(entry.below("relations").mapping),
        same_period=tuple(entry.get("same_period", list)),
        **{key: _longest_first(entry.get(key, list)) for key in ("area_kinds", "form_names")},
        title_roles={key: _longest_first(words) for key, words in entry.below("title_roles").mapping.items()},
    )
    entry.done()
    return made


def _around(entry: Entry) -> dict[str, list[str]]:
    """The words around a number, by what they do to it."""
    return {
        **entry.below("bounds").mapping,
        "estimated": entry.get("estimates", list),
        **entry.below("directions").mapping,
        "nothing": entry.get("fillers", list),
        "points": entry.get("points", list),
    }


def _names(entry: Entry, key: str) -> frozenset[str]:
    return frozenset(normal(name) for name in entry.get(key, list))


def _longest_first(phrases: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(map(normal, phrases), key=len, reverse=True))


def _lookup(entry: Entry, scope: str, words: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """From each alias to its name, which is its own alias too; an alias of two names is an error."""
    found: dict[str, str] = {}
    for name, listed in words.items():
        for alias in listed:
            key = normal(str(alias))
            if found.setdefault(key, name) != name:
                raise entry.error(f"{scope}: {alias!r} stands for {found[key]!r} and for {name!r}")
    return found


def _codes(entry: Entry) -> dict[str, dict[str, str]]:
    codes = entry.below("codes")
    made = {}
    for column in common_columns():
        if column.codes:
            listed = codes.get(column.name, dict, {})
            titled = {code: [code, title.vi, title.en] for code, title in column.codes.items()}
            for code, words in listed.items():
                titled[codes.known(code, list(titled), column.name)] += words
            made[column.name] = _lookup(codes, column.name, titled)
    return made


def _titles(entry: Entry, known: Iterable[Table]) -> dict[str, str]:
    wordings = entry.below("tables")
    names = {table.name: [table.name, table.title.vi, table.title.en] for table in known}
    for name in wordings.mapping:
        names[wordings.known(name, list(names), "table")] += wordings.below(name).get("titles", list)
    return _lookup(wordings, "titles", names)


def _measures(entry: Entry, known: Iterable[Table]) -> dict[str, str]:
    """Wordings that tell table and measure by themselves; a measure's title does where no other has the same."""
    listed: dict[str, list[str]] = {}
    # A title or a bare name that stands in several tables tells the measure only once the table is known.
    titles: dict[str, set[str]] = {}
    for table in known:
        wordings = _wordings(entry, table, "columns")
        for measure in table.measures:
            name = f"{table.name}.{measure.name}"
            listed[name] = [name, *wordings.get(measure.name, ())]
            for title in (measure.name, measure.title.vi, measure.title.en):
                titles.setdefault(normal(title), set()).add(name)
    for title, names in titles.items():
        if len(names) == 1:
            listed[next(iter(names))].append(title)
    return _lookup(entry.below("tables"), "columns", listed)


def _inside(entry: Entry, table: Table) -> dict[str, str]:
    """Wordings that tell the measure once the table is known."""
    columns, inside = _wordings(entry, table, "columns"), _wordings(entry, table, "inside")
    names = {
        measure.name: [
            measure.name,
            measure.title.vi,
            measure.title.en,
            *columns.get(measure.name, ()),
            *inside.get(measure.name, ()),
        ]
        for measure in table.measures
    }
    return _lookup(entry.below("tables"), table.name, names)


def _wordings(entry: Entry, table: Table, key: str) -> dict[str, list[str]]:
    tables = entry.below("tables")
    if table.name not in tables.mapping:
        return {}
    wordings = tables.below(table.name)
    listed = wordings.below(key, default={})
    measures = [measure.name for measure in table.measures]
    found = {listed.known(name, measures, "measure"): listed.get(name, list) for name in listed.mapping}
    for other in wordings.mapping:
        wordings.known(other, ("titles", "columns", "inside"), "key")
    return found


def _with_titles(listed: Mapping[str, Iterable[str]], columns: Iterable[Column]) -> dict[str, list[str]]:
    return {c.name: [c.name, c.title.vi, c.title.en, *listed.get(c.name, ())] for c in columns}
