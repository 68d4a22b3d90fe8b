"""The Markdown of a pull-request comment."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mic_datapkg.formats.markdown import COMMENT, as_markdown, code, inline
from mic_datapkg.formats.text import visible
from mic_datapkg.reading.submission import File, Submission
from mic_datapkg.text import Text

SPACE = "\u200b"


def rendered(markdown):
    return MarkdownIt("commonmark", {"html": True}).enable("strikethrough").render(markdown)


def text_of(html):
    return unescape(re.sub(r"<[^>]+>", "", html)).replace(SPACE, "").rstrip("\n")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_comment_is_worded_as_agreed(slipped_shortly, golden, language):
    golden(f"slipped.{language}.md", as_markdown(slipped_shortly, language) + "\n")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_clean_submission_is_a_short_comment(clean, golden, language):
    golden(f"clean.{language}.md", as_markdown(clean, language) + "\n")


def test_a_report_on_nothing_has_no_group(empty):
    assert "###" not in as_markdown(empty)


def test_a_finding_in_a_frame_stands_under_its_table_and_row(framed):
    comment = as_markdown(framed)

    assert "\n### cyber\\_incidents\n" in comment
    assert "- **error** (row 1) `kinds_add_up`" in comment


def test_a_comment_never_exceeds_what_github_takes_and_counts_what_it_leaves_out(many):
    comment = as_markdown(many)

    items = comment.count("\n- **")
    assert 100 < items < 1000
    assert len(comment) <= COMMENT
    assert f"Findings not shown here: {1234 - items}." in comment


@pytest.mark.parametrize("limit", [400, 1000, 5000])
def test_the_limit_holds_however_small(many, limit):
    assert len(as_markdown(many, longest=limit)) <= limit


def test_the_limit_counts_as_javascript_does(many):
    smile = Text(vi="😀" * 500, en="😀" * 500)
    comment = as_markdown(replace(many, findings=tuple(replace(f, text=smile) for f in many.findings)))

    assert COMMENT - 2000 < len(comment.encode("utf-16-le")) // 2 <= COMMENT


def test_errors_stay_when_there_is_no_room_for_warnings(many):
    assert as_markdown(many, longest=30_000).count("**error**") == 100


def test_a_finding_keeps_its_place_among_the_others(many):
    lines = [int(line) for line in re.findall(r"line (\d+)", as_markdown(many))]

    assert lines == sorted(lines)


def test_hostile_texts_are_shown_and_do_nothing(hostile):
    html = rendered(as_markdown(hostile))

    assert set(re.findall(r"<(\w+)", html)) <= {"h2", "h3", "p", "strong", "code", "ul", "li", "span", "em"}
    assert not re.search(r"@someone|#1\b|https://|www\.", html.replace("<code>", "\0<code>").split("\0")[0])
    assert "alert(" in html


def test_an_inline_text_reads_as_it_was_written():
    @given(st.text(alphabet=st.sampled_from("ab 1\\`*_[](){}<>#+-.!|~&;$@:/w=\nđ\u00a0")))
    def holds(text):
        assert text_of(rendered("x " + inline(text))) == f"<p>x {visible(text)}".replace("<p>", "").rstrip()

    holds()


def test_a_code_span_shows_any_text():
    @given(st.text(alphabet=st.sampled_from("ab `*<&\\")).filter(str.strip))
    def holds(text):
        assert text_of(rendered("x" + code(text) + "y")) == f"x{visible(text)}y"

    holds()


@pytest.mark.parametrize("text", ["@user", "org/repo#12", "https://evil.example", "www.evil.example", "$x$"])
def test_what_github_would_link_is_kept_apart(text):
    assert text not in inline(text)


def test_what_cannot_be_seen_is_named():
    assert visible("12\u00a0345\n\x00\u202e") == "12⟨U+00A0⟩345⟨U+000A⟩⟨U+0000⟩⟨U+202E⟩"
    assert visible("Bộ Thông tin và Truyền thông") == "Bộ Thông tin và Truyền thông"


def test_a_long_text_is_cut():
    assert visible("a" * 1000) == "a" * 599 + "…"


def test_files_with_long_names_leave_room_for_findings(many):
    names = [f"{number:03}/{'[*_`@#$<|' * 60}.csv" for number in range(100)]
    report = replace(many, submission=Submission(parts=(), files=tuple(File(path=name) for name in names)))

    comment = as_markdown(report)

    assert len(comment) <= 65_536
    assert comment.count("**error**") > 10
    assert "Files: 100 (100 valid)." in comment
