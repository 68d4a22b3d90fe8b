"""Names made comparable: the same word in another spelling becomes the same text, and nothing else does.

There is no likeness here, only equality: Hà Giang and Hậu Giang differ in two letters and are two provinces.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import Literal

# Full-width letters, digits and signs, as East Asian keyboards write them.
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: " "}
# Eth and the African D look like Đ and come from wrong keyboards and conversions.
_D_STROKES = {"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"}
_D_STROKE = re.compile("|".join(_D_STROKES))
_BRACKETS = {"(": ")", "[": "]"}
# More marks than any letter has. Source: Unicode Standard Annex 15, 13 (Stream-Safe Text Format).
_MARKS = 30
# Characters of a text whose marks need not be counted, because any number of them is put into order at once.
_SHORT = 1000
_PUNCTUATION = re.compile(r"[.,:;/*\"'“”‘’…\-–—_]+")
# Byte-order marks and other characters without width, which copying from web pages leaves in cells, are not seen.
_AS_SEEN = _WIDE | dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF])
# hoà and hòa, quý and qúy: two schools of where the tone mark stands.
_TONES = {
    **dict(zip(["oà", "oá", "oả", "oã", "oạ"], ["òa", "óa", "ỏa", "õa", "ọa"], strict=True)),
    **dict(zip(["oè", "oé", "oẻ", "oẽ", "oẹ"], ["òe", "óe", "ỏe", "õe", "ọe"], strict=True)),
    **dict(zip(["uỳ", "uý", "uỷ", "uỹ", "uỵ"], ["ùy", "úy", "ủy", "ũy", "ụy"], strict=True)),
}
_TONE = re.compile("|".join(_TONES))
# kì and kỳ, tỉ and tỷ, quí and quý: two schools of i and y at the end of a word; never inside one, as in tỉnh.
_I_AS_Y = str.maketrans("ìíỉĩị", "ỳýỷỹỵ")
_I_AT_THE_END = re.compile(r"\b(?:[hklmst]|qu)[ìíỉĩị]\b")


# The words of the definitions, and the headers of hundreds of files, come again and again.
@lru_cache(maxsize=10_000)
def normal(text: str) -> str:
    """A text in the form in which names are compared.

    Example:
        >>> normal("  Tỉnh HOÀ-BÌNH (cũ)") == normal("tỉnh Hòa Bình"), normal("Tỉ lệ cùng kì")
        (True, 'tỷ lệ cùng kỳ')
    """
    folded = visible(composed(text)).casefold()
    spaced = " ".join(_PUNCTUATION.sub(" ", _without_brackets(folded)).split())
    spaced = _I_AT_THE_END.sub(lambda found: found.group().translate(_I_AS_Y), spaced)
    return _TONE.sub(lambda found: _TONES[found.group()], spaced)


def _without_brackets(text: str) -> str:
    """The text without what stands in brackets, read once however many open and never end."""
    kept: list[str] = []
    at = 0
    endless: set[str] = set()
    for start, opening in ((n, letter) for n, letter in enumerate(text) if letter in _BRACKETS):
        if start < at or opening in endless:
            continue
        end = text.find(_BRACKETS[opening], start)
        if end < 0:
            endless.add(opening)
        else:
            kept += text[at:start], " "
            at = end + 1
    return "".join([*kept, text[at:]])


def composed(text: str) -> str:
    """The text in Unicode NFC, with every look-alike of Đ as Đ."""
    return _D_STROKE.sub(lambda found: _D_STROKES[found.group()], _normalized("NFC", text))


def _normalized(form: Literal["NFC", "NFD"], text: str) -> str:
    """The text in a Unicode form; left as it is where a letter has so many marks that it would take minutes."""
    if len(text) > _SHORT and not text.isascii():
        runs = (
            sum(1 for _ in run) for is_mark, run in groupby(text, lambda c: unicodedata.combining(c) > 0) if is_mark
        )
        if max(runs, default=0) > _MARKS:
            return text
    return unicodedata.normalize(form, text)


def visible(text: str) -> str:
    """The text without characters that nobody sees, and full-width letters, digits and signs in their usual width.

    Example:
        >>> visible("８７９．３４２")
        '879.342'
    """
    return text if text.isascii() else text.translate(_AS_SEEN)


def without_accents(text: str) -> str:
    """The text in plain letters, to say "did you mean"; never to decide what was meant."""
    plain = "".join(c for c in _normalized("NFD", normal(text)) if not unicodedata.combining(c))
    return plain.replace("đ", "d").replace(" ", "")
