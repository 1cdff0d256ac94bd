"""Criteria of RGAA 4.1 that axe does not read: spacing of texts, the path of Tab, what is in a `title` alone, captions.

One page of each type of the sample of docs/rgaa.md.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from html.parser import HTMLParser

import pytest
from playwright.sync_api import Page, expect

from support_axe import cut_when_spaced
from support_browser import Visitor

CVL = "/regions/centre-val-de-loire"
FEW = ("/", f"{CVL}/simulateur/ambition", "/territoires/commune/41018")
OTHERS = (
    "/recherche?q=blois&tous=1",
    CVL,
    f"{CVL}/leviers/vehicules-electriques",
    f"{CVL}/simulateur/resultat?t-augm_voitelec=900",
    f"{CVL}/observe",
    f"{CVL}/observe/826",
    f"{CVL}/territoires",
    f"{CVL}/repartition",
    f"{CVL}/partager?t-augm_voitelec=900",
    "/connexion",
    f"{CVL}/departements/41/reunion?salle=1",
    f"{CVL}/departements/41/reunion?salle=4",
    "/perimetre?t=41018",
    f"{CVL}?facile=1",
    "/methode",
    "/sources",
    "/regions/atlantide",
)
SAMPLE = [*FEW, *(pytest.param(address, marks=pytest.mark.slow) for address in OTHERS)]

READ = r"""() => {
  const found = [], all = (what, where = document) => [...where.querySelectorAll(what)];
  const tidy = (text) => (text ?? '').replace(/\s+/g, ' ').trim();
  const said = (e) => tidy(e.textContent), label = (e) => tidy(e.getAttribute('aria-label'));
  const wrong = (what, e) => found.push(`${what}: ${(said(e) || e.outerHTML).slice(0, 80)}`);
  for (const e of all('[title]:not(iframe, link)')) wrong('words in a title alone', e);
  for (const e of all('a[target=_blank]')) if (!/nouvelle fenêtre|new window/.test(said(e))) wrong('opens untold', e);
  for (const e of all('figure:has(> figcaption)')) {
    const named = label(e) === said(e.querySelector('figcaption'));
    if (!named || !['figure', 'group'].includes(e.getAttribute('role'))) wrong('caption not tied', e);
  }
  const ids = all('[id]').map((e) => e.id);
  ids.forEach((id, rank) => { if (ids.indexOf(id) !== rank) found.push(`twice: #${id}`); });
  for (const name of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'for']) {
    for (const e of all(`[${name}]`)) for (const id of tidy(e.getAttribute(name)).split(' ')) {
      if (!document.getElementById(id)) found.push(`${name} to nothing: ${id}`);
    }
  }
  const levels = all('h1, h2, h3, h4, h5, h6');
  levels.forEach((e, rank) => { if (e.tagName[1] > Number(levels[rank - 1]?.tagName[1] ?? 0) + 1) wrong('jump', e); });
  for (const e of all('table')) {
    if (!e.caption || !said(e.caption)) wrong('no caption', e);
    for (const cell of all('thead th', e)) if (cell.scope !== 'col') wrong('no scope', cell);
    for (const cell of all('tbody th', e)) if (cell.scope !== 'row') wrong('no scope', cell);
  }
  for (const e of all('a[href], button')) {
    const shown = all('img', e).map((image) => image.alt).join('');
    if (!label(e) && !said(e) && !shown && e.getAttribute('aria-hidden') !== 'true') wrong('no name', e);
  }
  for (const e of all('svg')) {
    if (!e.closest('[aria-hidden=true]') && !['img', 'group'].includes(e.getAttribute('role'))) wrong('svg', e);
  }
  if (!/^(fr|en)$/.test(document.documentElement.lang)) found.push('no language');
  return found.slice(0, 12);
}"""


class Written(HTMLParser):
    """What is badly formed in a page as it is sent: tags that cross, blocks in a paragraph, attributes twice."""

    VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
    BLOCKS = frozenset(
        {"article", "aside", "details", "div", "dl", "fieldset", "figure", "footer", "form", "header", "main", "nav"}
        | {"h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "p", "pre", "section", "table", "ul"}
    )

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(text)
        self.wrong += [f"never closed: {tag}" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs]
        if len(names) != len(set(names)):
            self.wrong.append(f"an attribute twice: {self.get_starttag_text()}")
        if tag in self.BLOCKS and {"p", "span"} & set(self.open):
            self.wrong.append(f"a block in {self.open[-2:]}: {self.get_starttag_text()}, line {self.getpos()[0]}")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.wrong.append(f"</{tag}> closes {self.open[-3:]}, line {self.getpos()[0]}")


def opened(visitor: Visitor, address: str) -> Page:
    page = visitor.page()
    page.goto(address)
    if "atlantide" in address:
        visitor.troubles[:] = [one for one in visitor.troubles if "404" not in one]
    return page


def test_a_page_is_well_written(site: str, subtests: pytest.Subtests) -> None:
    for address in (*FEW, *OTHERS):
        with subtests.test(address=address):
            try:
                with urllib.request.urlopen(site + address, timeout=30) as answer:  # noqa: S310
                    text = answer.read().decode()
            except urllib.error.HTTPError as error:
                text = error.read().decode()
            assert text.startswith("<!doctype html>")
            assert Written(text).wrong == []


STOP = """() => {
  const e = document.activeElement, s = getComputedStyle(e), shape = e.querySelector?.('path, rect');
  const outlined = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
  const drawn = e instanceof SVGElement && !!shape && parseFloat(getComputedStyle(shape).strokeWidth) >= 3;
  window.stops ??= [];
  let rank = window.stops.indexOf(e);
  if (rank < 0) rank = window.stops.push(e) - 1;
  const name = (e.getAttribute('aria-label') ?? e.textContent ?? '').trim().slice(0, 40);
  return [rank, outlined || drawn, e === document.body, name];
}"""


@pytest.mark.parametrize("address", SAMPLE)
def test_a_page_meets_the_criteria(visitor: Visitor, subtests: pytest.Subtests, address: str) -> None:
    page = opened(visitor, address)
    with subtests.test("names, captions, headings, tables and references are whole"):
        assert page.evaluate(READ) == []
    with subtests.test("Tab goes through the whole page, is seen at each stop and is nowhere kept"):
        goes_through(page)
    with subtests.test("with wider lines, letters and words nothing is cut nor overflows"):
        assert cut_when_spaced(page) == []
        assert page.locator("h1").evaluate("(e) => parseFloat(getComputedStyle(e).letterSpacing)") > 1


def goes_through(page: Page) -> None:
    """Tab, from the first stop of a page to the last."""
    last = -1
    for _ in range(600):
        page.keyboard.press("Tab")
        rank, seen, out, name = page.evaluate(STOP)
        if out or rank < last:
            break  # back to the browser, or round to the first stop
        assert rank == last + 1, f"Tab stays on {name}"
        assert seen, f"the focus is not seen on {name}"
        last = rank
    else:
        raise AssertionError("Tab never leaves the page")
    assert last >= 3
    end = page.locator("#pied a, .room-bar a, .room-bar button").last
    assert page.evaluate("(e) => window.stops.includes(e)", end.element_handle()), "the end of the page is not reached"


def test_the_list_of_suggestions_is_left_by_tab_both_ways(page: Page) -> None:
    """The focus stays in the field while arrows choose; Tab goes on to the button, and the list closes."""
    page.goto("/")
    field = page.locator("#q-home")
    field.press_sequentially("blois")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(field).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Voir", exact=True)).to_be_focused()
    expect(page.get_by_role("option")).to_have_count(0)
    page.keyboard.press("Shift+Tab")
    expect(field).to_be_focused()


def test_an_error_is_said_as_one_types_and_once(page: Page) -> None:
    """By a live region that was there before: its text changes when the error does, not at each letter."""
    page.goto(f"{CVL}/simulateur/ambition")
    said = page.locator('[id="t-augm_voitelec-erreur"]')
    expect(said).to_have_attribute("aria-live", "polite")
    expect(said).to_have_text("")
    page.evaluate(
        """() => { window.changes = 0; new MutationObserver((all) => { window.changes += all.length; })
          .observe(document.getElementById('t-augm_voitelec-erreur'), { childList: true }); }"""
    )
    page.locator('[name="t-augm_voitelec"]').fill("")
    page.locator('[name="t-augm_voitelec"]').press_sequentially("beaucoup")
    expect(said).to_contain_text("pas un nombre")
    assert page.evaluate("window.changes") == 1
