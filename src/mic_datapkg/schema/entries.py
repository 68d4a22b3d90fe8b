"""Entries of the YAML files under ``definitions/``, read strictly."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from mic_datapkg.errors import DefinitionError, MicDatapkgError
from mic_datapkg.text import LANGUAGES, Text

REQUIRED: Any = object()


class Entry:
    """One mapping of a YAML file that remembers where it stands and which of its keys were asked for."""

    def __init__(self, mapping: Any, where: str) -> None:
        self.where = where
        if not isinstance(mapping, dict):
            raise self.error(f"expected a mapping, got {mapping!r}")
        self.mapping = mapping
        self._asked: set[str] = set()

    def error(self, problem: str) -> MicDatapkgError:
        return DefinitionError(f"{self.where}: {problem}")

    def get(self, key: str, expected: type, default: Any = REQUIRED) -> Any:
        """The value of a key, of the expected type; the default, if there is one, where the key is absent."""
        self._asked.add(key)
        if key not in self.mapping:
            if default is REQUIRED:
                raise self.error(f"{key!r} is missing")
            return default
        value = self.mapping[key]
        if not isinstance(value, expected) or (expected is not bool and isinstance(value, bool)):
            raise self.error(f"{key!r}: expected {expected.__name__}, got {value!r}")
        return value

    def number(self, key: str) -> float | None:
        """The value of a key as a number, or None where the key is absent."""
        self._asked.add(key)
        value = self.mapping.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise self.error(f"{key!r}: expected a number, got {value!r}")
        return value

    def one_of(self, key: str, choices: Collection[str], default: Any = REQUIRED) -> Any:
        """The value of a key that is one of the choices."""
        value = self.get(key, str, default)
        return value if value is default else self.known(value, choices, key)

    def known(self, value: str, choices: Collection[str], key: str) -> str:
        if value not in choices:
            raise self.error(f"unknown {key} {value!r}{_did_you_mean(value, choices)}; valid: {', '.join(choices)}")
        return value

    def text(self, key: str) -> Text:
        """The value of a key as a text in both languages."""
        value = self.get(key, dict)
        if sorted(value) != sorted(LANGUAGES) or not all(isinstance(t, str) and t.strip() for t in value.values()):
            raise self.error(f"{key!r}: expected a text in {' and '.join(LANGUAGES)}, got {value!r}")
        return Text(**value)

    def template(self, key: str, *names: str) -> Text:
        """The value of a key as a text whose placeholders are among ``names``."""
        text = self.text(key)
        for used in {name for language in LANGUAGES for _, name, _, _ in Formatter().parse(text[language]) if name}:
            self.known(used, names, f"placeholder in {key!r}")
        return text

    def texts(self, key: str) -> dict[str, Text]:
        """The value of a key as a mapping from codes to texts."""
        entry = self.below(key)
        return {code: entry.text(code) for code in entry.mapping}

    def below(self, key: str, default: Any = REQUIRED) -> Entry:
        """The value of a key as an entry."""
        return Entry(self.get(key, dict, default), f"{self.where}: {key}")

    def each(self, key: str) -> list[Entry]:
        """The value of a key as a list of entries, each named by its ``name`` where it has one."""
        return [Entry(item, f"{self.where}: {key}{_label(item, n)}") for n, item in enumerate(self.get(key, list))]

    def done(self) -> None:
        """Raise if a key was never asked for: a misspelt key is never silently ignored."""
        for key in self.mapping:
            self.known(str(key), sorted(self._asked), "key")


def read_entry(path: Path, root: Path) -> Entry:
    """The one mapping of a YAML file, named in errors by its path below ``root``."""
    where = f"{root.name}/{path.relative_to(root).as_posix()}"
    try:
        loader = _LOADER(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        loaded = None if node is None else _plain(node, loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise DefinitionError(f"{where}: {problem}") from problem
    return Entry(loaded, where)


# libyaml's loader reads the definitions some ten times faster than the one in Python; not every platform has it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STRING = "tag:yaml.org,2002:str"


def _plain(node: yaml.Node, loader: yaml.SafeLoader) -> Any:
    """A node as mappings, lists and scalars; PyYAML's own way would let the last of repeated keys win."""
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, loader) for item in node.value]
    if not isinstance(node, yaml.MappingNode):
        return node.value if node.tag == _STRING else loader.construct_object(node)
    mapping: dict[Any, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise yaml.YAMLError(f"line {line}: expected a name as key")
        name = _plain(key, loader)
        if name in mapping:
            raise yaml.YAMLError(f"line {line}: the key {key.value!r} stands there twice")
        mapping[name] = _plain(value, loader)
    return mapping


def _label(item: Any, number: int) -> str:
    name = item.get("name") if isinstance(item, dict) else None
    return f"[{number}] ({name})" if name else f"[{number}]"


def _did_you_mean(value: str, choices: Iterable[str]) -> str:
    import difflib  # noqa: PLC0415 - only a mistake needs it

    close = [choice for choice in difflib.get_close_matches(value, list(choices), n=1) if choice != value]
    return f" (did you mean {close[0]!r}?)" if close else ""
