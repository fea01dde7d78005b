"""Pages made for the user: the doctor's page and the week, put where they say."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from coach.core.history import History
from coach.core.report import period, report_view
from coach.core.week import WeekView
from coach.core.week_words import title
from coach.log.pages import write_page
from coach.paths import papers_folder
from coach.tui.errand import Errand
from coach.tui.screens.where import WhereCard

PAGE, NOTEBOOK, PAPER = (".html", ".htm"), (".md", ".markdown", ".txt"), ".pdf"
"""Endings of file names, by what is written into them."""
SAID_S = 12
"""Seconds for which it is said where a page lies: long enough to read a path."""


class Papers(Errand):
    """Asks where, makes the page beside the app's loop, writes it and says where it lies."""

    async def report(self) -> None:
        """The doctor's page of the last three months, as HTML, or as PDF where that can be made."""
        first, last = period(None, None, self.now.date())
        path = await self._app.push_screen_wait(
            WhereCard(
                "The doctor's page",
                f"{first.day} {first:%b %Y} to {last.day} {last:%b %Y}, on one or two sheets, without your notes.\n"
                "For any browser, to read or to print; a name that ends in .pdf makes a PDF.",
                papers_folder() / f"coach-report-{last.isoformat()}.html",
                lambda path: _only(path, (*PAGE, PAPER), ".html or .pdf"),
            )
        )
        if path is not None:
            await self._write(path, lambda: self._report(path))

    async def week(self, view: WeekView) -> None:
        """The week in view, as Markdown or as HTML."""
        path = await self._app.push_screen_wait(
            WhereCard(
                title(view),
                "Markdown for a notebook; a name that ends in .html makes a page for any browser.",
                papers_folder() / f"coach-{view.week}.md",
                lambda path: _only(path, (*NOTEBOOK, *PAGE), ".md or .html"),
            )
        )
        if path is not None:
            await self._write(path, lambda: _week(path, view))

    async def _write(self, path: Path, make: Callable[[], bytes]) -> None:
        def made() -> None:
            write_page(str(path), make())

        with self.calmly():
            await asyncio.to_thread(made)
            self._app.notify(f"Written to {path}. Only you can read it.", markup=False, timeout=SAID_S)

    def _report(self, path: Path) -> bytes:
        log = self._house.journal.log
        history: History = log.history()  # all of it: a bout of the period may have begun years before
        now = self._house.clock.wall()
        first, last = period(None, None, now.date())
        view = report_view(
            history, first, last, self._house.settings, now, self._house.library.routines,
            incomplete=log.missing(first, last),
        )  # fmt: skip
        if path.suffix.lower() == PAPER:
            from coach.report.pdf import report_pdf

            return report_pdf(view)
        from coach.report.html import report_html

        return report_html(view).encode()


def _week(path: Path, view: WeekView) -> bytes:
    if path.suffix.lower() in PAGE:
        from coach.report.week_html import week_html

        return week_html(view).encode()
    from coach.report.text import week_markdown

    return week_markdown(view).encode()


def _only(path: Path, endings: tuple[str, ...], words: str) -> str:
    return "" if path.suffix.lower() in endings else f"The name tells what is written: let it end in {words}."
