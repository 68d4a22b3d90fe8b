"""Fuzz reading for longer than the tests do: ``python -m tests.fuzz [--minutes N] [--seed N]``.

With atheris (``pip install atheris``) libFuzzer looks for bytes that reach new lines of ours; without it, Hypothesis
changes real files at random. What makes reading fail is written to ``crashes/``, from where the tests try it again.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.fuzz import target

SHEET, BOOK, STYLES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"
CRASHES = Path(__file__).parent / "crashes"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Fuzz reading and validating.")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=None, help="the seed of the changes, to run the same again")
    parser.add_argument("--without-atheris", action="store_true", help="random changes only")
    chosen = parser.parse_args()
    seed = chosen.seed if chosen.seed is not None else random.SystemRandom().randrange(2**31)
    try:
        if chosen.without_atheris:
            raise ImportError
        import atheris
    except ImportError:
        print(f"without atheris: random changes, seed {seed}", file=sys.stderr)
        sys.exit(at_random(chosen.minutes, random.Random(seed)))
    guided(atheris, chosen.minutes, seed)


def at_random(minutes: float, chance: random.Random) -> int:
    """How many different failures random changes of real files found; each is kept."""
    texts, members = target.texts(), target.members()
    tried, failures, end = 0, {}, time.monotonic() + 60 * minutes
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            suffix, content = made(chance, texts, members)
            tried += 1
            failure = tried_on(Path(folder) / f"{chance.choice(target.NAMES)}{suffix}", content)
            if failure and failure not in failures:
                failures[failure] = kept(content, suffix)
                print(f"{failures[failure]}: {failure}", file=sys.stderr)
    print(f"{tried} files tried, {len(failures)} different failures")
    return len(failures)


def made(chance: random.Random, texts: list[bytes], members: dict[str, bytes]) -> tuple[str, bytes]:
    """The suffix and bytes of a changed file."""
    if chance.random() < 0.5:
        return ".csv", changed(chance, chance.choice(texts))
    if chance.random() < 0.2:
        return ".xls", changed(chance, target.old_workbook())
    parts = dict(members)
    if chance.random() < 0.2:
        return ".xlsx", changed(chance, target.packed(parts))
    name = chance.choice(sorted(parts))
    return ".xlsx", target.packed({**parts, name: changed(chance, parts[name])})


def changed(chance: random.Random, content: bytes) -> bytes:
    """The bytes with a few stretches cut, doubled, or replaced."""
    from tests.fuzz.mutations import PIECES

    for _ in range(chance.randint(1, 6)):
        start = chance.randint(0, len(content))
        end = min(len(content), start + chance.choice((0, 0, 1, 4, 20, 200)))
        put = chance.choice((chance.choice(PIECES), chance.randbytes(4), b"", content[start:end] * 2))
        content = content[:start] + put + content[end:]
    return content


def tried_on(file: Path, content: bytes) -> str | None:
    """Where reading failed, if it did."""
    try:
        target.read_and_report(file, content)
    except BaseException as failure:  # a panic of a library in Rust is no Exception
        if isinstance(failure, KeyboardInterrupt):
            raise
        last = traceback.extract_tb(failure.__traceback__)[-1]
        return f"{type(failure).__name__} at {Path(last.filename).name}:{last.lineno}"
    return None


def kept(content: bytes, suffix: str) -> str:
    """The name of the file in ``crashes/`` that keeps the bytes."""
    file = CRASHES / f"{hashlib.sha256(content).hexdigest()[:12]}{suffix}"
    file.write_bytes(content)
    return file.name


def guided(atheris: object, minutes: float, seed: int) -> None:
    """Let libFuzzer look for bytes that reach new lines; it ends the process at the first failure."""
    atheris.instrument_all()  # type: ignore[attr-defined]
    members = target.members()
    folder = Path(tempfile.mkdtemp())
    corpus = folder / "corpus"
    corpus.mkdir()
    parts = [members[name] for name in (SHEET, BOOK, STYLES)]
    for number, content in enumerate([*target.texts(), *parts]):
        (corpus / f"{number}").write_bytes(content)

    def one(content: bytes) -> None:
        # XML is tried as the part of a workbook that it looks like, anything else as CSV.
        if not content.lstrip().startswith(b"<"):
            suffix, made = ".csv", content
        else:
            part = STYLES if b"<styleSheet" in content else BOOK if b"<workbook" in content else SHEET
            suffix, made = ".xlsx", target.packed({**members, part: content})
        failure = tried_on(folder / f"pay_tv{suffix}", made)
        if failure:
            raise AssertionError(f"{kept(made, suffix)}: {failure}")

    atheris.Setup(  # type: ignore[attr-defined]
        [
            sys.argv[0],
            str(corpus),
            f"-max_total_time={int(60 * minutes)}",
            f"-seed={seed}",
            "-max_len=20000",
            "-verbosity=1",
        ],
        one,
    )
    atheris.Fuzz()  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
