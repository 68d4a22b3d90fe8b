"""A text in Vietnamese and English."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mic_datapkg.errors import UsageError

LANGUAGES = ("vi", "en")


@dataclass(frozen=True, kw_only=True)
class Text:
    """One text in both languages of the project.

    Example:
        >>> Text(vi="tháng", en="month")["vi"]
        'tháng'
    """

    vi: str
    en: str

    def __getitem__(self, language: str) -> str:
        if language not in LANGUAGES:
            raise UsageError(f"expected a language out of {', '.join(LANGUAGES)}, got {language!r}")
        return self.vi if language == "vi" else self.en

    def format(self, **values: Text | str) -> Text:
        """The text with its ``{placeholders}`` filled, each language from its own."""
        return Text(**{language: _fill(self[language], language, values) for language in LANGUAGES})

    def __add__(self, other: Text) -> Text:
        return Text(vi=f"{self.vi} {other.vi}", en=f"{self.en} {other.en}")


def listed(texts: Iterable[Text], separator: str = ", ") -> Text:
    """Texts one after the other."""
    every = list(texts)
    return Text(**{language: separator.join(text[language] for text in every) for language in LANGUAGES})


def _fill(template: str, language: str, values: dict[str, Text | str]) -> str:
    return template.format(**{k: v[language] if isinstance(v, Text) else v for k, v in values.items()})
