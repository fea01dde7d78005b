"""`coach today`: stage, counters, what comes next and the day's plan, from the view that the Today screen shows."""

from datetime import datetime, time

import click

from coach.cli.house import House
from coach.cli.say import hhmm, say, say_json
from coach.cli.words import TEXT, json_option
from coach.core.rows import PlanRow
from coach.core.today import TodayView, today_view

_STAGES = {"flare": "flare", "easing": "easing", "prolonged": "past two weeks", "steady": "steady, no spasm open"}


@click.command()
@click.option("--on", "on_text", metavar="DATE", type=TEXT, help="Another day, as the log stands.")
@json_option
@click.pass_obj
def today(house: House, on_text: str | None, as_json: bool) -> None:
    """The stage, the counters, what comes next, and the day's plan."""
    now, history = house.now, house.history
    on = house.date(on_text)
    if on != now.date():
        history = house.log.history()
        end = time(23, 59, 59) if on < now.date() else time()
        now = datetime.combine(on, end, tzinfo=now.tzinfo)
    reminders = house.reminders_view() if on == house.now.date() else None
    view = today_view(history, house.settings, now, reminders, house.library.routines)
    if as_json:
        say_json(view)
    else:
        say(*lines(view))


def lines(view: TodayView) -> list[str]:
    """The view as lines to be read, the most urgent first."""
    found = [f"{view.on:%A} {view.on.isoformat()}: {_stage(view)}"]
    found += [f"! {concern.message}" for concern in view.concerns if not concern.seen]
    if view.pain is not None:
        found.append(f"Pain {view.pain.nrs}, rated {_when(view.pain.at, view)}.")
    counters = view.counters
    if counters.since_up_s is not None and counters.since_shift_s is not None:
        found.append(
            f"Since last up {hhmm(counters.since_up_s)} of {hhmm(counters.up_limit_s)}, "
            f"since last shift {hhmm(counters.since_shift_s)} of {hhmm(counters.shift_limit_s)}."
        )
    if view.next is not None:
        length = f", {view.next.minutes} min" if view.next.minutes else ""
        planned = " (planned; no app is running)" if view.next.from_plan else ""
        wait = f"in {hhmm(-(-view.next.in_s // 60) * 60)}" if view.next.in_s >= 60 else "within a minute"
        found.append(f"Next: {view.next.title}{length}, {view.next.at:%H:%M}, {wait}{planned}.")
    elif view.rest:
        found.append(f"Nothing more comes today: {view.rest}.")
    if view.hold:
        found.append(f"Desktop silent: {view.hold}.")
    if view.quiet:
        found.append("Quiet: the last ones went unanswered, so shifts and breaks show in the app only.")
    found.append(f"Walked {view.walked_minutes} of {view.planned_minutes} min. Tomorrow: {view.tomorrow.line}.")
    found += [f"  {_row(row)}" for row in view.plan]
    if view.why:
        found.append(f"Why: {view.why}.")
    if view.appointment is not None:
        found.append(f"Appointment: {view.appointment}.")
    return found


def _stage(view: TodayView) -> str:
    words = _STAGES[view.stage]
    if view.strong_pain and view.stage == "flare":
        words += " (strong pain within a day)"
    if view.spasm_day is not None:
        words += f", spasm day {view.spasm_day}"
        if view.bout_day not in (None, view.spasm_day):
            words += f", day {view.bout_day} of the bout"
    return words + "."


def _row(row: PlanRow) -> str:
    length = f" {row.length}" if row.length else ""
    why = f" ({row.why})" if row.why else ""
    return f"{row.at:%H:%M} {row.state:7} {row.title}{length}{why}"


def _when(at: datetime, view: TodayView) -> str:
    return f"{at:%H:%M}" if at.date() == view.on else f"{at:%Y-%m-%d}"
