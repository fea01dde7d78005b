"""What a page is made of, whatever it is drawn on: sections of paragraphs, figures, tables and charts."""

from msgspec import Struct

from coach.report.charts import Chart

SHORT_ROWS = 8
"""A section with no more rows than this is not broken over pages (our own)."""


class Own(Struct, frozen=True):
    """Text that the user (or another device) wrote: shown as it stands, set apart from the direction of ours."""

    text: str


Words = str | Own
Line = tuple[Words, ...]
"""Words of ours and of the user, one after the other."""


class Para(Struct, frozen=True):
    """A paragraph. `role`: `lead` opens the page, `plain`, `small` explains."""

    line: Line
    role: str = "plain"


class Fact(Struct, frozen=True):
    """One figure of the strip at the top: what it is, the figure, and a few words below it. `strong` stands out."""

    label: str
    value: str
    below: str = ""
    strong: bool = False


class Facts(Struct, frozen=True):
    """The strip of figures."""

    facts: tuple[Fact, ...]


class Table(Struct, frozen=True):
    """A table. The first cell of a row is its header; columns in `numbers` are set to the right.

    `widths` are shares of the line, one a column. `caption` names it; a `quiet` one is only read out, where the
    heading says as much to the eye.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    numbers: frozenset[int] = frozenset()
    widths: tuple[float, ...] = ()
    quiet: bool = False

    def shares(self) -> tuple[float, ...]:
        """The widths as parts of 1; equal ones where none are given."""
        widths = self.widths or (1.0,) * len(self.head)
        return tuple(width / sum(widths) for width in widths)


class Picture(Struct, frozen=True):
    """Charts one below the other on one axis of time, with a caption."""

    charts: tuple[Chart, ...]
    caption: str


class Terms(Struct, frozen=True):
    """Words and what they mean."""

    terms: tuple[tuple[str, str], ...]


class Quotes(Struct, frozen=True):
    """Notes, each with its heading."""

    quotes: tuple[tuple[str, Own], ...]


Block = Para | Facts | Table | Picture | Terms | Quotes


class Section(Struct, frozen=True):
    """A section; the first one of a page may have no heading. `id` is a word of ours."""

    id: str
    heading: str
    blocks: tuple[Block, ...]

    @property
    def short(self) -> bool:
        """Whether paper should keep it on one page: few rows, and no notes, which may be long."""
        rows = sum(len(block.rows) for block in self.blocks if isinstance(block, Table))
        return rows <= SHORT_ROWS and not any(isinstance(block, Quotes) for block in self.blocks)


class Page(Struct, frozen=True):
    """A whole page: `title`, the lines below it, its sections, and a foot that says whose record this is."""

    title: str
    below: tuple[str, ...]
    sections: tuple[Section, ...]
    foot: str
    to_fill: tuple[str, ...] = ()
    """Labels of blanks to fill by hand on paper."""


def line(*words: Words) -> Line:
    """A line of these words."""
    return words


def plain(found: Line) -> str:
    """The line as text alone."""
    return "".join(word.text if isinstance(word, Own) else word for word in found)
