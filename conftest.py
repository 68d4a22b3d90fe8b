"""The examples of the documentation and of docstrings are executed, with this folder as working directory.

* ``>>>`` in Python blocks and docstrings.
* ``$ command`` in console blocks, whose output is what stands below it; ``...`` stands for any text.
* A YAML block is the text that ``yaml`` names in the Python blocks after it.

What an example writes to ``/tmp`` goes to a folder that is removed with the last example of its file.
"""

from __future__ import annotations

import os
import subprocess
import sysconfig
import tempfile
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE, OutputChecker
from pathlib import Path
from typing import Any

from sybil import Example, Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser
from sybil.sybil import SybilCollection

ROOT = Path(__file__).parent
# Commands find the programs of this environment first, and print as to a pipe of 80 columns.
ENVIRONMENT = {"COLUMNS": "80", "NO_COLOR": "1"}


def set_up(namespace: dict[str, Any]) -> None:
    """Give a file's examples a folder of their own, and the repository as working directory."""
    namespace["_left"] = Path.cwd(), tempfile.tempdir
    namespace["_folder"] = tempfile.TemporaryDirectory()
    tempfile.tempdir = namespace["_folder"].name
    os.chdir(ROOT)


def tear_down(namespace: dict[str, Any]) -> None:
    """Remove the folder, and go back to where the tests were."""
    left, tempfile.tempdir = namespace["_left"]
    os.chdir(left)
    namespace["_folder"].cleanup()


def run_console(example: Example) -> str | None:
    """What is wrong with the first command whose output is another than the one below it."""
    code = 0
    for shown in ("\n" + str(example.parsed)).split("\n$ ")[1:]:
        command, _, expected = shown.partition("\n")
        got, code = run(command, code, example.namespace["_folder"].name)
        if not OutputChecker().check_output(expected.strip(), got.strip(), ELLIPSIS):
            return f"$ {command}\nexpected:\n{expected.strip()}\ngot:\n{got.strip()}"
    return None


def run(command: str, code: int, folder: str) -> tuple[str, int]:
    """The output of a command, all of it, and its exit code; ``$?`` in it is ``code``."""
    ran = subprocess.run(
        ["sh", "-c", f"(exit {code}); {command.replace('/tmp/', folder + '/')}"],
        env={**os.environ, **ENVIRONMENT, "PATH": sysconfig.get_path("scripts") + os.pathsep + os.environ["PATH"]},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return ran.stdout.replace(folder + "/", "/tmp/"), ran.returncode


def name_yaml(example: Example) -> None:
    """Name the text of a YAML block."""
    example.namespace["yaml"] = str(example.parsed)


documentation = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=ELLIPSIS),
        CodeBlockParser("console", run_console),
        CodeBlockParser("yaml", name_yaml),
    ],
    patterns=["README.md", "CONTRIBUTING.md", "docs/*.md", "docs/**/*.md"],
    excludes=["docs/_build/**"],
    setup=set_up,
    teardown=tear_down,
)

docstrings = Sybil(
    parsers=[DocTestParser(optionflags=ELLIPSIS | NORMALIZE_WHITESPACE)],
    pattern="src/**/*.py",
    document_types={".py": PythonDocStringDocument},
    setup=set_up,
    teardown=tear_down,
)

pytest_collect_file = SybilCollection([documentation, docstrings]).pytest()
