"""Somebody whose paws are on the keyboard: sequences of input from a seed, and an app that lives through many."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random
from unittest.mock import patch

from textual.driver import Driver
from textual.events import Resize
from textual.geometry import Size
from textual.message import Message

from coach.core.history import everything
from coach.core.records import Kind, Record
from coach.log.log import Log
from coach.tui.app import CoachApp
from coach.tui.screens.place import Place
from coach.tui.screens.session import SessionScreen
from coach.tui.terminal_input import TerminalInput
from tests.tui_house import FakeHouse

SIZES = (
    *[(80, 24), (60, 20), (40, 10), (80, 6), (20, 5), (10, 3), (3, 2), (1, 1), (3, 40), (150, 2)] * 4, (100, 30),
    (120, 40), (200, 60),
)  # fmt: skip
"""The large ones are rare: they take as long as all others together."""
ESC = b"\x1b"
SPECIAL = {
    "enter": b"\r", "escape": ESC, "tab": b"\t", "shift+tab": b"\x1b[Z", "space": b" ", "up": b"\x1b[A",
    "down": b"\x1b[B", "right": b"\x1b[C", "left": b"\x1b[D", "home": b"\x1b[H", "end": b"\x1b[F",
    "pageup": b"\x1b[5~", "pagedown": b"\x1b[6~", "backspace": b"\x7f", "delete": b"\x1b[3~", "insert": b"\x1b[2~",
    "f1": b"\x1bOP", "f5": b"\x1b[15~", "ctrl+p": b"\x10", "ctrl+a": b"\x01", "ctrl+k": b"\x0b", "ctrl+u": b"\x15",
    "ctrl+w": b"\x17", "ctrl+t": b"\x14", "ctrl+j": b"\x0a", "ctrl+l": b"\x0c", "ctrl+y": b"\x19", "ctrl+v": b"\x16",
    "shift+up": b"\x1b[1;2A", "shift+left": b"\x1b[1;2D", "ctrl+right": b"\x1b[1;5C", "ctrl+home": b"\x1b[1;5H",
    "ctrl+end": b"\x1b[1;5F", "alt+x": b"\x1bx",
}  # fmt: skip
"""Keys as a terminal sends them; not those that close the app."""
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789?/.,:;-+*=<>[]{}()#'\"\\|&%$!~^_@ ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OTHERS = ("é", "ß", "中", "\u0301", "\u200b", "\U0001f600", "\U0001f468\u200d\U0001f469", "\u202e", "\x9b", "\ufffd")
COMMON = "1234522244sssppwbmtruonedglxhaczijkyv06789f.,[]"
"""The keys that lead somewhere."""
TYPED = (
    b"s6", b"p4", b"s8\r\r1", b"n1-2h\r5\r", b"i" + b"ibuprofen\r", b"2\r\r", b"uuu", b"2\r\x1b[B\r\x7f\x7f9\r", b"b ",
    b"r1   q", b"2l\x1b[B\x1b[B\r", b"3vtf", b"5\r\x1b[B\r", b"4\x1b[B\r q", b"p10", b"tt", b"k123\r", b"a\r",
)  # fmt: skip
"""What people type in one go."""
PASTED = (
    b"", b"[/b][red]x[/]\\[", b"\x1b[31m\x1b]0;x\x07", b"x" * 20_000, b"line\nline\r\nline\r", b"\0\x07\xe2\x80\xae",
    b"31.12.9999 25:61", b"[" * 50, b"yesterday 14:00", b"-2h", b"\xff\xfe\xed\xa0\xbd", b"\t\t\t", b"\n\n",
    "中文 é \U0001f600".encode(), b"[@click=app.quit]x[/]", b"s6", b"\x1b" * 40 + b"s6s6s6", b"~/../x.md",
)  # fmt: skip
BROKEN = (
    b"\x1b[", b"\x1b[200~", b"\x1b[201~", b"\x1b[<0;1", b"\x1b[<0;0;0M", b"\x1b[<64;5;5M", b"\x1b[<65;5;5M", b"\x1bO",
    b"\x1b[M   ", b"\x1b[M\xff\xff\xff", b"\x1b[99999999999u", b"\x1b[1114112u", b"\x1b[55296u", b"\x1b[1;1;1114112u",
    b"\xff", b"\xc3", b"\xf0\x9f", b"\x1b[?2026;2$y", b"\x1b[?2048;1$y", b"\x1b[1;1R", b"\x1b[99;99R", b"\x1b[I",
    b"\x1b[O", b"\x1b]11;rgb:0000/0000/0000\x1b\\", b"\x1bP1$r0m\x1b\\", b"\x1b[?62;c", b"\x1b[>0;276;0c", b"\x9b31m",
    b"\x1b[48;0;0;0;0t", b"\x1b[27;5;97~", b"\x1b[;;u", b"\x1b[1:2:3;;u", b"\x80\x81", b"\x1b\x1b\x1b", b"\x1b[0;0;0u",
)  # fmt: skip
"""What a terminal says in answer, in part, or in another language."""
KINDS: tuple[tuple[Kind, str | None], ...] = (
    ("break", "standing-reset"), ("walk", "gentle-walk"), ("rest", "rest-90-90"), ("shift", None), ("checkin", None),
    ("week", None), ("breathe", "slow-breathing"),
)  # fmt: skip
WAITS_S = (0, 1, 2, 40, 700, 90_000)
HOME = 12
"""Escapes with which every card and every session is left."""
REST_WITHIN_S = 60.0
DRAWN_BY_HAND_S = 3600.0
"""In place of Textual's sixty times a second: the screen is drawn when nothing else is left to do."""


@dataclass(frozen=True)
class Bytes:
    """Input, in one go."""

    data: bytes


@dataclass(frozen=True)
class Window:
    """The window is of another size."""

    width: int
    height: int


@dataclass(frozen=True)
class Wait:
    """Time goes by."""

    seconds: int


@dataclass(frozen=True)
class Comes:
    """A prompt comes."""

    kind: Kind
    routine: str | None


Happening = Bytes | Window | Wait | Comes


def sequence(random: Random) -> Iterator[Happening]:
    """One or two things that happen one after the other: some keys, words, a paste, a click, another size."""
    for _ in range(random.randrange(1, 3)):
        yield _happening(random)


def _happening(random: Random) -> Happening:
    chance = random.random()
    if chance < 0.62:
        return Bytes(b"".join(_key(random) for _ in range(random.choice((1, 1, 1, 2, 3, 6)))))
    if chance < 0.76:
        return Bytes(random.choice(TYPED))
    if chance < 0.79:
        return Bytes("".join(random.choices(LETTERS, k=random.randrange(2, 12))).encode())
    if chance < 0.83:
        return Bytes(random.choice(BROKEN))
    if chance < 0.84:
        return Bytes(bytes(byte for byte in random.randbytes(20) if byte not in b"\x03\x11"))
    if chance < 0.88:
        return Bytes(b"\x1b[200~" + random.choice(PASTED) + b"\x1b[201~")
    if chance < 0.93:
        return Bytes(_mouse(random))
    if chance < 0.96:
        return Window(*random.choice(SIZES))
    if chance < 0.98:
        return Wait(random.choice(WAITS_S))
    return Comes(*random.choice(KINDS))


def _key(random: Random) -> bytes:
    chance = random.random()
    if chance < 0.6:
        return random.choice(COMMON).encode()
    if chance < 0.9:
        return random.choice(tuple(SPECIAL.values()))
    return str(random.choice((*LETTERS, *OTHERS))).encode()


def _mouse(random: Random) -> bytes:
    """A click, a press that is dragged, or the wheel, somewhere."""
    x, y = random.randrange(1, random.choice((5, 30, 81))), random.randrange(1, random.choice((3, 8, 25)))
    there = f"{x + random.randrange(9)};{y + random.randrange(5)}"
    press, leave = f"\x1b[<0;{x};{y}M", f"\x1b[<0;{x};{y}m"
    return random.choice(
        (press + leave, (press + leave) * 2, f"\x1b[<64;{x};{y}M", f"\x1b[<65;{x};{y}M", f"\x1b[<35;{x};{y}M",
         f"{press}\x1b[<32;{there}M\x1b[<0;{there}m", f"\x1b[<2;{x};{y}M\x1b[<2;{x};{y}m")
    ).encode()  # fmt: skip


class Kept:
    """What the app was told is on disk: every record that the log gave back, by id, its highest revision."""

    def __init__(self, log: Log) -> None:
        self.records: dict[str, Record] = {record.id: record for record in everything(log.history())}
        self.count = 0
        write = log.write

        def and_note(entries: Sequence[tuple[Record, dict[str, str]]]) -> tuple[Record, ...]:
            stored = write(entries)
            for record in stored:
                known = self.records.get(record.id)
                if known is None or record.rev >= known.rev:
                    self.records[record.id] = record
                self.count += 1
            return stored

        log.write = and_note  # type: ignore[method-assign]

    @property
    def there(self) -> set[Record]:
        """What must be in the log."""
        return {record for record in self.records.values() if not record.deleted}


class Life:
    """One app, from its opening to its end."""

    def __init__(self, app: CoachApp, house: FakeHouse) -> None:
        self.app, self.house = app, house
        self.terminal = TerminalInput(house.clock.elapsed)

    @property
    def goes_on(self) -> bool:
        """Whether nobody has closed it."""
        return self.app.is_running and not self.app._exit

    async def play(self, happenings: Sequence[Happening]) -> None:
        """All of them, as fast as they are taken, some before the screen is drawn; then nothing is amiss."""
        for place, happening in enumerate(happenings):
            if not self.goes_on:
                return
            self.happens(happening)
            await self.rest(drawn=place % 2 == 1 or place == len(happenings) - 1)
        self.look()

    def happens(self, happening: Happening) -> None:
        """One thing."""
        match happening:
            case Bytes(data):
                for event in (*self.terminal.feed(data), *self.escape_alone()):
                    self.driver.process_message(event)
            case Window(width, height):
                self.driver._size = (width, height)
                self.app.post_message(Resize(Size(width, height), Size(width, height)))
            case Wait(seconds):
                self.house.clock.forward(seconds)
                screen = self.app.screen
                if isinstance(screen, SessionScreen):
                    screen.tick()
                else:
                    self.app.look()
            case Comes(kind, routine):
                self.house.reminders.comes(kind, routine)

    def escape_alone(self) -> Iterator[Message]:
        """As if nothing had followed for long enough."""
        with patch("textual._parser.get_time", lambda: float("inf")):
            yield from self.terminal.tick()

    @property
    def driver(self) -> Driver:
        assert self.app._driver is not None
        return self.app._driver

    async def rest(self, drawn: bool = True) -> None:
        """Until nothing is left to do: no message in any queue, and nothing to be drawn where it shall be `drawn`."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(REST_WITHIN_S):
            for _ in range(2):
                while True:
                    await asyncio.sleep(0)
                    if not loop._ready:  # type: ignore[attr-defined]
                        break
                if drawn and self.app._screen_stack and self.goes_on:
                    self.app.screen._on_timer_update()

    def look(self) -> None:
        """What must be so at any time."""
        if self.app._exception is not None:
            raise self.app._exception
        if not self.goes_on:
            return
        assert len(self.app.screen_stack) <= 4, [type(screen).__name__ for screen in self.app.screen_stack]
        rows = self.app.screen._compositor.render_strips()
        shown = "".join(segment.text for row in rows for segment in row)
        assert shown.isprintable(), {character for character in shown if not character.isprintable()}

    async def go_home(self) -> None:
        """Escape leads back to a place from wherever one is; a paste that still waits for its end has it first."""
        self.happens(Bytes(b"\x1b[201~"))
        for _ in range(HOME):
            if not self.goes_on or (isinstance(self.app.screen, Place) and len(self.app.screen_stack) == 1):
                break
            self.happens(Bytes(ESC))
            self.happens(Bytes(ESC))
            await self.rest()
            self.app.call_later(self.app.release_keys)  # as when the second is over for which keys wait for a card
            await self.rest()
        self.look()
        assert not self.goes_on or isinstance(self.app.screen, Place), self.app.screen_stack


@asynccontextmanager
async def life(house: FakeHouse, size: tuple[int, int]) -> AsyncIterator[Life]:
    """The app, open; at its end what runs is kept, as when the terminal is closed."""
    app = house.app()
    by_hand = patch("textual.screen.UPDATE_PERIOD", DRAWN_BY_HAND_S)
    with by_hand, patch("os.fsync"), patch("coach.tui.papers.write_page"):
        async with app.run_test(size=size, notifications=True):
            alive = Life(app, house)
            await alive.rest()
            yield alive
            runs = next((screen for screen in app.screen_stack if isinstance(screen, SessionScreen)), None)
            done_s = 0.0 if runs is None or runs.state.finished else runs.now().done_s
        before = len(house.log.history().sessions)
        app.unfinished.save()
        assert done_s < 1 or len(house.log.history().sessions) == before + 1
    if app._exception is not None:
        raise app._exception


def nothing_is_lost(house: FakeHouse, kept: Kept) -> None:
    """Read anew, the log has all that was acknowledged, and nothing else, and is whole."""
    again = Log(house.paths.log, "desk", house.clock.wall)
    assert set(everything(again.history())) == kept.there
    assert set(everything(house.journal.history)) <= kept.there
    assert not again.problems and not again.mended and not house.log.mended
