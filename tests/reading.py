"""A page read back from its HTML, as a reader without eyes for it would: facts, tables, words, tags."""

from html.parser import HTMLParser


class Reading(HTMLParser):
    """`facts` by label, `tables` by the id of their section (rows of cells, the head first), `words`, and the tags."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.facts: dict[str, tuple[str, str]] = {}
        self.tables: dict[str, list[list[str]]] = {}
        self.headings: list[str] = []
        self.sections: dict[str, str] = {}
        self._section = ""
        self._open: list[str] = []
        self._pieces: list[str] = []
        self._terms: list[tuple[str, str]] = []
        self.feed(html)
        self.close()
        dts = [place for place, (tag, _) in enumerate(self._terms) if tag == "dt"]
        for place in dts:
            said = [text for tag, text in self._terms[place + 1 : place + 3] if tag == "dd"]
            if len(said) == 2:
                self.facts[self._terms[place][1]] = (said[0], said[1])

    @property
    def words(self) -> str:
        """All words of the page's sections."""
        return " ".join(self.sections.values())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if tag == "section":
            self._section = found.get("id") or ""
        if tag == "tr":
            self.tables.setdefault(self._section, []).append([])
        if tag in ("td", "th", "dt", "dd", "h1", "h2", "p"):
            self._open.append(tag)
            self._pieces = []

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()
            text = "".join(self._pieces)
            if tag in ("td", "th"):
                self.tables[self._section][-1].append(text)
            elif tag in ("dt", "dd"):
                self._terms.append((tag, text))
            elif tag in ("h1", "h2"):
                self.headings.append(text)

    def handle_data(self, data: str) -> None:
        self._pieces.append(data)
        self.sections[self._section] = self.sections.get(self._section, "") + data
