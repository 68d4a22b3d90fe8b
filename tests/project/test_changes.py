"""--changed-since: which submissions are looked at, in repositories of git as people have them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mic_datapkg as mic
from mic_datapkg.project.changes import changes_since

GOOD = "period,subscribers\n2022-01,16400000\n"
BROKEN = "period,subscribers\n2022-01,mười sáu\n"
WHO = {
    "GIT_AUTHOR_NAME": "An",
    "GIT_AUTHOR_EMAIL": "an@example.vn",
    "GIT_COMMITTER_NAME": "An",
    "GIT_COMMITTER_EMAIL": "an@example.vn",
    # Whatever the machine's own configuration says.
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def git(folder, *arguments):
    ran = subprocess.run(
        ["git", *arguments], cwd=folder, env={**os.environ, **WHO}, capture_output=True, encoding="utf-8", check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def commit(folder, message="Số liệu"):
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(folder, "rev-parse", "HEAD")


def written(folder, *names, text=GOOD):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository to be in, with a commit of three submissions on main."""
    folder = tmp_path / "kho số liệu"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    git(folder, "-c", "init.defaultBranch=main", "init", "--quiet")
    written(
        folder, "số liệu/tháng 1/pay_tv.csv", "số liệu/tháng 2/pay_tv.csv", "số liệu/cũ/pay_tv.csv", "khác/pay_tv.csv"
    )
    written(folder, "số liệu/ghi chú.md", text="Ghi chú\n")
    commit(folder)
    return folder


def changed(*paths, revision="main"):
    return [file.as_posix() for file in changes_since(revision, map(Path, paths)).files]


def test_nothing_changed_since_the_last_commit(repository):
    changes = changes_since("HEAD", [Path("số liệu")])

    assert (changes.files, changes.total) == ((), 3)


def test_changed_staged_and_untracked_files_are_looked_at_and_deleted_ones_are_not(repository):
    written(repository, "số liệu/tháng 1/pay_tv.csv", text=BROKEN)
    written(repository, "số liệu/tháng 3/phụ lục 'a' [1].csv", "số liệu/tháng 3/b*.csv", "khác/postal.csv")
    (repository / "số liệu/tháng 2/pay_tv.csv").unlink()
    git(repository, "add", "số liệu/tháng 3/b*.csv")

    assert changed("số liệu") == [
        "số liệu/tháng 1/pay_tv.csv",
        "số liệu/tháng 3/b*.csv",
        "số liệu/tháng 3/phụ lục 'a' [1].csv",
    ]


def test_a_renamed_file_is_a_changed_one_by_its_new_name(repository):
    git(repository, "mv", "số liệu/tháng 2/pay_tv.csv", "số liệu/tháng 1/pay_tv 2.csv")
    commit(repository)

    assert changed("số liệu", revision="HEAD~1") == ["số liệu/tháng 1/pay_tv 2.csv"]


def test_what_others_did_to_the_revision_since_does_not_count(repository):
    git(repository, "switch", "--quiet", "--create", "tháng-3")
    written(repository, "số liệu/tháng 3/pay_tv.csv")
    commit(repository)
    git(repository, "switch", "--quiet", "main")
    written(repository, "số liệu/tháng 1/pay_tv.csv", text=BROKEN)
    commit(repository)
    git(repository, "switch", "--quiet", "tháng-3")

    assert changed("số liệu") == ["số liệu/tháng 3/pay_tv.csv"]


def test_a_file_that_was_touched_and_is_the_same_has_not_changed(repository):
    os.utime(repository / "số liệu/tháng 1/pay_tv.csv", (0, 0))

    assert changed("số liệu") == []


@pytest.mark.parametrize(
    ("folder", "path", "expected"),
    [
        ("số liệu", ".", "tháng 1/pay_tv.csv"),
        ("số liệu", "../số liệu", "../số liệu/tháng 1/pay_tv.csv"),
        ("số liệu/tháng 1", "pay_tv.csv", "pay_tv.csv"),
        ("số liệu/tháng 1", "..", "../tháng 1/pay_tv.csv"),
    ],
)
def test_paths_are_relative_to_where_the_command_runs(repository, monkeypatch, folder, path, expected):
    written(repository, "số liệu/tháng 1/pay_tv.csv", text=BROKEN)
    monkeypatch.chdir(repository / folder)

    assert changed(path) == [expected]


def test_the_repository_is_that_of_the_path(repository, monkeypatch, tmp_path):
    written(repository, "số liệu/tháng 1/pay_tv.csv", text=BROKEN)
    monkeypatch.chdir(tmp_path)

    assert changed("kho số liệu") == ["kho số liệu/số liệu/tháng 1/pay_tv.csv"]
    assert changed(repository / "số liệu") == [(repository / "số liệu/tháng 1/pay_tv.csv").as_posix()]


def test_files_that_are_no_submission_hidden_or_ignored_are_not_looked_at(repository):
    written(repository, ".gitignore", text="*.parquet\n")
    written(repository, "số liệu/.ẩn/pay_tv.csv", "số liệu/~$pay_tv.xlsx", "số liệu/thư.txt", "số liệu/a.parquet")

    assert changed("số liệu") == []


def test_a_repository_inside_the_repository_is_one_change(repository):
    inside = repository / "số liệu" / "bên trong"
    inside.mkdir()
    git(inside, "init", "--quiet")
    written(inside, "pay_tv.csv")

    assert changed("số liệu") == ["số liệu/bên trong/pay_tv.csv"]


def test_a_hook_of_git_may_run_the_command(repository, monkeypatch):
    written(repository, "số liệu/tháng 1/pay_tv.csv", text=BROKEN)
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")

    assert changed("số liệu") == ["số liệu/tháng 1/pay_tv.csv"]


@pytest.mark.parametrize("revision", ["main", "v1", "HEAD~1", "HEAD", "@"])
def test_a_revision_is_a_branch_a_tag_or_a_commit(repository, revision):
    git(repository, "tag", "v1")
    written(repository, "số liệu/tháng 3/pay_tv.csv")
    if revision == "HEAD~1":
        commit(repository)

    assert changed("số liệu", revision=revision) == ["số liệu/tháng 3/pay_tv.csv"]
    assert changed("số liệu", revision=git(repository, "rev-parse", revision)) == ["số liệu/tháng 3/pay_tv.csv"]


NAMES = st.text(st.sampled_from("aĐ ộ[*?'\"\\:-&$()~\u0301\u200b\U0001f4c8"), min_size=1, max_size=12).map(
    lambda name: f"t{name}.csv"
)


@given(names=st.dictionaries(NAMES, st.sampled_from(["same", "changed", "new", "gone"]), min_size=1, max_size=5))
def test_whatever_files_are_called_the_changed_and_the_new_ones_are_found(names, tmp_path_factory):
    folder = tmp_path_factory.mktemp("kho")
    git(folder, "-c", "init.defaultBranch=main", "init", "--quiet")
    written(folder, *(name for name, fate in names.items() if fate != "new"))
    commit(folder)
    written(folder, *(name for name, fate in names.items() if fate in ("changed", "new")), text=BROKEN)
    for name in (name for name, fate in names.items() if fate == "gone"):
        (folder / name).unlink()

    changes = changes_since("main", [folder])

    assert {file.name for file in changes.files} == {n for n, fate in names.items() if fate in ("changed", "new")}
    assert changes.total == sum(fate != "gone" for fate in names.values())


# What cannot be answered


@pytest.mark.parametrize(
    "revision",
    ["nhánh-lạ", "", "-h", "--output=x", "main..HEAD", "main...HEAD", "HEAD:số liệu", "0" * 40, "x\ny", "^main"],
)
def test_an_unknown_revision_is_one_error_and_writes_nothing(repository, revision, command):
    before = sorted(path.name for path in repository.iterdir())

    code, out, err = command("validate", "số liệu", f"--changed-since={revision}")

    assert (code, out) == (2, "")
    assert err == (
        f"mic-datapkg: --changed-since: no revision {revision!r} here; "
        "fetch it, or name a branch, tag or commit of this repository\n"
    )
    assert sorted(path.name for path in repository.iterdir()) == before


def test_a_folder_in_no_repository_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    written(tmp_path, "a/pay_tv.csv")

    with pytest.raises(mic.UsageError, match=r"--changed-since: .*/a is in no working tree of git \(fatal: .*\)"):
        changes_since("main", [tmp_path / "a"])


def test_the_folder_of_git_itself_is_no_working_tree(repository):
    with pytest.raises(mic.UsageError, match=r"--changed-since: \.git is in no working tree of git$"):
        changes_since("main", [Path(".git")])


def test_a_path_that_does_not_exist_is_an_error(repository):
    with pytest.raises(mic.UsageError, match="không có: no such file or folder"):
        changes_since("main", [Path("không có")])


def test_a_shallow_clone_says_how_to_get_the_history(repository, tmp_path):
    base = git(repository, "rev-parse", "HEAD")
    written(repository, "số liệu/tháng 3/pay_tv.csv")
    commit(repository)
    shallow, deep = tmp_path / "nông", tmp_path / "sâu"
    git(tmp_path, "clone", "--quiet", "--depth", "1", repository.as_uri(), shallow)
    git(tmp_path, "clone", "--quiet", repository.as_uri(), deep)

    assert [file.name for file in changes_since(base, [deep]).files] == ["pay_tv.csv"]
    with pytest.raises(mic.UsageError, match=r"no revision '.*' here; this is a shallow clone; .*fetch-depth: 0"):
        changes_since(base, [shallow])


def test_a_shallow_clone_with_both_ends_and_nothing_between_says_so_too(repository, tmp_path):
    git(repository, "switch", "--quiet", "--create", "tháng-3")
    written(repository, "số liệu/tháng 3/pay_tv.csv")
    commit(repository)
    git(repository, "switch", "--quiet", "main")
    commit(repository)
    shallow = tmp_path / "nông"
    branches = ("--no-single-branch", "--branch", "tháng-3")
    git(tmp_path, "clone", "--quiet", "--depth", "1", *branches, repository.as_uri(), shallow)

    with pytest.raises(mic.UsageError, match=r"'origin/main' has no history in common .*fetch-depth: 0"):
        changes_since("origin/main", [shallow])


def test_a_revision_of_another_history_is_an_error(repository):
    git(repository, "switch", "--quiet", "--orphan", "khác")
    written(repository, "pay_tv.csv")
    commit(repository)

    with pytest.raises(
        mic.UsageError, match="'main' has no history in common with the current commit; name a revision"
    ):
        changes_since("main", [Path()])


def test_where_git_is_not_installed_the_error_says_so(repository, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(mic.UsageError, match="--changed-since: git cannot be run: No such file or directory"):
        changes_since("main", [Path("số liệu")])


def test_what_git_itself_cannot_do_is_said_in_its_words(repository):
    (repository / ".git" / "index").write_bytes(b"no index")

    with pytest.raises(mic.UsageError, match=r"--changed-since: git diff: (error|fatal): "):
        changes_since("main", [Path("số liệu")])


# The command


def test_the_command_says_how_many_of_how_many_files_it_looks_at(repository, command):
    written(repository, "số liệu/tháng 3/pay_tv.csv", text=BROKEN)

    code, out, err = command("validate", "số liệu", "--changed-since", "main")
    vietnamese = command("validate", "số liệu", "--changed-since", "main", "--lang", "vi")

    assert code == 1
    assert "\nsố liệu/tháng 3/pay_tv.csv:2 (B2): error: pay_tv.subscribers_is_integer\n" in out
    assert err == "mic-datapkg: Validating 1 of 4 files, those that changed since main.\n"
    assert vietnamese[2] == "mic-datapkg: Kiểm tra 1 trong 4 tệp: những tệp đã thay đổi kể từ main.\n"


def test_broken_files_that_did_not_change_are_nobodys_business(repository, command):
    written(repository, "số liệu/cũ/pay_tv.csv", text=BROKEN)
    commit(repository)
    written(repository, "số liệu/tháng 3/pay_tv.csv")

    assert command("validate", "số liệu", "--changed-since", "HEAD")[0] == 0
    assert command("validate", "số liệu")[0] == 1


def test_without_a_change_every_report_is_written_and_the_exit_code_is_0(repository, command):
    options = [part for name in ("text", "junit", "sarif") for part in ("--format", name, "--output", f"a.{name}")]

    code, out, err = command("validate", "số liệu", "--changed-since", "main", "--lang", "vi", *options)

    assert (code, out) == (0, "")
    assert err == "mic-datapkg: Không tệp nào trong 3 tệp thay đổi kể từ main: không có gì để kiểm tra.\n"
    assert (repository / "a.text").read_text(encoding="utf-8").endswith("Hợp lệ.\n")
    assert '<testsuites name="mic-datapkg" tests="0"' in (repository / "a.junit").read_text(encoding="utf-8")
    assert '"results": []' in (repository / "a.sarif").read_text(encoding="utf-8")


def test_the_paths_of_the_configuration_are_looked_through(repository, command):
    written(repository, "số liệu/tháng 3/pay_tv.csv", "khác/postal.csv", text=BROKEN)
    written(repository, "mic-datapkg.toml", text='paths = ["số liệu"]\n')

    code, out, err = command("validate", "--changed-since", "main")

    assert code == 1
    assert "1 of 4 files" in err
    assert "khác" not in out


def test_acceptances_of_what_did_not_change_are_no_findings(repository, command):
    written(
        repository,
        "mic-datapkg.toml",
        text='[[accepted]]\ntable = "pay_tv"\nrule = "subscribers_is_integer"\nperiod = "2021-01"\n'
        'reason = "a"\nperson = "b"\nexpires = 9999-12-31\n',
    )
    written(repository, "số liệu/tháng 3/pay_tv.csv")

    assert command("validate", "số liệu", "--changed-since", "main", "--fail-on", "warning")[0] == 0
    assert command("validate", "số liệu", "--fail-on", "warning")[0] == 1
