"""`coach --bindings`: every key of the app, and what keeps a changed one from being used."""

from coach.cli.house import House
from coach.cli.say import complain, say, table


def print_bindings(house: House) -> None:
    """Print them; what is wrong with a changed key goes to the errors."""
    from coach.tui.keys import bindings_table, keymap, scopes

    changed, problems = keymap(house.settings.keys.changed, scopes())
    say(*table(("keys", "name", "does"), bindings_table(changed)))
    for problem in problems:
        complain(problem)
