"""What was read, in words: for each file its verdict, for each table of it period, area, units, figures and cells."""

from __future__ import annotations

from collections.abc import Iterable

from mic_datapkg.printed.units import Scale
from mic_datapkg.reading.submission import Coverage
from mic_datapkg.reading.untyped import NO_SCALE
from mic_datapkg.schema.areas import COUNTRY, provinces_in_force
from mic_datapkg.schema.columns import Column
from mic_datapkg.schema.messages import messages
from mic_datapkg.schema.tables import table as table_of_name
from mic_datapkg.text import Text, listed
from mic_datapkg.validating.files import FileResult, ReadTable, Verdict
from mic_datapkg.validating.report import Report


def told(read: ReadTable) -> Text:
    """A table as it was read: ``pay_tv: 2022-01, the country, subscribers: 1 figure (D2)``."""
    wording = messages().below("read")
    table = table_of_name(read.table)
    covered = read.coverage
    said = [period_told(covered), *([area_told(covered)] if covered.areas else [])]
    units = units_told(read)
    said += [listed(units)] if units else []
    where = f"{read.sheet}!{read.cells}" if read.sheet and read.cells else read.cells or read.sheet
    figures = sum(covered.figures.values())
    return wording.text("table_at" if where else "table").format(
        title=Text(vi=table.title.vi, en=table.name),
        covered=listed(said, "; "),
        figures=wording.text("figure" if figures == 1 else "figures").format(number=str(figures)),
        where=where or "",
    )


def verdict_told(file: FileResult) -> Text:
    """The verdict on a file, with the reason if it was ignored."""
    verdict = messages().below("read").below("verdicts").text(file.verdict)
    if file.verdict is not Verdict.IGNORED or file.reason is None:
        return verdict
    return messages().below("read").text("because").format(verdict=verdict, reason=file.reason)


def read_in(report: Report) -> list[tuple[FileResult, Text]]:
    """Each file that was read, or should have been, with its verdict and what was read in it as one text."""
    return [
        (file, listed([head_told(file), *(told(read) for read in file.tables)], "; "))
        for file in report.files
        if file.verdict is not Verdict.IGNORED
    ]


def head_told(file: FileResult) -> Text:
    """The name of a file with its verdict."""
    verdict = verdict_told(file)
    name = frame() if file.path is None else Text(vi=file.path, en=file.path)
    return Text(vi=f"{name.vi}: {verdict.vi}", en=f"{name.en}: {verdict.en}")


def frame() -> Text:
    """What a frame is called, which has no path."""
    return messages().below("read").text("frame")


def verdicts_told(files: Iterable[FileResult]) -> Text:
    """How many files have which verdict."""
    every = [file.verdict for file in files]
    wording = messages().below("read")
    counts = [
        wording.text("of").format(number=str(every.count(verdict)), verdict=wording.below("verdicts").text(verdict))
        for verdict in Verdict
        if verdict in every
    ]
    return wording.text("files").format(number=str(len(every)), counts=listed(counts))


def period_told(covered: Coverage) -> Text:
    """The period that the rows cover, or the first and the last; that none was read, where none was."""
    wording = messages().below("read").below("periods")
    if covered.first is None or covered.last is None:
        return wording.text("none")
    if covered.first == covered.last:
        return (
            listed([_period(covered.first, span) for span in covered.spans]) if covered.spans else wording.text("none")
        )
    return wording.text("several").format(first=_period(covered.first, "month"), last=_period(covered.last, "month"))


def _period(period: str, span: str) -> Text:
    year, _, month = period.partition("-")
    quarter = str((int(month) + 2) // 3)
    text = messages().below("read").below("periods").text(span)
    return text.format(year=year, month=month, quarter=quarter, period=period)


def area_told(covered: Coverage) -> Text:
    """The area of the rows, or how many there are."""
    wording = messages().below("read").below("areas")
    if covered.area is None:
        return wording.text("several").format(number=str(covered.areas))
    if covered.area == COUNTRY:
        return wording.text("country")
    known = {province.code: province.name_vi for province in provinces_in_force(covered.first or "")}
    name = known.get(covered.area, covered.area)
    return Text(vi=name, en=name if name == covered.area else f"{name} ({covered.area})")


def units_told(read: ReadTable) -> list[Text]:
    """The units in which the figures were read, each once: as they were stated, else those of the columns."""
    found: dict[tuple[str, str], Text] = {}
    for column in table_of_name(read.table).measures:
        if column.name in read.coverage.figures:
            for scale in sorted(read.scales.get(column.name) or {NO_SCALE}, key=str):
                said = _unit(column, scale)
                found.setdefault((said.vi, said.en), said)
    return list(found.values())


def _unit(column: Column, scale: Scale) -> Text:
    units, powers = messages().below("read").below("units"), messages().below("read").below("powers")
    unit = scale.unit or column.unit or ""
    said = units.text(unit) if unit in units.mapping else column.unit_title if unit == column.unit else None
    said = said or Text(vi=unit, en=unit)
    power = str(scale.power)
    return listed([powers.text(power), said], " ") if power in powers.mapping else said
