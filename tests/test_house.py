"""The house: which way imports point, what is public, what stays out, and that what exists is documented."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest
from typer.main import get_command

import mic_datapkg as mic
from mic_datapkg.cli import app
from mic_datapkg.schema.column_rules import ColumnRule, Unique
from mic_datapkg.schema.messages import messages
from mic_datapkg.schema.rules import KINDS

REPOSITORY = Path(__file__).parent.parent
PACKAGE = REPOSITORY / "src" / "mic_datapkg"
DOCS = REPOSITORY / "docs"


# The rooms, as DESIGN draws them from the foundation up. A module imports from its own room and from those before it.
# "values" are the small modules at the root; "reading.read" is what opens the rooms of reading one after the other.
ROOMS = (
    *("values", "schema", "printed", "reading", "reading.typing", "reading.layouts", "reading.sources", "reading.read"),
    *("template", "packages", "validating", "publishing", "project", "formats", "portal", "cli", "entrance"),
)
# What a value shows of itself stands in a room above it. There are no other arrows that run back up.
SHOWN_ABOVE = {("validating.report", "formats.text"), ("schema.tables", "validating.pandera_schema")}
# What gives another answer tomorrow, elsewhere, or by chance.
FORBIDDEN_MODULES = {
    *(
        "time",
        "zoneinfo",
        "locale",
        "gettext",
        "random",
        "secrets",
        "uuid",
        "socket",
        "ssl",
        "http",
        "ftplib",
        "smtplib",
    ),
    *("urllib.request", "urllib3", "requests", "httpx", "aiohttp", "fsspec"),
}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}
FORBIDDEN_METHODS = {"now", "utcnow", "today", "fromtimestamp", "localtime", "gmtime", "urlopen", "setlocale"}

FILES = sorted(PACKAGE.rglob("*.py"))


def every_file():
    """A parameter for each file."""
    return pytest.mark.parametrize("file", FILES, ids=[file.relative_to(PACKAGE).as_posix() for file in FILES])


def tree_of(file):
    return ast.parse(file.read_text(encoding="utf-8"))


def module_of(file):
    """The name of a file's module below the package: ``reading.grid``, ``reading``, ``__init__``."""
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts)


MODULES = {module_of(file) for file in FILES}


def imports_of(statement):
    """The full names of the modules that an import statement loads."""
    if isinstance(statement, ast.Import):
        return [name.name for name in statement.names]
    if isinstance(statement, ast.ImportFrom):
        below = [f"{statement.module}.{name.name}" for name in statement.names]
        return [name if name.removeprefix("mic_datapkg.") in MODULES else statement.module for name in below]
    return []


def own_imports(tree):
    """The modules of this package that a module loads, by their names below it: anywhere in it, in functions too."""
    names = [name for statement in ast.walk(tree) for name in imports_of(statement)]
    return {name.partition(".")[2] or "__init__" for name in names if name.split(".")[0] == "mic_datapkg"}


def arrows():
    """Who imports whom, but for the named exceptions."""
    own = {module_of(file): own_imports(tree_of(file)) for file in FILES}
    return {
        module: {loaded for loaded in found if (module, loaded) not in SHOWN_ABOVE} for module, found in own.items()
    }


def room_of(module):
    """The room that a module stands in."""
    first, *below = module.split(".")
    if module in ("__init__", "__main__"):
        return "entrance"
    if module == "reading":
        return "reading.read"
    if first == "reading" and below[0] in ("sources", "layouts", "typing"):
        return f"reading.{below[0]}"
    return first if (PACKAGE / first).is_dir() else "values"


def functions_of(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def docstrings_of(tree):
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for node in ast.walk(tree) if isinstance(node, documented)]
    return [node.body[0].value for node in nodes if ast.get_docstring(node) is not None]


def words_typed_in(tree):
    """The words in every text of a module that is no docstring."""
    docstrings = docstrings_of(tree)
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return {word for text in texts if text not in docstrings for word in re.findall(r"\w+", text.value)}


def unforeseeable_in(tree):
    """What a module uses of clocks, locales, chance, the network and code in texts."""
    imports = {name for node in ast.walk(tree) for name in imports_of(node)}
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {
        *{name for name in imports if {name, name.split(".")[0]} & FORBIDDEN_MODULES},
        *{call.id for call in calls if isinstance(call, ast.Name) and call.id in FORBIDDEN_CALLS},
        *{call.attr for call in calls if isinstance(call, ast.Attribute) and call.attr in FORBIDDEN_METHODS},
    }


def length_of(function):
    """The lines of a function without its docstring and its decorators."""
    documented = ast.get_docstring(function) is not None
    docstring = function.body[0].end_lineno - function.body[0].lineno + 1 if documented else 0
    return function.end_lineno - function.lineno + 1 - docstring


def test_every_module_stands_in_a_room():
    assert {room_of(module) for module in MODULES} - set(ROOMS) == set()


def test_imports_point_one_way():
    floor = {room: number for number, room in enumerate(ROOMS)}

    up = [(a, b) for a, loaded in arrows().items() for b in loaded if floor[room_of(b)] > floor[room_of(a)]]

    assert up == []


def test_no_module_imports_itself_in_a_circle():
    order = list(TopologicalSorter(arrows()).static_order())

    assert set(order) == MODULES


def test_an_exception_that_nobody_needs_is_gone():
    assert [
        (a, b) for a, b in SHOWN_ABOVE if b not in own_imports(tree_of(PACKAGE / f"{a.replace('.', '/')}.py"))
    ] == []


@pytest.mark.parametrize(
    "code",
    [
        "from mic_datapkg.formats import text",
        "from mic_datapkg.formats.text import as_text",
        "def f():\n    from mic_datapkg.formats.text import as_text",
        "if TYPE_CHECKING:\n    from mic_datapkg.formats.text import Paint",
        "import mic_datapkg.formats.text",
    ],
)
def test_an_import_is_seen_wherever_it_stands(code):
    assert own_imports(ast.parse(code)) == {"formats.text"}


def test_tests_mirror_the_rooms():
    tested = {
        file.parent.relative_to(REPOSITORY / "tests").as_posix() for file in (REPOSITORY / "tests").rglob("test_*.py")
    }

    rooms = {room.replace(".", "/") for room in ROOMS} - {"values", "reading/read", "entrance"}

    assert tested - {".", "fuzz"} - rooms == set()
    assert {room for room in rooms if (PACKAGE / room).is_dir()} - tested == set()


@every_file()
def test_an_import_inside_a_function_has_its_reason_beside_it(file):
    lines = file.read_text(encoding="utf-8").splitlines()
    functions = functions_of(tree_of(file))

    inside = {node.lineno for function in functions for node in ast.walk(function) if imports_of(node)}

    assert [lines[n - 1] for n in inside if not re.search(r"# noqa: PLC0415 - \w.{5,}", lines[n - 1])] == []


def test_the_public_names_are_sorted_complete_and_at_most_20():
    statements = [node for node in ast.walk(tree_of(PACKAGE / "__init__.py")) if isinstance(node, ast.ImportFrom)]
    own = [statement for statement in statements if statement.module.startswith("mic_datapkg.")]

    assert mic.__all__ == sorted(name.name for statement in own for name in statement.names)
    assert mic.__all__ == sorted(set(mic.__all__))
    assert len(mic.__all__) <= 20
    assert [name for name in mic.__all__ if getattr(mic, name, None) is None] == []


def test_a_name_that_is_not_public_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'mic_datapkg' has no attribute 'portal_of'"):
        mic.portal_of  # noqa: B018 - reading it is the act


@every_file()
def test_no_indicator_is_named_in_code(file):
    names = {table.name for table in mic.tables()}
    names |= {column.name for table in mic.tables() for column in table.measures}

    typed = names & words_typed_in(tree_of(file))

    assert typed == set()


@every_file()
def test_what_is_public_has_a_docstring(file):
    tree = tree_of(file)
    nodes = [node for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef)]

    undocumented = [n.name for n in nodes if not n.name.startswith("_") and ast.get_docstring(n) is None]

    assert undocumented == []
    assert ast.get_docstring(tree) or file.name == "__main__.py"


@every_file()
def test_files_and_functions_are_short(file):
    functions = functions_of(tree_of(file))

    assert len(file.read_text(encoding="utf-8").splitlines()) <= 300
    assert {function.name: length_of(function) for function in functions if length_of(function) > 40} == {}


@every_file()
def test_nothing_depends_on_the_clock_the_locale_chance_or_the_network(file):
    # An acceptance ends with a day: the command line asks which day it is, and tells the library.
    asked = {"today"} if module_of(file) == "cli.environment" else set()

    assert unforeseeable_in(tree_of(file)) == asked


@pytest.mark.parametrize(
    "code",
    [
        "import time",
        "import urllib.request",
        "from urllib.request import urlopen",
        "from datetime import datetime\ndatetime.now()",
        "from datetime import date\ndate.today()",
        "import locale",
        "eval('1 + 1')",
        "def roll():\n    import random",
    ],
)
def test_what_depends_on_the_clock_and_the_like_is_recognised(code):
    assert unforeseeable_in(ast.parse(code)) != set()


def test_a_name_in_code_is_recognised_and_one_in_a_docstring_is_not():
    tree = ast.parse(
        '"""The table pay_tv."""\n\ndef f():\n    """Of postal."""\n    return f"table press_agencies {1}"\n'
    )

    words = words_typed_in(tree)

    assert "press_agencies" in words
    assert not {"pay_tv", "postal"} & words


HEAVY = ("pandas", "pandera", "frictionless", "openpyxl")
LIGHT_STEPS = """
import json, sys
from pathlib import Path

heavy = {heavy!r}
loaded = {{}}

def run(*arguments):
    sys.argv = ["mic-datapkg", *arguments]
    try:
        main()
    except SystemExit as end:
        assert not end.code, (arguments, end.code)
    loaded[arguments[0]] = [name for name in heavy if name in sys.modules]

import mic_datapkg
loaded["import"] = [name for name in heavy if name in sys.modules]
from mic_datapkg.cli import main
run("--help")
run("tables")
run("describe", mic_datapkg.tables()[0].name)
run("validate", {january!r})
run("validate", {january!r}, "--format", "json")
print(json.dumps(loaded), file=sys.stderr)
"""


def test_no_heavy_library_is_loaded_on_the_way_of_validate(january):
    code = LIGHT_STEPS.format(heavy=HEAVY, january=str(january))

    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=60, check=False)

    assert ended.returncode == 0, ended.stderr
    loaded = json.loads(ended.stderr)
    assert loaded == {step: [] for step in ("import", "--help", "tables", "describe", "validate")}


def test_every_reason_why_a_file_cannot_be_read_is_worded_and_used():
    code = "".join(file.read_text(encoding="utf-8") for file in FILES)

    used = set(re.findall(r'(?:Unreadable|opening)\(\s*"(\w+)"', code))

    assert used == set(messages().below("unreadable_files").mapping)


def test_the_root_holds_no_data():
    kept = {
        *(".ci", ".gitignore", ".pre-commit-hooks.yaml", "action.yml", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE"),
        *("Makefile", "README.md", "SECURITY.md", "conftest.py", "constraints.txt", "pyproject.toml"),
        *("datapackage", "docs", "src", "tests"),
    }

    listed = subprocess.run(["git", "ls-files"], cwd=REPOSITORY, capture_output=True, encoding="utf-8", check=False)

    if listed.returncode:
        pytest.skip("THIS IS NO CHECKOUT OF GIT: nobody knows which files in the root are the project's")
    assert {path.partition("/")[0] for path in listed.stdout.splitlines()} - kept == set()


def test_every_module_can_be_imported():
    names = [f"mic_datapkg.{module}" for module in sorted(MODULES) if not module.startswith("__")]

    modules = [import_module(name) for name in names]

    assert len(modules) > 30


def page(path):
    """A page of the documentation; while it is absent the test is skipped, and says so."""
    file = DOCS / path
    if not file.exists():
        pytest.skip(f"docs/{path} IS MISSING: nothing says whether it is complete")
    return file.read_text(encoding="utf-8")


def test_every_command_is_documented():
    text = page("reference/cli.md")

    commands = get_command(app).commands

    # The help itself, with every option, is put there by docs/_ext/generated.py.
    assert [name for name in commands if f"## {name}\n\n<!-- generated: help {name} -->" not in text] == []


def test_every_kind_of_rule_is_documented():
    text = page("rules.md")

    kinds = [*KINDS, *(limit.kind for limit in ColumnRule.__subclasses__()), Unique.kind]

    assert [kind for kind in kinds if f"`{kind}`" not in text] == []


# A letter with an accent, and another one beside it.
VIETNAMESE_WORD = re.compile(r"[^\W\d_a-zA-Z][^\W\d_]|[^\W\d_][^\W\d_a-zA-Z]")
# How letters are written is orthography, and no word of a form.
ORTHOGRAPHY = {"printed/names.py", "printed/wordings.py"}


def test_words_of_forms_stand_in_the_definitions():
    found = {}
    for module in sorted([*(PACKAGE / "reading").rglob("*.py"), *(PACKAGE / "printed").rglob("*.py")]):
        name = module.relative_to(PACKAGE).as_posix()
        tree = ast.parse(module.read_text(encoding="utf-8"))
        said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        texts = [
            n.value
            for n in ast.walk(tree)
            if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in said
        ]
        # Of a set of letters none is a word.
        words = [text for text in texts if VIETNAMESE_WORD.search(re.sub(r"\[[^\]]*\]", "", text))]
        if words and name not in ORTHOGRAPHY:
            found[name] = words

    assert found == {}
