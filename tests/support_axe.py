"""What makes a page hard to use for someone: what axe finds, what scrolls sideways; at both widths, light and dark."""

from __future__ import annotations

from playwright.sync_api import Page

EVERYTHING = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# What a theme or a width can change; the rest of a page is the same.
THEME = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
PLACES = {"type": "rule", "values": ["target-size", "scrollable-region-focusable", "region"]}
WIDTH = {"type": "rule", "values": ["color-contrast", *PLACES["values"]]}


def barriers(page: Page, rules: dict[str, object] = EVERYTHING) -> list[str]:
    """What axe finds against WCAG 2.2 AA and its own advice: rule, where, why."""
    from axe_playwright_python.sync_playwright import Axe

    if not page.evaluate("typeof window.axe?.run === 'function'"):  # a part of a page may be named so
        page.evaluate(Axe().axe_script)
    passes, violations = page.evaluate(
        """(rules) => axe.run({ runOnly: rules, preload: false, resultTypes: ['violations'] })
          .then((results) => [results.passes.length, results.violations])""",
        rules,
    )
    assert passes, "axe ran"
    return [
        f"{one['id']} ({one['impact']}): {node['target']} {node['failureSummary']}"
        for one in violations
        for node in one["nodes"][:4]
    ]


def sideways(page: Page) -> list[str]:
    """What is wider than the window, when the page scrolls sideways."""
    found: list[str] = page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          return [...document.querySelectorAll('body *')]
            .filter(e => e.getBoundingClientRect().right > width + 1 && !e.closest('.table-scroll, svg'))
            .slice(0, 5).map(e => e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 40));
        }"""
    )
    return found


CUT = r"""() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [], range = document.createRange();
  const say = (what, e, text) => found.push(`${what}: ${e.tagName.toLowerCase()} ${text.trim().slice(0, 40)}`);
  const hidden = (e) => {
    if (!e.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return true;
    for (let box = e; box; box = box.parentElement) {
      const { width, height } = box.getBoundingClientRect(), { display } = getComputedStyle(box);
      if ((width <= 2 || height <= 2) && !['contents', 'inline'].includes(display)) return true;
    }
    return false;
  };
  for (let node; (node = walk.nextNode()); ) {
    const e = node.parentElement, drawing = e.closest('svg');
    if (!node.data.trim() || /\S{40}/.test(node.data) || hidden(e)) continue;
    if (e.closest('script, select, textarea, code, kbd')) continue;
    if (drawing) {
      const box = e.getBoundingClientRect(), frame = drawing.getBoundingClientRect();
      const across = [frame.left - box.left, box.right - frame.right];
      const tall = [frame.top - box.top - 3, box.bottom - frame.bottom - 3]; // a line is taller than its letters
      if (/^(text|tspan)$/.test(e.tagName) && Math.max(...across, ...tall) > 2) say('out of its drawing', e, node.data);
      continue;
    }
    for (const word of node.data.matchAll(/[^\s\-\/\u00ad\u200b\u2011\u00b7@.]+/g)) {
      if (word[0].length > 9 && !/\d/.test(word[0])) continue;
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const boxes = [...range.getClientRects()].filter((one) => one.width);
      const lines = new Set(boxes.map((one) => Math.round(one.top / 4)));
      if (lines.size > 1) say('broken', e, word[0]);
    }
    range.selectNodeContents(node);
    const text = range.getBoundingClientRect();
    for (let box = e; box && box !== document.body; box = box.parentElement) {
      if (!['hidden', 'clip'].includes(getComputedStyle(box).overflowX)) continue;
      const frame = box.getBoundingClientRect();
      if (text.right > frame.right + 2 || text.left < frame.left - 2) say('cut', e, node.data);
      break;
    }
  }
  return found;
}"""


def cut(page: Page) -> list[str]:
    """What is cut: text beyond a box or a drawing that hides it, a short word or a number in two; folds opened."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found: list[str] = page.evaluate(CUT)
    return found[:5]


# Criterion 10.12, on words; drawings keep their letters, and their numbers are in tables too.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`body *:not(svg, svg *) { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } body p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
  for (const fold of document.querySelectorAll('details')) fold.open = true;
}"""
CUT_BOXES = """() => [...document.querySelectorAll('body *')].filter((e) => {
  const s = getComputedStyle(e), box = e.getBoundingClientRect();
  if (e.closest('svg, .fr-sr-only, .table-scroll, .formula, textarea, select, thead')) return false;
  if (!e.textContent.trim()) return false;
  if (!box.width || s.display === 'inline' || box.width <= 1) return false;
  const hides = s.overflowX !== 'visible' || s.overflowY !== 'visible';
  const small = e.matches('.fr-btn, .fr-badge, .mark, .tag, .chips a, .site-nav a, .tabs a, summary');
  return (hides || small) && (e.scrollWidth > e.clientWidth + 2 || (hides && e.scrollHeight > e.clientHeight + 2));
}).map((e) => `${e.tagName}.${e.className}: ${e.textContent.trim().slice(0, 50)}`).slice(0, 6)"""


def cut_when_spaced(page: Page) -> list[str]:
    """What is cut or goes beyond the page with wider lines, letters and words, on a wide page and on a phone."""
    page.evaluate(SPACED)
    found = [*sideways(page), *page.evaluate(CUT_BOXES)]
    page.set_viewport_size({"width": 320, "height": 640})
    return [*found, *sideways(page), *page.evaluate(CUT_BOXES)]


ON_PAPER = ".site-nav:visible, .site-search:visible, main button:visible"


def troubles_of(page: Page, *, dark: bool = True) -> list[str]:
    """Of a page opened wide and light: everything there, then what the dark theme, a phone, a zoom of two on a small
    screen and paper change. The window is as it was at the end.

    dark : False for the page of another region or in English, whose colours are those of one that was seen.
    """
    assert page.locator("h1").count() == 1
    troubles = [f"wide: {one}" for one in barriers(page) + sideways(page)]
    wide = page.viewport_size
    if dark:
        page.emulate_media(color_scheme="dark")
        troubles += [f"dark: {one}" for one in barriers(page, THEME)]
    page.set_viewport_size({"width": 320, "height": 640})
    on_phone = barriers(page, WIDTH if dark else PLACES) + sideways(page) + cut(page)
    troubles += [f"phone, dark: {one}" for one in on_phone]
    page.set_viewport_size({"width": 640, "height": 480})
    troubles += [f"zoom of two: {one}" for one in sideways(page) + cut(page)]
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    troubles += [f"paper: {one}" for one in page.locator(ON_PAPER).all_inner_texts()]
    page.emulate_media(media="screen", color_scheme="light")
    if wide:
        page.set_viewport_size(wide)
    return troubles
