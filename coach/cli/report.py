"""`coach report`: the page for a clinician, as a file or as figures."""

import click

from coach.cli.house import House
from coach.cli.say import complain, say, say_json
from coach.cli.words import FILE, TEXT, json_option, offering
from coach.core.report import SECTIONS, period, report_view, sections
from coach.errors import WrongUse


@click.command()
@click.option("--from", "from_text", metavar="DATE", type=TEXT, help="Its first date; three months before its last.")
@click.option("--to", "to_text", metavar="DATE", type=TEXT, help="Its last date; today.")
@click.option("--notes", is_flag=True, help="Your own notes too.")
@click.option(
    "--without",
    "without",
    metavar="SECTION",
    type=offering(SECTIONS),
    multiple=True,
    help=f"Leave out: {', '.join(SECTIONS)}.",
)
@click.option("--html", "html_file", metavar="FILE", type=FILE, help="One file for any browser, to read or to print.")
@click.option("--pdf", "pdf_file", metavar="FILE", type=FILE, help="The same as PDF.")
@json_option
@click.pass_obj
def report(
    house: House,
    from_text: str | None,
    to_text: str | None,
    notes: bool,
    without: tuple[str, ...],
    html_file: str | None,
    pdf_file: str | None,
    as_json: bool,
) -> None:
    """The page for a clinician: spasms, pain, medicines, red flags, walking, sitting of a period."""
    if (html_file is not None) + (pdf_file is not None) + as_json != 1:
        raise WrongUse("Say in which form: coach report --html FILE, --pdf FILE, or --json.")
    left_out = sections(without)
    first, last = period(
        None if from_text is None else house.date(from_text),
        None if to_text is None else house.date(to_text),
        house.now.date(),
    )
    # all of it: a bout or an episode of the period may have begun years before it
    history = house.log.history()
    routines = house.library.routines
    problems = house.log.problems
    view = report_view(
        history, first, last, house.settings, house.now, routines,
        notes=notes, without=left_out, incomplete=house.log.missing(first, last),
    )  # fmt: skip
    if as_json:
        say_json(view)
    else:
        from coach.log.pages import write_page

        file = html_file if html_file is not None else str(pdf_file)
        if html_file is not None:
            from coach.report.html import report_html

            data = report_html(view).encode()
        else:
            from coach.report.pdf import report_pdf

            data = report_pdf(view)
        write_page(file, data)
        say(f"Written to {file}: {first} to {last}. It holds what you logged about your health; only you can read it.")
    for problem in problems:
        if problem not in house.mended:  # said at the end of every command
            complain(problem)
