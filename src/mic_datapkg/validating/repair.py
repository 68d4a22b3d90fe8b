"""What the sender probably meant: values one slip of the keyboard away that would keep the rule."""

from __future__ import annotations

from collections.abc import Callable

from mic_datapkg.finding import Suggestion
from mic_datapkg.schema.rules import Row, Rule, plain
from mic_datapkg.text import Text

SWAPPED = Text(vi="hai chữ số liền nhau bị đổi chỗ", en="two neighbouring digits are swapped")
ONE_DIGIT = Text(vi="khác đúng một chữ số", en="exactly one digit differs")
POINT = Text(vi="dấu thập phân bị lệch", en="the decimal point is misplaced")
SIGN = Text(vi="dấu âm bị thừa hoặc thiếu", en="the sign is the other way round")


def suggestions(rule: Rule, row: Row) -> tuple[Suggestion, ...]:
    """For each column that the rule could be repaired at, the value that would keep it, if a slip explains it."""
    found = []
    for column, value in rule.repairs(row):
        stated, meant = plain(row[column]), plain(value)
        reason = next((reason for reason, explains in SLIPS if explains(stated, meant)), None)
        if reason is not None and stated != meant:
            found.append(Suggestion(column=column, value=meant, reason=reason))
    return tuple(found)


def _swapped(stated: str, meant: str) -> bool:
    # 72.6 and 76.2: the point stands between the two digits, not among them.
    if stated.find(".") == meant.find("."):
        stated, meant = stated.replace(".", ""), meant.replace(".", "")
    differ = [n for n in range(min(len(stated), len(meant))) if stated[n] != meant[n]]
    return (
        len(stated) == len(meant)
        and len(differ) == 2
        and differ[1] == differ[0] + 1
        and (stated[differ[0]], stated[differ[1]]) == (meant[differ[1]], meant[differ[0]])
        and stated[differ[0]].isdigit()
        and stated[differ[1]].isdigit()
    )


def _one_digit(stated: str, meant: str) -> bool:
    return len(stated) == len(meant) and sum(a != b for a, b in zip(stated, meant, strict=True)) == 1


def _point(stated: str, meant: str) -> bool:
    return _digits(stated) == _digits(meant) and stated.startswith("-") == meant.startswith("-")


def _sign(stated: str, meant: str) -> bool:
    return stated.lstrip("-") == meant.lstrip("-")


def _digits(number: str) -> str:
    return number.lstrip("-").replace(".", "").strip("0")


SLIPS: tuple[tuple[Text, Callable[[str, str], bool]], ...] = (
    (SWAPPED, _swapped),
    (ONE_DIGIT, _one_digit),
    (SIGN, _sign),
    (POINT, _point),
)
