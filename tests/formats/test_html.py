"""The HTML report as text: what it holds, and that nothing in it acts."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from mic_datapkg.finding import Place
from mic_datapkg.formats.html import as_html
from mic_datapkg.reading.submission import Remark, Submission
from mic_datapkg.text import Text

VOID = {"meta", "link", "br", "img", "input", "hr", "base"}


class Page(HTMLParser):
    """A page taken apart: its elements with their attributes, its text, and whether every element is closed."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.text, self.open = [], "", []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    @property
    def tags(self):
        return [tag for tag, _ in self.elements]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_page_is_worded_as_agreed(slipped_shortly, golden, language):
    golden(f"slipped.{language}.html", as_html(slipped_shortly, language) + "\n")


@pytest.mark.parametrize("name", ["clean", "slipped", "framed", "empty", "many"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_headings_are_in_order_and_every_element_is_closed(request, name, language):
    page = Page(as_html(request.getfixturevalue(name), language))

    levels = [int(tag[1]) for tag in page.tags if tag in ("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert ("html", {"lang": language}) in page.elements


def test_every_header_of_a_table_says_what_it_heads(slipped):
    headers = [attributes for tag, attributes in Page(as_html(slipped)).elements if tag == "th"]

    assert {attributes["scope"] for attributes in headers} == {"row", "col"}


def test_a_page_loads_and_runs_nothing(slipped):
    page = Page(as_html(slipped))

    assert not {"script", "link", "img", "iframe", "object", "form"} & set(page.tags)
    assert not [attributes for _, attributes in page.elements if {"src", "style", "onclick"} & set(attributes)]
    assert [attributes["href"] for _, attributes in page.elements if "href" in attributes] == ["#findings"]
    assert "url(" not in as_html(slipped)
    assert "@import" not in as_html(slipped)


def test_hostile_texts_are_text(hostile):
    page = Page(as_html(hostile))

    assert not {"script", "img", "b", "i"} & set(page.tags)
    assert {name for _, attributes in page.elements for name in attributes} <= {
        "lang", "charset", "http-equiv", "content", "name", "class", "href", "id", "tabindex", "aria-labelledby",
        "translate", "scope", "open",
    }  # fmt: skip
    assert '<script>alert("x")</script> & \' ]]> -->' in page.text
    assert "&amp; &lt;" in page.text
    assert all(character.isprintable() or character == "\n" for character in as_html(hostile))


def test_a_page_says_how_many_findings_it_leaves_out_and_how_many_checks_were_not_judged(many):
    page = Page(as_html(many))

    assert page.tags.count("ol") == 10
    assert "Findings not shown here: 234." in page.text


def test_a_page_without_findings_says_that_some_checks_could_not_be_judged(clean):
    page = Page(as_html(clean))

    assert "Nothing was found to be wrong." in page.text
    assert "Checks that could not be judged because figures are missing: " in page.text


def test_rules_are_open_where_one_is_broken(slipped_shortly):
    folds = [attributes for tag, attributes in Page(as_html(slipped_shortly)).elements if tag == "details"]

    assert len(folds) == len({o.table for o in slipped_shortly.outcomes})
    assert sum("open" in attributes for attributes in folds) == len(
        {o.table for o in slipped_shortly.outcomes if o.failed}
    )


def test_a_page_says_how_files_were_read(made):
    remark = Remark(place=Place(file="a.xlsx", sheet="b"), text=Text(vi="Đơn vị: tỷ đồng.", en="Unit: billion dong."))
    report = replace(made(), submission=Submission(parts=(), remarks=(remark,)))

    assert "Cách đọc số liệu\n\na.xlsx (b): Đơn vị: tỷ đồng." in Page(as_html(report, "vi")).text
