"""The HTML report in a real browser: no violation that axe-core knows, at the width of a phone and of a desktop."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from mic_datapkg.formats.html import as_html

TESTS = Path(__file__).parent.parent

# Prints what it sees as JSON. SCREENSHOTS=DIR keeps pictures to look at, and the page as it would be printed.
LOOK = r"""
const fs = require('node:fs');
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf-8');
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

async function look(browser, file, width, colorScheme) {
  const context = await browser.newContext({ viewport: { width, height: 844 }, colorScheme, isMobile: width < 500 });
  const page = await context.newPage();
  const requests = [], messages = [];
  page.on('request', request => requests.push(request.url()));
  page.on('console', message => messages.push(message.text()));
  page.on('pageerror', error => messages.push(String(error)));
  page.on('dialog', dialog => { messages.push(dialog.message()); dialog.dismiss(); });
  await page.goto('file://' + encodeURI(file));
  if (process.env.SCREENSHOTS) {
    const name = `${process.env.SCREENSHOTS}/${file.split('/').pop()}.${width}.${colorScheme}`;
    await page.screenshot({ path: `${name}.png`, fullPage: true });
    if (width > 500 && colorScheme === 'light') await page.pdf({ path: `${name}.pdf`, format: 'A4' });
  }
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document));
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await page.keyboard.press('Tab');
  const first = await page.evaluate(() => document.activeElement.getBoundingClientRect().left >= 0
    && document.activeElement.className);
  await page.keyboard.press('Enter');
  const target = await page.evaluate(() => document.activeElement.id);
  await context.close();
  return { width, colorScheme, overflow, first, target, messages, loaded: requests.length,
    passes: found.passes.length,
    violations: found.violations.map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.html).join(' | ')}`),
    incomplete: found.incomplete.map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.html).join(' | ')}`) };
}

(async () => {
  const browser = await chromium.launch({ executablePath: process.argv[1], args: flags, headless: true });
  const seen = [];
  for (const width of [390, 1280])
    for (const scheme of ['light', 'dark']) seen.push(await look(browser, process.argv[2], width, scheme));
  await browser.close();
  console.log(JSON.stringify(seen));
})();
"""


@pytest.fixture(scope="module")
def browser():
    """The path of Chromium; skips where it, Node.js or the packages of ``tests/package.json`` are missing."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    if shutil.which("node") is None:
        pytest.skip("no Node.js here")
    for package in ("axe-core", "playwright-core"):
        if _node(f"require.resolve('{package}')").returncode:
            pytest.skip(f"no {package} here: npm install --prefix tests")
    return chromium


def _node(script, *arguments):
    return subprocess.run(
        ["node", "--input-type=commonjs", "-e", script, *arguments],
        cwd=TESTS,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def seen(browser, file):
    run = _node(LOOK, browser, str(file))
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def is_sound(sight):
    assert sight["violations"] == []
    assert sight["passes"] > 15
    assert sight["overflow"] <= 0
    assert sight["messages"] == []
    assert sight["loaded"] == 1
    assert (sight["first"], sight["target"]) == ("skip", "findings")


@pytest.mark.parametrize(
    ("name", "language"),
    [("slipped_shortly", "vi"), ("slipped_shortly", "en"), ("clean", "vi"), ("framed", "en"), ("empty", "vi")],
)
def test_a_page_is_accessible_at_every_width_and_in_both_color_schemes(request, here, browser, name, language):
    file = here / f"{name}.{language}.html"
    file.write_text(as_html(request.getfixturevalue(name), language), "utf-8")

    for sight in seen(browser, file):
        is_sound(sight)


def test_a_hostile_page_does_nothing_and_fits_the_screen(here, browser, hostile):
    file = here / "hostile.html"
    file.write_text(as_html(hostile), "utf-8")

    for sight in seen(browser, file):
        is_sound(sight)


def test_the_browser_sees_a_fault(here, browser, framed):
    file = here / "fault.html"
    file.write_text(as_html(framed).replace(' lang="en"', "").replace("--quiet: #525a63", "--quiet: #cccccc"), "utf-8")

    violations = [line.split(":")[0] for line in seen(browser, file)[0]["violations"]]
    assert violations == ["color-contrast", "html-has-lang"]
