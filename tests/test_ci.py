"""The action, the hook, and the snippets of docs/ci.md, run as their systems run them, without a network."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import warnings
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml

from mic_datapkg.project.policy import load_policy

REPOSITORY = Path(__file__).parent.parent
ACTION = yaml.safe_load((REPOSITORY / "action.yml").read_text(encoding="utf-8"))
HOOK = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))[0]
PAGE = (REPOSITORY / "docs" / "ci.md").read_text(encoding="utf-8")
GOOD = "period,subscribers\n2022-01,16400000\n"
NEXT = "period,subscribers\n2022-02,16400000\n"
BROKEN = "period,subscribers\n2022-03,mười sáu\n"
WHO = {f"GIT_{who}_{what}": "an@example.vn" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
# Packages are installed from this machine: without dependencies, which stand beside, and without a network.
OFFLINE = {
    "PIP_NO_DEPS": "1",
    "PIP_NO_INDEX": "1",
    # For pip this means: no isolation (pypa/pip#5735).
    "PIP_NO_BUILD_ISOLATION": "0",
}


def snippet(language, holding):
    """The code block of the page that holds a text."""
    (found,) = [block for block in re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL) if holding in block]
    return found


def ran(command, folder, **environment):
    """A command that ran in a folder, with an environment of its own."""
    return subprocess.run(
        command,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder.parent), "LANG": "C.UTF-8", **WHO, **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def git(folder, *arguments):
    done = ran(["git", *arguments], folder, GIT_CONFIG_GLOBAL=os.devnull)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def commit(folder, **files):
    """Write files, given by their path, and commit them."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Số liệu")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture(scope="module")
def neighbours(tmp_path_factory):
    """The packages of this environment, without mic-datapkg, which is what gets installed."""
    folder = tmp_path_factory.mktemp("neighbours")
    for site in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        for package in Path(site).iterdir():
            if "mic_datapkg" not in package.name and package.suffix != ".pth":
                (folder / package.name).symlink_to(package)
    return folder


@pytest.fixture
def workspace(tmp_path):
    """A repository with a valid submission on main."""
    folder = tmp_path / "kho"
    folder.mkdir()
    git(folder, "-c", "init.defaultBranch=main", "init", "--quiet")
    commit(folder, **{"submissions/tháng 1/pay_tv.csv": GOOD})
    return folder


# GitHub Actions


def evaluated(text, context):
    """A text with its expressions replaced, as a runner does."""
    return re.sub(r"\$\{\{ *([\w.-]+) *\}\}", lambda found: context[found[1]], str(text))


class Runner:
    """As much of a runner as the action needs: inputs, outputs of steps, and the files that GITHUB_* name."""

    def __init__(self, temporary, python):
        self.temporary = temporary
        self.given = {"steps.python.outputs.python-path": str(python), "github.action_path": str(REPOSITORY)}

    def step(self, name, folder, context):
        """Run a step of the action by its id; the outputs it sets are added to the context."""
        (step,) = [step for step in ACTION["runs"]["steps"] if step["id"] == name]
        script, output = self.temporary / f"{name}.sh", self.temporary / "output"
        script.write_text(evaluated(step["run"], context), encoding="utf-8")
        output.write_text("")
        assert step["shell"] == "bash"
        done = ran(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            folder,
            RUNNER_TEMP=str(self.temporary),
            GITHUB_OUTPUT=str(output),
            GITHUB_STEP_SUMMARY=str(self.temporary / "summary.md"),
            **OFFLINE,
            **{key: evaluated(value, context) for key, value in step["env"].items()},
        )
        for line in output.read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition("=")
            context[f"steps.{name}.outputs.{key}"] = value
        return done

    def validate(self, folder, **inputs):
        """The validating step as a caller sees it: what ran, and the outputs of the action."""
        stated = {name.replace("_", "-"): value for name, value in inputs.items()}
        assert set(stated) <= set(ACTION["inputs"])
        defaults = {name: about["default"] for name, about in ACTION["inputs"].items()}
        context = self.given | {f"inputs.{name}": value for name, value in {**defaults, **stated}.items()}
        done = self.step("validate", folder, context)
        return done, {name: evaluated(about["value"], context) for name, about in ACTION["outputs"].items()}


@pytest.fixture(scope="module")
def runner(tmp_path_factory, neighbours):
    """A runner on which the action is installed; its Python gets the packages that pip would fetch."""
    temporary = tmp_path_factory.mktemp("runner temp")
    python = temporary / "python"
    python.write_text(
        f"#!{sys.executable}\n"
        "import pathlib, subprocess, sys\n"
        "subprocess.run([sys.executable, *sys.argv[1:]], check=True)\n"
        "for site in pathlib.Path(sys.argv[-1]).glob('lib/python*/site-packages'):\n"
        f"    site.joinpath('neighbours.pth').write_text({str(neighbours)!r})\n"
    )
    python.chmod(0o755)
    made = Runner(temporary, python)
    hostile = tmp_path_factory.mktemp("hostile")
    for name in ("pip", "venv", "json", "mic_datapkg"):
        (hostile / f"{name}.py").write_text("raise SystemExit('a file of the repository was run')\n")
    done = made.step("install", hostile, made.given)
    assert done.returncode == 0, done.stderr
    return made


def test_the_action_validates_and_says_where_its_reports_are(runner, workspace):
    done, outputs = runner.validate(workspace, paths="submissions")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Valid. ")
    assert outputs == {"valid": "true", "sarif": str(runner.temporary / "mic-datapkg.sarif")}
    assert Path(outputs["sarif"]).exists()


def test_findings_make_the_action_fail_with_annotations_and_a_summary(runner, workspace):
    commit(workspace, **{"submissions/tháng 2/pay_tv.csv": BROKEN})
    (runner.temporary / "summary.md").unlink(missing_ok=True)

    done, outputs = runner.validate(workspace, paths="submissions\n\n", language="vi", sarif="báo cáo.sarif")

    assert done.returncode == 1
    assert done.stdout.startswith("::error file=submissions/tháng 2/pay_tv.csv,line=2,")
    assert outputs == {"valid": "false", "sarif": "báo cáo.sarif"}
    assert (workspace / "báo cáo.sarif").exists()
    assert "Không hợp lệ" in (runner.temporary / "summary.md").read_text(encoding="utf-8")


def test_valid_is_said_whatever_fails_the_step(runner, workspace):
    commit(workspace, **{"submissions/tháng 2/pay_tv.csv": BROKEN})

    done, outputs = runner.validate(workspace, paths="submissions", fail_on="never")

    assert (done.returncode, outputs["valid"]) == (0, "false")


def test_an_input_that_cannot_be_read_leaves_no_report(runner, workspace):
    done, outputs = runner.validate(workspace, paths="none")

    assert (done.returncode, done.stderr) == (2, "mic-datapkg: none: no such file or folder\n")
    assert outputs == {"valid": "false", "sarif": ""}


def test_without_paths_the_configuration_decides(runner, workspace):
    commit(workspace, **{"mic-datapkg.toml": 'paths = ["submissions"]\nlanguage = "vi"\n', "a.toml": 'paths = ["a"]\n'})

    assert runner.validate(workspace)[0].stdout.startswith("Hợp lệ. ")
    assert runner.validate(workspace, config="a.toml")[0].stderr == "mic-datapkg: a: no such file or folder\n"


def test_the_action_looks_at_what_changed(runner, workspace):
    base = git(workspace, "rev-parse", "HEAD")
    commit(workspace, **{"submissions/tháng 2/pay_tv.csv": GOOD})

    done, _ = runner.validate(workspace, paths="submissions", changed_since=base)

    assert done.returncode == 0
    assert done.stderr.startswith("mic-datapkg: Validating 1 of 2 files")


@pytest.mark.parametrize("name", ["paths", "config", "changed_since", "fail_on", "language", "sarif"])
@pytest.mark.parametrize(
    "hostile", ["--help", '"; touch hacked; $(touch hacked) `touch hacked` && touch hacked #\nb c']
)
def test_inputs_are_never_commands(runner, workspace, name, hostile):
    done, outputs = runner.validate(workspace, **{"paths": "submissions", name: hostile})

    assert not (workspace / "hacked").exists()
    assert "Usage:" not in done.stdout
    assert name == "sarif" or (done.returncode, outputs["valid"]) == (2, "false")


def test_a_file_of_the_repository_is_never_run_instead_of_a_module(runner, workspace):
    commit(workspace, **{f"{name}.py": "raise SystemExit(9)\n" for name in ("mic_datapkg", "json", "yaml", "typer")})

    assert runner.validate(workspace, paths="submissions")[0].returncode == 0


def test_no_expression_stands_in_a_script():
    assert [step["name"] for step in ACTION["runs"]["steps"] if "${{" in step.get("run", "")] == []


def test_paths_with_spaces_and_dashes_are_paths(runner, workspace):
    commit(workspace, **{"-a b/pay_tv.csv": NEXT})

    done, _ = runner.validate(workspace, paths="-a b\r\nsubmissions/tháng 1\r\n")

    assert done.returncode == 0, done.stderr
    assert "Rows: 2" in done.stdout


def test_the_page_uses_the_action_as_it_is():
    workflow = yaml.safe_load(snippet("yaml", "upload-sarif"))
    (job,) = workflow["jobs"].values()
    (used,) = [step for step in job["steps"] if step["uses"].startswith("OWNER/mic-datapkg@")]
    outputs = set(re.findall(r"steps\.submissions\.outputs\.(\w+)", snippet("yaml", "upload-sarif")))

    assert workflow[True] == "pull_request"
    assert set(used["with"]) <= set(ACTION["inputs"])
    assert outputs <= set(ACTION["outputs"])
    section = PAGE[PAGE.index("## GitHub Actions") : PAGE.index("### Pull requests")]
    assert re.findall(r"^\| `([\w-]+)` \|", section, re.MULTILINE) == list(ACTION["inputs"])


# pre-commit


def test_the_hook_validates_the_files_of_a_commit(workspace, tmp_path, neighbours):
    pre_commit = shutil.which("pre-commit", path=sysconfig.get_path("scripts"))
    if pre_commit is None:
        pytest.skip("pre-commit IS MISSING: nothing says whether the hook works; pip install pre-commit")
    source = tmp_path / "mic-datapkg"
    source.mkdir()
    for part in ("src", "datapackage"):
        shutil.copytree(REPOSITORY / part, source / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(REPOSITORY / part, source)
    git(source, "-c", "init.defaultBranch=main", "init", "--quiet")
    config = yaml.safe_load(snippet("yaml", "hooks:"))
    config["repos"][0] |= {"repo": str(source), "rev": commit(source)}
    commit(workspace, **{".pre-commit-config.yaml": yaml.safe_dump(config), "khác/a.csv": "a\n1\n"})

    def run():
        git(workspace, "add", "--all")
        home = {"PRE_COMMIT_HOME": str(tmp_path / "home"), "PYTHONPATH": str(neighbours)}
        return ran([pre_commit, "run", "--all-files", "--color=never"], workspace, **home, **OFFLINE)

    good = run()
    (workspace / "submissions" / "tháng 1" / "pay_tv.csv").write_text(BROKEN, encoding="utf-8")
    broken = run()

    assert good.returncode == 0, good.stdout + good.stderr
    assert re.search(r"mic-datapkg\)\.+Passed", good.stdout)
    assert broken.returncode == 1
    assert "submissions/tháng 1/pay_tv.csv:2 (B2): lỗi: pay_tv.subscribers_is_integer" in broken.stdout
    assert "khác" not in broken.stdout


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        *[
            (f"tháng 1/a.{kind}", True)
            for kind in ("csv", "tsv", "xlsx", "xlsm", "xls", "xlsb", "ods", "parquet", "XLSX")
        ],
        ("a.csv.md", False),
        ("csv", False),
        ("a.docx", False),
    ],
)
def test_the_hook_takes_the_files_that_may_be_submissions(name, taken):
    assert bool(re.search(HOOK["files"], name)) is taken
    assert HOOK["language"] == "python"
    assert HOOK["require_serial"]


# GitLab and Jenkins


def executed(lines, folder, **environment):
    """What ran of a job: every line in one shell, up to one that fails; programs come from this environment."""
    programs = folder.parent / "programs"
    programs.mkdir(exist_ok=True)
    command = programs / "mic-datapkg"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mic_datapkg "$@"\n')
    command.chmod(0o755)
    kept = [line.replace(".venv/bin/", "") for line in lines if "pip install" not in line and "-m venv" not in line]
    for line in set(lines) - set(kept) - {f".venv/bin/{line}" for line in kept}:
        warnings.warn(f"NOT RUN, this would need a network: {line}", Skipped, stacklevel=2)
    assert len(kept) == 1
    path = os.pathsep.join([str(programs), os.environ["PATH"]])
    return ran(
        ["sh", "-e", "-c", "\n".join(kept)], folder, PYTHONPATH=str(REPOSITORY / "src"), **environment, PATH=path
    )


class Skipped(UserWarning):
    """A line of a snippet was not run."""


@pytest.mark.filterwarnings("default::UserWarning")
@pytest.mark.parametrize(("text", "code", "failures"), [(NEXT, 0, "0"), (BROKEN, 1, "1")])
def test_the_job_of_gitlab_writes_its_artifacts(workspace, text, code, failures):
    (job,) = yaml.safe_load(snippet("yaml", "validate-submissions")).values()
    base = git(workspace, "rev-parse", "HEAD")
    commit(workspace, **{"submissions/tháng 2/pay_tv.csv": text})

    done = executed(job["script"], workspace, CI_MERGE_REQUEST_DIFF_BASE_SHA=base, **job["variables"])

    assert done.returncode == code, done.stderr
    assert "1 of 2 files" in done.stderr
    assert "1 table(s), 1 row(s)" in done.stdout
    report = ET.parse(workspace / job["artifacts"]["reports"]["junit"])
    assert report.getroot().attrib["failures"] == failures
    assert all((workspace / path).exists() for path in job["artifacts"]["paths"])
    assert job["artifacts"]["when"] == "always"


@pytest.mark.filterwarnings("default::UserWarning")
@pytest.mark.parametrize(("text", "code", "failures"), [(NEXT, 0, "0"), (BROKEN, 1, "1")])
def test_the_stage_of_jenkins_writes_its_reports(workspace, text, code, failures):
    pipeline = snippet("groovy", "pipeline")
    commit(workspace, **{"submissions/tháng 2/pay_tv.csv": text})

    done = executed(re.findall(r"sh '(.*)'", pipeline), workspace)

    assert done.returncode == code, done.stderr
    junit, html = (re.search(rf"{word}: '(.*?)'", pipeline)[1] for word in ("testResults", "artifacts"))
    assert ET.parse(workspace / junit).getroot().attrib["failures"] == failures
    assert (workspace / html).read_text(encoding="utf-8").startswith("<!doctype html>")
    assert pipeline.count("{") == pipeline.count("}")


# The page


def test_the_configuration_of_the_page_is_one(tmp_path):
    text = snippet("toml", "[[accepted]]")
    (tmp_path / "mic-datapkg.toml").write_text(text, encoding="utf-8")

    policy = load_policy(tmp_path / "mic-datapkg.toml")

    assert policy.language == tomllib.loads(text)["language"]
    assert len(policy.accepted) == 1
