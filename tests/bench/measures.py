"""How each figure is taken: value and reference in turns, in the same run."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from statistics import quantiles
from threading import Event
from time import perf_counter

from tinydb import TinyDB

from coach.core.records import Pain
from coach.core.settings import Settings
from coach.library import Library
from coach.log.ids import new_id
from coach.log.log import Log
from coach.paths import find_paths
from coach.simulate import simulate, typical_day
from tests.bench.table import REACH, Figure, Samples
from tests.bench.ten_years import DEVICES, RECORDS, ten_years, write_log
from tests.bench.terminal import COACH, Terminal, environment
from tests.bench.weight import weigh

EMPTY = [sys.executable, str(Path(__file__).with_name("empty_app.py"))]
PASS = [sys.executable, "-c", "pass"]
ON_TODAY = "WALKED"
"""Words in the middle of Today."""
IDLE_S = 60.0
CYCLE: tuple[tuple[str, str], ...] = (
    ("2", "[2 Log]"), ("\x1b[A", ""), ("\x1b[B", ""), ("3", "[3 Week]"), ("\x1b[D", "Week"), ("\x1b[C", "Week"),
    ("4", "[4 Routines]"), ("\x1b[B", ""), ("\x1b[A", ""), ("5", "[5 Settings]"), ("1", "[1 Today]"),
    ("p", "saved at once"), ("\r", "[1 Today]"), ("p", "saved at once"), ("\r", "[1 Today]"),
)  # fmt: skip
"""Keys as a user presses them, each with words that its paint holds."""


class Bench:
    """The houses that are measured, made when first needed, and the figures by name."""

    def __init__(self, folder: Path, now: datetime, say: Callable[[str], None], idle_s: float = IDLE_S) -> None:
        self.folder, self.now, self.say, self.idle_s = folder, now, say, idle_s
        self._kept: dict[str, Figure] = {}

    @cached_property
    def old_house(self) -> Path:
        """A house with ten years in its log."""
        home = self.folder / "ten-years"
        began = perf_counter()
        write_log(home / "log", ten_years(self.now), self.now)
        self._greet(home)
        self.say(f"{RECORDS:,} records by {len(DEVICES)} devices written in {perf_counter() - began:.0f} s")
        return home

    @cached_property
    def new_house(self) -> Path:
        """A house whose log is empty, apart from what the first start asks."""
        home = self.folder / "empty"
        self._greet(home)
        return home

    def _greet(self, home: Path) -> None:
        """One record, so that no welcome stands before Today; it makes the device's own folder too."""
        run([*COACH, "pain", "2"], environment(home))

    def figure(self, name: str) -> Figure:
        """The figure of that name; figures that are taken together are taken once."""
        if name not in self._kept:
            taken = getattr(self, "_" + name.replace("-", "_"))()
            for figure in taken if isinstance(taken, tuple) else (taken,):
                self._kept[figure.reach.name] = figure
        return self._kept[name]

    # The app in a terminal -----------------------------------------------------------------------------------------

    def _first_paint(self) -> tuple[Figure, Figure]:
        old, new = environment(self.old_house), environment(self.new_house)
        ours, growth, empty = in_turns(
            9,
            lambda: painted_ms([*COACH], old, ON_TODAY),
            lambda: painted_ms([*COACH], new, ON_TODAY),
            lambda: painted_ms(EMPTY, new, "ready"),
        )
        return made("first-paint", ours, empty), made("first-paint-growth", ours, growth)

    _first_paint_growth = _first_paint

    def _key_to_paint(self) -> Figure:
        env = environment(self.old_house)
        ours: list[float] = []
        reference: list[float] = []
        for _ in range(3):
            with opened(COACH, env) as coach, opened(EMPTY, env) as empty:
                coach.until(ON_TODAY)
                empty.until("ready")
                for terminal in (coach, empty):
                    terminal.settle(0.5)
                pressed_ms(coach, CYCLE)
                turns = (("x", "turned"),) * len(CYCLE)
                rounds = [(pressed_ms(coach, CYCLE), pressed_ms(empty, turns)) for _ in range(4)]
                ours.append(p95([ms for one, _ in rounds for ms in one]))
                reference.append(p95([ms for _, one in rounds for ms in one]))
        return made("key-to-paint", ours, reference)

    def _idle_cpu(self) -> tuple[Figure, Figure]:
        """Three of each side by side, so that what else the machine does falls on all of them."""
        env = environment(self.old_house)
        houses = [environment(self._copy(place)) for place in range(3)]
        with ExitStack() as stack:
            ours = [stack.enter_context(opened(COACH, house)) for house in houses]
            empty = [stack.enter_context(opened(EMPTY, env)) for _ in houses]
            for terminal in (*ours, *empty):
                terminal.until(ON_TODAY if terminal in ours else "ready")
            watch((*ours, *empty), 5.0)
            before = {terminal: weigh(terminal.pid) for terminal in (*ours, *empty)}
            watch((*ours, *empty), self.idle_s)
            after = {terminal: weigh(terminal.pid) for terminal in (*ours, *empty)}

        def cpu_ms(side: Sequence[Terminal]) -> list[float]:
            return [1000 * (after[terminal].cpu_s - before[terminal].cpu_s) for terminal in side]

        def mib(side: Sequence[Terminal]) -> list[float]:
            return [after[terminal].pss_kib / 1024 for terminal in side]

        return made("idle-cpu", cpu_ms(ours), cpu_ms(empty)), made("memory", mib(ours), mib(empty))

    _memory = _idle_cpu

    def _copy(self, place: int) -> Path:
        home = self.folder / f"copy-{place}"
        subprocess.run(["cp", "-r", str(self.old_house), str(home)], check=True)
        return home

    # Writing -------------------------------------------------------------------------------------------------------

    @cached_property
    def _grown(self) -> Log:
        self.old_house  # noqa: B018
        return Log(self.old_house / "log", DEVICES[0], lambda: self.now)

    def _write_growth(self) -> Figure:
        big = self._grown
        small = Log(self.folder / "thousand" / "log", DEVICES[0], lambda: self.now)
        month = f"{self.now:%Y-%m}.json"
        for device in DEVICES:
            folder = self.folder / "thousand" / "log" / device
            folder.mkdir(parents=True)
            if (self.old_house / "log" / device / month).exists():
                shutil.copy(self.old_house / "log" / device / month, folder)
        older = [record for record in ten_years(self.now) if f"{record.at:%Y-%m}.json" < month]
        held = sum(1 for _ in small.stream())
        write_log(self.folder / "thousand" / "log", older[held - 1000 :], self.now)
        for log in (big, small):
            log.history(self.now.date() - timedelta(days=400))
        ours, fewer = in_turns(60, lambda: write_ms(big, self.now), lambda: write_ms(small, self.now))
        return made("write-growth", ours, fewer)

    def _write_tinydb(self) -> Figure:
        big = self._grown
        plain = TinyDB(self.folder / "plain.json")
        with closing(plain):
            plain.insert_multiple(
                {"id": record.id, "at": record.at.isoformat(), "table": record.table, "rev": 1}
                for record in ten_years(self.now)
            )

            def insert_ms() -> float:
                began = perf_counter()
                plain.insert({"id": new_id(self.now), "at": self.now.isoformat(), "table": "pain", "pain": 4})
                return 1000 * (perf_counter() - began)

            theirs, ours = in_turns(5, insert_ms, lambda: write_ms(big, self.now))
        return made("write-tinydb", theirs, ours)

    # The command line ----------------------------------------------------------------------------------------------

    def _status(self) -> Figure:
        env = environment(self.old_house)
        with opened(COACH, env) as coach:  # the snapshot that is read is the running app's
            coach.until(ON_TODAY)
            coach.settle(1.0)
            return self._command("status", ["status"], env, 25)

    def _log_pain(self) -> Figure:
        return self._command("log-pain", ["pain", "4"], environment(self.old_house), 15)

    def _week(self) -> Figure:
        return self._command("week", ["week"], environment(self.old_house), 15)

    def _command(self, name: str, words: Sequence[str], env: dict[str, str], times: int) -> Figure:
        ours, nothing = in_turns(times, lambda: run([*COACH, *words], env), lambda: run(PASS, env))
        return made(name, ours, nothing)

    def _report(self) -> Figure:
        env = environment(self.old_house)
        page = str(self.folder / "page.html")
        first = (self.now - timedelta(days=3651)).date().isoformat()
        ten, three = in_turns(
            5,
            lambda: run([*COACH, "report", "--from", first, "--html", page], env),
            lambda: run([*COACH, "report", "--html", page], env),
        )
        return made("report", ten, three)

    def _simulate_day(self) -> Figure:
        settings = Settings()
        routines = Library(find_paths({"COACH_HOME": str(self.new_house)})).routines
        day = self.now.date()
        while day.weekday() not in settings.work.days:
            day += timedelta(days=1)
        zone = self.now.tzinfo
        assert zone is not None
        lines = typical_day(day, settings, zone)
        env = environment(self.new_house)

        def simulated_ms() -> float:
            began = perf_counter()
            simulate(lines, settings, routines, zone=zone)
            return 1000 * (perf_counter() - began)

        ours, nothing = in_turns(25, simulated_ms, lambda: run(PASS, env))
        return made("simulate-day", ours, nothing)


def in_turns(times: int, *measures: Callable[[], float]) -> list[list[float]]:
    """Each measure so many times, one after the other, after one run of each that does not count."""
    for measure in measures:
        measure()
    taken: list[list[float]] = [[] for _ in measures]
    for _ in range(times):
        for samples, measure in zip(taken, measures, strict=True):
            samples.append(measure())
    return taken


def made(name: str, value: Sequence[float], reference: Sequence[float]) -> Figure:
    """The figure of that name."""
    reach = next(reach for reach in REACH if reach.name == name)
    return Figure(reach, Samples(tuple(value)), Samples(tuple(reference)))


def run(command: Sequence[str], env: dict[str, str]) -> float:
    """Milliseconds from the start of a command to its end. Raises CalledProcessError when it fails."""
    began = perf_counter()
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return 1000 * (perf_counter() - began)


@contextmanager
def opened(command: Sequence[str], env: dict[str, str]) -> Iterator[Terminal]:
    """A program in a terminal, ended with the block."""
    terminal = Terminal(command, env)
    try:
        yield terminal
    finally:
        terminal.end()


def painted_ms(command: Sequence[str], env: dict[str, str], words: str) -> float:
    """Milliseconds from the start of an app until it has drawn these words."""
    with opened(command, env) as terminal:
        return 1000 * (terminal.until(words) - terminal.began)


def pressed_ms(terminal: Terminal, keys: Sequence[tuple[str, str]]) -> list[float]:
    """Milliseconds from each key until its words are drawn, each key pressed once all is quiet."""
    taken = []
    for key, words in keys:
        terminal.settle()
        at = terminal.press(key)
        taken.append(1000 * (terminal.until(words, 20) - at))
    return taken


def watch(terminals: Sequence[Terminal], seconds: float) -> None:
    """Let them run for so long, and take what they draw."""
    end = perf_counter() + seconds
    while perf_counter() < end:
        for terminal in terminals:
            terminal.read(0)
        Event().wait(0.25)


def write_ms(log: Log, now: datetime) -> float:
    """Milliseconds that one record takes until it is on disk."""
    began = perf_counter()
    log.append(Pain(id=new_id(now), at=now, pain=4))
    return 1000 * (perf_counter() - began)


def p95(taken: Sequence[float]) -> float:
    """Below which 95 of 100 lie."""
    return quantiles(taken, n=20, method="inclusive")[-1]
