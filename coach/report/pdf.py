"""A page as PDF on A4, by reportlab, which is an extra: without it there is one sentence."""

import io
import re
from collections.abc import Iterable
from importlib.resources import files
from typing import Any
from xml.sax.saxutils import escape

from coach.core.report import ReportView
from coach.errors import CoachError
from coach.report import pdf_text
from coach.report.charts import WIDTH, Box, Chart, Dot, Label, Stroke
from coach.report.page import Block, Facts, Line, Own, Page, Para, Picture, Quotes, Table, Terms
from coach.report.report_page import report_page

PLAIN, BOLD = "DejaVuSansCondensed", "DejaVuSansCondensed-Bold"
NO_REPORTLAB = (
    "A PDF needs the extra `pdf`; in your clone: .venv/bin/pip install -c constraints.txt '.[pdf]'. "
    "--html works without it."
)
NOT_DRAWN = f" {pdf_text.MISSING} stands for a character that this PDF cannot draw; the HTML page shows it."
BORROWED = " Chinese, Japanese and Korean signs are drawn with a font of the program that shows this PDF."
_MM = 72 / 25.4
_MARGINS = (14 * _MM, 12 * _MM)


def report_pdf(view: ReportView) -> bytes:
    """The report as PDF, the same words and figures as its HTML. Raises CoachError without reportlab."""
    return page_pdf(report_page(view))


def page_pdf(page: Page) -> bytes:
    """Any page as PDF on A4; the same page gives the same bytes. Raises CoachError without reportlab."""
    try:
        import reportlab  # noqa: F401
    except ImportError:
        raise CoachError(NO_REPORTLAB) from None
    writer = _Writer()
    pages = writer.build(page, 0)[1]
    return writer.build(page, pages)[0]


class _Writer:
    """Fonts, styles and colours of a page that is built twice: to count its pages, and to say their number."""

    def __init__(self) -> None:
        from reportlab.lib.colors import HexColor
        from reportlab.lib.pagesizes import A4
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont

        for name in (PLAIN, BOLD):
            if name not in pdfmetrics.getRegisteredFontNames():
                data = files("coach.report").joinpath("fonts", f"{name}.ttf").read_bytes()
                pdfmetrics.registerFont(TTFont(name, io.BytesIO(data)))
        self.metrics = pdfmetrics
        self.known: dict[int, int] = pdfmetrics.getFont(PLAIN).face.charToGlyph
        self.size = A4
        self.width = A4[0] - 2 * _MARGINS[0]
        self.colours = {name: HexColor(value) for name, value in palette().items()}
        self.remarks: set[str] = set()
        ink, soft = self.colours["ink"], self.colours["soft"]

        def style(name: str, font: str, size: float, colour: Any, **more: Any) -> Any:
            return ParagraphStyle(name, fontName=font, fontSize=size, leading=size * 1.32, textColor=colour, **more)

        self.styles = {
            "title": style("title", BOLD, 17, ink, spaceAfter=2),
            "below": style("below", PLAIN, 9, soft),
            "heading": style("heading", BOLD, 10.2, ink, spaceBefore=9, spaceAfter=3),
            "lead": style("lead", PLAIN, 10.6, ink, spaceBefore=7, spaceAfter=6),
            "plain": style("plain", PLAIN, 8.8, ink, spaceBefore=2, spaceAfter=1),
            "small": style("small", PLAIN, 7.6, soft, spaceBefore=2),
            "cell": style("cell", PLAIN, 8.1, ink),
            "row": style("row", BOLD, 8.1, ink),
            "number": style("number", PLAIN, 8.1, ink, alignment=2),
            "head": style("head", BOLD, 7.4, soft),
            "headnumber": style("headnumber", BOLD, 7.4, soft, alignment=2),
            "value": style("value", BOLD, 14, ink),
            "strong": style("strong", BOLD, 14, self.colours["strong"]),
            "quote": style("quote", PLAIN, 8.8, ink, leftIndent=8, spaceAfter=3),
            "when": style("when", BOLD, 7.6, soft, spaceBefore=4),
        }

    def build(self, page: Page, total: int) -> tuple[bytes, int]:
        """The PDF and how many pages it has; `total` is what their feet say (nothing when 0)."""
        from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

        def foot(canvas: Any, document: Any) -> None:
            canvas.setFont(PLAIN, 7.4)
            canvas.setFillColor(self.colours["soft"])
            words = f"page {document.page} of {total}" if total else ""
            canvas.drawRightString(self.size[0] - _MARGINS[0], 7.5 * _MM, words)

        out = io.BytesIO()
        bottom = 13 * _MM
        height = self.size[1] - _MARGINS[1] - bottom
        frame = Frame(
            _MARGINS[0], bottom, self.width, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0
        )
        title = f"{page.title}, {page.below[0]}"
        document = BaseDocTemplate(out, pagesize=self.size, title=title, author="", lang="en", invariant=1)
        document.addPageTemplates(PageTemplate(frames=[frame], onPage=foot))
        document.build(self._story(page))
        return out.getvalue(), document.page

    def _story(self, page: Page) -> list[Any]:
        from reportlab.platypus import HRFlowable, KeepTogether

        ink = self.colours["ink"]
        story = [*self._top(page), HRFlowable(width="100%", thickness=1.4, color=ink, spaceBefore=4, spaceAfter=0)]
        for section in page.sections:
            blocks = [flowable for block in section.blocks for flowable in self._block(block)]
            if section.heading:
                blocks.insert(0, self._para(section.heading, "heading"))
            story += [KeepTogether(blocks)] if section.short else blocks
        rule = HRFlowable(width="100%", thickness=0.6, color=self.colours["line"], spaceBefore=8, spaceAfter=3)
        foot = page.foot + "".join(sorted(self.remarks))
        return [*story, KeepTogether([rule, self._para(foot, "small")])]

    def _top(self, page: Page) -> list[Any]:
        """Title and period, with the blanks to fill by hand beside them."""
        left = [self._para(page.title, "title"), *(self._para(words, "below") for words in page.below)]
        if not page.to_fill:
            return left
        from reportlab.platypus import Table as Grid

        cells: list[Any] = [left]
        for label in page.to_fill:
            cells += ["", self._para(label, "small")]
        blanks = range(2, len(cells), 2)
        gap, room = 12, 190 / len(page.to_fill)
        widths = [self.width - (gap + room) * len(blanks), *([gap, room] * len(blanks))]
        grid = Grid([cells], colWidths=widths)
        rules = [("LINEBELOW", (place, 0), (place, 0), 0.6, self.colours["soft"]) for place in blanks]
        grid.setStyle([*_bare(), ("VALIGN", (0, 0), (-1, -1), "BOTTOM"), *rules])
        return [grid]

    def _block(self, block: Block) -> Iterable[Any]:
        match block:
            case Para():
                yield self._line(block.line, block.role)
            case Facts():
                yield self._facts(block)
            case Table():
                if not block.quiet:
                    yield self._para(block.caption, "small")
                yield self._table(block)
            case Picture():
                yield from (self._chart(chart) for chart in block.charts)
                yield self._para(block.caption, "small")
            case Terms():
                yield self._terms(block)
            case Quotes():
                for heading, text in block.quotes:
                    yield self._para(heading, "when")
                    yield self._line((text,), "quote", self.width - 8)

    def _para(self, text: str, style: str) -> Any:
        from reportlab.platypus import Paragraph

        return Paragraph(self._markup(text), self.styles[style])

    def _line(self, words: Line, style: str, width: float | None = None) -> Any:
        from reportlab.platypus import Paragraph

        found = self.styles[style]
        width = self.width if width is None else width
        parts = (self._own(word.text, width, found) if isinstance(word, Own) else self._markup(word) for word in words)
        return Paragraph("".join(parts), found)

    def _own(self, text: str, width: float, style: Any) -> str:
        """The user's text; what is written from right to left is broken into lines first, then put in order."""
        text = pdf_text.clean(text)
        if not pdf_text.is_rtl(text):
            return self._markup(text)

        def measure(words: str) -> float:
            return float(self.metrics.stringWidth(words, style.fontName, style.fontSize))

        return "<br/>".join(self._markup(pdf_text.visual(row)) for row in pdf_text.lines(text, width, measure))

    def _markup(self, text: str) -> str:
        """Text as reportlab's markup shows it unchanged."""
        parts = []
        for font, run in pdf_text.by_font(text, self.known):
            shown = escape(run).replace("\n", "<br/>")
            if pdf_text.MISSING in run:
                self.remarks.add(NOT_DRAWN)
            if font is not None:
                self._register(font)
                self.remarks.add(BORROWED)
                shown = f'<font name="{font}">{shown}</font>'
            parts.append(shown)
        return "".join(parts)

    def _register(self, font: str) -> None:
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont

        if font not in self.metrics.getRegisteredFontNames():
            self.metrics.registerFont(UnicodeCIDFont(font))
            self.metrics.registerFontFamily(font, normal=font, bold=font, italic=font, boldItalic=font)

    def _facts(self, block: Facts) -> Any:
        from reportlab.platypus import Table as Grid

        cells = [
            [self._para(fact.label, "small"), self._para(fact.value, "strong" if fact.strong else "value"),
             self._para(fact.below, "small")]
            for fact in block.facts
        ]  # fmt: skip
        grid = Grid([cells], colWidths=[self.width / len(cells)] * len(cells))
        line = self.colours["line"]
        rules = [(side, (0, 0), (-1, 0), 0.6, line) for side in ("LINEABOVE", "LINEBELOW")]
        rules.append(("LINEBEFORE", (1, 0), (-1, 0), 0.6, line))
        room = [(side, (0, 0), (-1, 0), 4) for side in ("TOPPADDING", "BOTTOMPADDING")]
        grid.setStyle([*_bare(), *rules, *room, ("LEFTPADDING", (1, 0), (-1, 0), 7)])
        return grid

    def _table(self, block: Table) -> Any:
        from reportlab.platypus import Table as Grid

        widths = [share * self.width for share in block.shares()]
        head = [
            self._para(name, "headnumber" if place in block.numbers else "head")
            for place, name in enumerate(block.head)
        ]
        rows = [
            [self._line(words, "number" if place in block.numbers else "cell" if place else "row", widths[place] - 9)
             for place, words in enumerate(row)]
            for row in block.rows
        ]  # fmt: skip
        grid = Grid([head, *rows], colWidths=widths, repeatRows=1)
        apart = [place for place in range(1, len(widths)) if place - 1 in block.numbers and place not in block.numbers]
        grid.setStyle(
            [*_bare(), ("RIGHTPADDING", (0, 0), (-2, -1), 9), ("TOPPADDING", (0, 0), (-1, -1), 1.4),
             ("BOTTOMPADDING", (0, 0), (-1, -1), 1.8), ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
             ("LINEBELOW", (0, 0), (-1, 0), 0.7, self.colours["soft"]),
             ("LINEBELOW", (0, 1), (-1, -1), 0.5, self.colours["line"]),
             *(("LEFTPADDING", (place, 0), (place, -1), 8) for place in apart)]
        )  # fmt: skip
        return grid

    def _terms(self, block: Terms) -> Any:
        from reportlab.platypus import Paragraph
        from reportlab.platypus import Table as Grid

        said = [
            Paragraph(
                f'<font name="{BOLD}">{self._markup(term)}</font>&nbsp; {self._markup(means)}', self.styles["small"]
            )
            for term, means in block.terms
        ]
        half = (len(said) + 1) // 2
        grid = Grid([[said[:half], said[half:]]], colWidths=[self.width / 2] * 2)
        grid.setStyle([*_bare(), ("RIGHTPADDING", (0, 0), (0, 0), 12)])
        return grid

    def _chart(self, chart: Chart) -> Any:
        """The chart's shapes on a drawing of reportlab's, whose `y` grows upward."""
        from reportlab.graphics.shapes import Circle, Drawing, Group, PolyLine, Rect, String

        scale = self.width / WIDTH
        group = Group()
        for shape in chart.shapes:
            match shape:
                case Stroke():
                    points = [value for x, y in shape.points for value in (x, chart.height - y)]
                    colour = {"grid": "line", "axis": "soft"}.get(shape.role, shape.role)
                    width = {"grid": 0.7, "axis": 0.8}.get(shape.role, 1.4)
                    group.add(PolyLine(points, strokeColor=self.colours[colour], strokeWidth=width, fillColor=None))
                case Box():
                    y = chart.height - shape.y - shape.height
                    fill = self.colours[shape.role]
                    group.add(
                        Rect(shape.x, y, shape.width, shape.height, fillColor=fill, strokeColor=None, strokeWidth=0)
                    )
                case Dot():
                    fill = self.colours[shape.role]
                    group.add(Circle(shape.x, chart.height - shape.y, shape.radius, fillColor=fill, strokeColor=None))
                case Label():
                    name = shape.role == "name"
                    group.add(
                        String(shape.x, chart.height - shape.y, shape.text, textAnchor=shape.anchor,
                               fontName=BOLD if name else PLAIN, fontSize=10.5 if name else 10,
                               fillColor=self.colours["ink" if name else "soft"])
                    )  # fmt: skip
        group.scale(scale, scale)
        return Drawing(self.width, chart.height * scale, group)


def palette() -> dict[str, str]:
    """The colours on paper by name, as the style sheet of the HTML has them."""
    style = files("coach.report").joinpath("page.css").read_text(encoding="utf-8")
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", style.partition("}")[0]))


def _bare() -> list[tuple[Any, ...]]:
    """A table without padding, its cells at the top."""
    sides = ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")
    return [*((side, (0, 0), (-1, -1), 0) for side in sides), ("VALIGN", (0, 0), (-1, -1), "TOP")]
