"""The file that `coach routines new NAME` writes: a small routine that works, with every key explained."""

from coach.errors import WrongRoutine
from coach.library.reading import id_fault

_TEMPLATE = """\
# A routine of your own. The name of this file is its id; one with the name of ours replaces ours.
# `coach routines check` finds faults, `coach routines show {name}` shows it as it will be played.

title = "{title}"
kind = "break"                          # shift | break | walk | rest | breathe | relief
stages = ["easing", "prolonged", "steady"]   # flare | easing | prolonged | steady: when it may be offered
places = ["office", "home"]             # where it can be done

# May be left out:
aim = "What it is good for, in one line."
prompt = "Stand up for two minutes and move a little"   # the notification; "" means: never prompted, you start it
stop_if = ["dizzy"]                     # stop signs beside the general ones
evidence = []                           # keys of our list of sources

# Steps are played in this order.
[[steps]]
say = "Stand tall, feet under your hips."
seconds = 15                            # 1 to 3600; one step of a walk may say "plan": the planned minutes
figure = "stand"                        # may be left out; your own: figures/NAME.txt beside this file

# A group is played `times` over.
[[steps]]
times = 4
[[steps.each]]
say = "Weight to the left."
seconds = 5
figure = "weight-left"
[[steps.each]]
say = "Weight to the right."
seconds = 5
figure = "weight-right"

# A step may say in which stages it is played.
[[steps]]
say = "A few easy steps."
seconds = 30
figure = "walk"
stages = ["prolonged", "steady"]
"""


def template(name: str) -> str:
    """The commented text of a new routine file called `name`.toml.

    Raises WrongRoutine for a name that cannot be an id.
    """
    fault = id_fault(name)
    if fault is not None:
        raise WrongRoutine(fault)
    return _TEMPLATE.format(name=name, title=name.replace("-", " ").capitalize())
