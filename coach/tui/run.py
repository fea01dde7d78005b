"""The app on this terminal, from its first picture to a clean end."""

import sys

from coach.errors import CoachError, NotSaved
from coach.tui.app import CoachApp
from coach.tui.ending import CleanEnd, Unfinished
from coach.tui.ports import House

GIVE_WAY_S = 0.0005
"""Seconds for which one thread may make another wait. Textual writes to the terminal from a thread of its own, and with
Python's five milliseconds a picture lay ready for two or three such waits before it was written."""


def run_app(house: House) -> int:
    """Run the app on this terminal until it is closed; gives the exit code. An unfinished session is kept."""
    sys.setswitchinterval(GIVE_WAY_S)
    unfinished = Unfinished()
    app = CoachApp(house, unfinished)

    def end() -> None:
        app.exit()
        house.reminders.stop()  # its state is kept even where the app's loop never comes round

    with CleanEnd(save=unfinished.save, ask=end):
        try:
            app.run()
        finally:
            try:
                unfinished.save()
            except NotSaved:
                pass  # it is tried once more
            except CoachError as error:
                print(error, file=sys.stderr)
            house.reminders.stop()
            if lost := house.journal.lost():
                print(lost, file=sys.stderr)
    return app.return_code or 0
