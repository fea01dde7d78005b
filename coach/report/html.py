"""A page as self-contained HTML: no script, nothing from outside, and a policy that forbids both."""

import re
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from xml.etree import ElementTree as ET

from coach.core.plain import marked
from coach.core.report import ReportView
from coach.report.page import (
    Block,
    Facts,
    Line,
    Own,
    Page,
    Para,
    Picture,
    Quotes,
    Section,
    Table,
    Terms,
)
from coach.report.report_page import report_page
from coach.report.svg import svg

_NO_CHARACTER = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")


def report_html(view: ReportView) -> str:
    """The report as one HTML file, a string that ends with a newline."""
    return page_html(report_page(view))


def page_html(page: Page, lang: str = "en") -> str:
    """Any page as one HTML file.

    Built as a tree and written by the standard library, so that no text can become markup. What a text cannot hold
    in HTML (control characters, lone surrogates) is shown as U+FFFD.
    """
    style = files("coach.report").joinpath("page.css").read_text(encoding="utf-8") + _widths(page)
    html = ET.Element("html", {"lang": lang})
    head = ET.SubElement(html, "head")
    ET.SubElement(head, "meta", {"charset": "utf-8"})
    ET.SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": policy(style)})
    ET.SubElement(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    ET.SubElement(head, "meta", {"name": "referrer", "content": "no-referrer"})
    ET.SubElement(head, "meta", {"name": "color-scheme", "content": "light dark"})
    ET.SubElement(head, "title").text = f"{page.title}, {page.below[0]}"
    ET.SubElement(head, "style").text = style
    body = ET.SubElement(html, "body")
    top = ET.SubElement(body, "header")
    ET.SubElement(top, "h1").text = page.title
    for words in page.below:
        ET.SubElement(top, "p").text = words
    if page.to_fill:
        blanks = ET.SubElement(top, "p", {"class": "fill", "aria-hidden": "true"})
        for label in page.to_fill:
            ET.SubElement(blanks, "span").text = label
    main = ET.SubElement(body, "main")
    for section in page.sections:
        _section(main, section)
    ET.SubElement(ET.SubElement(body, "footer"), "p").text = page.foot
    return "<!DOCTYPE html>\n" + ET.tostring(html, encoding="unicode", method="html") + "\n"


def policy(style: str) -> str:
    """The Content-Security-Policy: nothing may load or run but this one style sheet, known by its hash."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _widths(page: Page) -> str:
    """A class for each width of a column: a `style` attribute would be against the policy."""
    tables = (block for section in page.sections for block in section.blocks if isinstance(block, Table))
    shares = {round(share * 100) for table in tables for share in table.shares()}
    return "".join(f".w{share} {{ width: {share}%; }}\n" for share in sorted(shares))


def _section(main: ET.Element, section: Section) -> None:
    attributes = {"id": section.id}
    if section.heading:
        attributes["aria-labelledby"] = f"{section.id}-heading"
    else:
        attributes["aria-label"] = "At a glance"
    if section.short:
        attributes["class"] = "whole"
    inside = ET.SubElement(main, "section", attributes)
    if section.heading:
        ET.SubElement(inside, "h2", {"id": f"{section.id}-heading"}).text = section.heading
    for block in section.blocks:
        _block(inside, block, section.id)


def _block(inside: ET.Element, block: Block, name: str) -> None:
    match block:
        case Para():
            _write(ET.SubElement(inside, "p", {"class": block.role}), block.line)
        case Facts():
            strip = ET.SubElement(inside, "dl", {"class": "facts"})
            for fact in block.facts:
                one = ET.SubElement(strip, "div", {"class": "strong"} if fact.strong else {})
                ET.SubElement(one, "dt").text = fact.label
                ET.SubElement(one, "dd", {"class": "value"}).text = fact.value
                ET.SubElement(one, "dd").text = fact.below
        case Table():
            _table(inside, block)
        case Picture():
            figure = ET.SubElement(inside, "figure", {"tabindex": "0"})
            for chart in block.charts:
                figure.append(svg(chart, name))
            ET.SubElement(figure, "figcaption").text = block.caption
        case Terms():
            terms = ET.SubElement(inside, "dl", {"class": "terms"})
            for term, means in block.terms:
                one = ET.SubElement(terms, "div")
                ET.SubElement(one, "dt").text = term
                ET.SubElement(one, "dd").text = means
        case Quotes():
            for heading, text in block.quotes:
                ET.SubElement(inside, "h3").text = heading
                _write(ET.SubElement(inside, "blockquote"), (text,))


def _table(inside: ET.Element, block: Table) -> None:
    frame = ET.SubElement(
        inside, "div", {"class": "frame", "tabindex": "0", "role": "group", "aria-label": block.caption}
    )
    table = ET.SubElement(frame, "table")
    ET.SubElement(table, "caption", {"class": "quiet"} if block.quiet else {}).text = block.caption
    columns = ET.SubElement(table, "colgroup")
    for share in block.shares():
        ET.SubElement(columns, "col", {"class": f"w{round(share * 100)}"})
    head = ET.SubElement(ET.SubElement(table, "thead"), "tr")
    for place, name in enumerate(block.head):
        attributes = {"scope": "col"} | ({"class": "number"} if place in block.numbers else {})
        ET.SubElement(head, "th", attributes).text = name
    body = ET.SubElement(table, "tbody")
    for row in block.rows:
        cells = ET.SubElement(body, "tr")
        for place, words in enumerate(row):
            attributes = {"class": "number"} if place in block.numbers else {}
            if place == 0:
                _write(ET.SubElement(cells, "th", attributes | {"scope": "row"}), words)
            else:
                _write(ET.SubElement(cells, "td", attributes), words)


def _write(element: ET.Element, words: Line) -> None:
    """Our words as text, the user's each in a `bdi`, so that its direction of writing ends where it ends."""
    last: ET.Element | None = None
    for word in words:
        if isinstance(word, Own):
            last = ET.SubElement(element, "bdi")
            last.text = _clean(word.text)
        elif last is None:
            element.text = (element.text or "") + _clean(word)
        else:
            last.tail = (last.tail or "") + _clean(word)


def _clean(text: str) -> str:
    return _NO_CHARACTER.sub("\ufffd", marked(text, "\ufffd"))
