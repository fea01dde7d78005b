"""A pain diary kept elsewhere, as CSV: read row by row, each faulty row named, and imported whole or not at all."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, tzinfo

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from coach.core.records import Note, Pain
from coach.core.when import local
from coach.errors import NotSaved, WrongUse
from coach.log.fields import checked_record, shown
from coach.log.ids import fixed_id
from coach.log.log import Log
from coach.log.shards import UNDECODABLE

MOST_DIARY_BYTES = 50_000_000
"""The largest diary that is read (our default)."""
COLUMNS = ("at", "time", "pain", "note")
"""What a column of a diary may be: `at` (a date, perhaps with a time), `time` where it stands apart, `pain`, `note`."""
DAY_IS = time(12)
"""The time of an entry that has only a date (our default)."""
_DELIMITERS = ",;\t|"
_RATING = re.compile(r"(\d{1,3})(?:[.,](\d{1,9}))?(?:\s*/\s*10)?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_TIME_DIRECTIVES = re.compile(r"%[-#]?[HIMScXTR]")
_YEAR_DIRECTIVES = re.compile(r"%[-#EO]?[YyGcxDF]")
_SAMPLE = datetime(2026, 11, 24)


class Fault(Struct, frozen=True):
    """A row that cannot be used: the line it begins on, from 1, and why, in one sentence."""

    line: int
    said: str


class Diary(Struct, frozen=True):
    """What a diary holds: its entries, the rows that are none, and the lines whose rating was rounded."""

    entries: tuple[Pain | Note, ...]
    faults: tuple[Fault, ...]
    rounded: tuple[int, ...]


def read_columns(text: str) -> dict[str, str]:
    """The mapping in `at=Date,pain=Score,note=Comment`: our word to the name of the diary's column. Raises WrongUse."""
    found: dict[str, str] = {}
    for part in re.split(r",(?=\s*\w+\s*=)", text):
        word, equals, name = part.partition("=")
        word, name = word.strip().lower(), name.strip()
        if not equals or not name or word not in COLUMNS:
            raise WrongUse(f"--columns takes {', '.join(COLUMNS)}, such as at=Date,pain=Score, not {shown(part)}.")
        if word in found:
            raise WrongUse(f"--columns names {word} twice.")
        found[word] = name
    for word in ("at", "pain"):
        if word not in found:
            raise WrongUse(f"--columns does not say which column is {word}: such as at=Date,pain=Score.")
    return found


def read_diary(
    data: bytes, columns: dict[str, str], now: datetime, zone: tzinfo, date_format: str | None = None
) -> Diary:
    """The entries of a CSV file: a Pain for a row with a rating, a Note for one with only a note.

    The first row names the columns; comma, semicolon, tab or `|` divides them. Dates are ISO 8601, or as `date_format`
    (of strptime) says; without an offset they are local to `zone`, without a time at noon. A rating may have decimals
    and is then rounded, half up. The same row gives the same id each time, so that importing twice adds nothing.
    Raises WrongUse for a file that is no such diary.
    """
    if date_format is not None:
        _check_format(date_format)
    text = _text(data)
    delimiter, places, width = _header(text, columns)
    entries: list[Pain | Note] = []
    faults: list[Fault] = []
    rounded: list[int] = []
    seen: Counter[tuple[str, str, str]] = Counter()
    for line, cells in _rows(text, delimiter):
        try:
            if any(cell.strip() for cell in cells[width:]):
                raise WrongUse(f"there are {len(cells)} cells under {width} columns.")
            cell = {word: cells[place].strip() if place < len(cells) else "" for word, place in places.items()}
            written, at = _when(cell["at"], cell.get("time", ""), now, zone, date_format)
            note = cell.get("note", "")
            pain, was_rounded = _rating(cell["pain"], note)
            about = (written.isoformat(), str(pain), note)
            seen[about] += 1
            record_id = fixed_id(written.replace(tzinfo=UTC), "\0".join((*about, str(seen[about]))))
            entry = (
                Note(id=record_id, at=at, text=note)
                if pain is None
                else Pain(id=record_id, at=at, pain=pain, note=note)
            )
            checked = checked_record(entry, now)
            assert isinstance(checked, Pain | Note)
            entries.append(checked)
            if was_rounded:
                rounded.append(line)
        except WrongUse as error:
            faults.append(Fault(line, f"Line {line}: {error}"))
    return Diary(tuple(entries), tuple(faults), tuple(rounded))


def import_diary(log: Log, diary: Diary) -> int:
    """Write what the log does not have yet, as one act that undo takes back whole; returns the number of new entries.

    An entry that was edited or deleted since an earlier import stays so; one whose import was taken back comes again.
    Raises NotSaved.
    """
    known = _known(log)
    fresh: list[Pain | Note] = []
    for entry in diary.entries:
        newest = known.get(entry.id)
        if newest is None:
            fresh.append(entry)
        elif newest.deleted and newest.undoes:
            fresh.append(replace(entry, rev=newest.rev + 1))
    act = {"op": log.act_id()}
    try:
        log.write([(entry, act) for entry in fresh])
    except NotSaved as error:
        raise NotSaved(f"{error} The same import again brings what is missing, and nothing twice.") from error
    return len(fresh)


class _Known(Struct):
    id: str
    rev: int = 1
    deleted: bool = False
    undoes: str = ""


def _known(log: Log) -> dict[str, _Known]:
    """The newest revision of every pain and note in the log, by id."""
    newest: dict[str, _Known] = {}
    for _, data in log.shards():
        try:
            tables = msgspec.json.decode(data, type=dict[str, dict[str, _Known]])
        except UNDECODABLE:
            continue
        for table in ("pain", "note"):
            for found in tables.get(table, {}).values():
                held = newest.get(found.id)
                if held is None or found.rev >= held.rev:
                    newest[found.id] = found
    return newest


def faults_said(faults: tuple[Fault, ...], most: int = 50) -> list[str]:
    """A sentence for each of the first faults, and one that names the lines of all others."""
    said = [fault.said for fault in faults[:most]]
    if faults[most:]:
        said.append(f"Lines {lines_said([fault.line for fault in faults[most:]])}: not usable either.")
    return said


def lines_said(lines: list[int]) -> str:
    """Numbers in ascending order, those that follow one another as a range: `3, 5-9`."""
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    return ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in runs)


def header_of(data: bytes) -> tuple[str, ...]:
    """The names of the columns, as far as they can be read; empty when the bytes are no text."""
    try:
        text = _text(data)
        return tuple(cell.strip() for cell in _likeliest(text)[1] if cell.strip())
    except WrongUse:
        return ()


def _text(data: bytes) -> str:
    if len(data) > MOST_DIARY_BYTES:
        raise WrongUse(f"The file is larger than {MOST_DIARY_BYTES // 1_000_000} MB.")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise WrongUse(f"Line {line} is not in UTF-8: save the diary as CSV UTF-8.") from None


def _rows(text: str, delimiter: str, *, header: bool = False) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty with the line each begins on: the first of them alone, or all the others."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    first = True
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise WrongUse(f"Line {line}: a cell is not closed as CSV wants it ({error}); nothing was read.") from None
        if not any(cell.strip() for cell in cells) or (line == 1 and cells[0].lower().startswith("sep=")):
            continue
        if first is header:
            yield line, cells
        if header:
            return
        first = False


def _header(text: str, columns: dict[str, str]) -> tuple[str, dict[str, int], int]:
    """The delimiter, the place of each column, and the number of columns."""
    for delimiter in _DELIMITERS:
        try:
            _, cells = next(_rows(text, delimiter, header=True))
        except (StopIteration, WrongUse):
            continue
        names = [cell.strip().casefold() for cell in cells]
        wanted = {word: name.casefold() for word, name in columns.items()}
        if all(name in names for name in wanted.values()):
            for word, name in wanted.items():
                if names.count(name) > 1:
                    raise WrongUse(f"Two columns are called {shown(columns[word])}.")
            return delimiter, {word: names.index(name) for word, name in wanted.items()}, len(names)
    has = _likeliest(text)[1]
    if not has:
        raise WrongUse("The file holds no rows.")
    named = {cell.strip().casefold() for cell in has}
    missing = next((name for name in columns.values() if name.casefold() not in named), columns["at"])
    raise WrongUse(f"There is no column {shown(missing)}; the columns are {', '.join(map(shown, has[:20]))}.")


def _likeliest(text: str) -> tuple[str, list[str]]:
    """The delimiter that divides the first row into most cells, and these."""
    best: tuple[str, list[str]] = (",", [])
    for delimiter in _DELIMITERS:
        try:
            _, cells = next(_rows(text, delimiter, header=True))
        except (StopIteration, WrongUse):
            continue
        if len(cells) > len(best[1]):
            best = (delimiter, cells)
    return best


def _check_format(date_format: str) -> None:
    no_date = f"--date-format {shown(date_format)} must name day, month and year, such as %d.%m.%Y."
    if not _YEAR_DIRECTIVES.search(date_format.replace("%%", "")):  # strptime warns of such, to refuse it one day
        raise WrongUse(no_date)
    try:
        back = datetime.strptime(_SAMPLE.strftime(date_format), date_format)
    except (ValueError, re.error):  # the latter where a directive comes twice
        raise WrongUse(f"--date-format {shown(date_format)} cannot be used: write it as %d.%m.%Y %H:%M.") from None
    if back.date() != _SAMPLE.date():
        raise WrongUse(no_date)


def _when(text: str, clock: str, now: datetime, zone: tzinfo, date_format: str | None) -> tuple[datetime, datetime]:
    """The time as it is written (naive if it is so there), and the instant it means."""
    written, has_time = _date(text, date_format)
    if clock:
        if has_time:
            raise WrongUse(f"there is a time in {shown(text)} and another in {shown(clock)}.")
        found = _CLOCK.fullmatch(clock)
        try:
            at = None if found is None else time(int(found[1]), int(found[2]), int(found[3] or 0))
        except ValueError:
            at = None
        if at is None:
            raise WrongUse(f"{shown(clock)} is not a time as 14:30.")
        written, has_time = datetime.combine(written.date(), at), True
    if not has_time:
        written = datetime.combine(written.date(), DAY_IS)
    at_local = local(written, now, zone, text) if written.tzinfo is None else written
    if at_local > now:
        if has_time or at_local.date() > now.astimezone(zone).date():
            raise WrongUse(f"{shown(text)} is still to come.")
        at_local = now.astimezone(zone)  # today, before noon
    return written, at_local


def _date(text: str, date_format: str | None) -> tuple[datetime, bool]:
    if not text:
        raise WrongUse("the date is missing.")
    if date_format is not None:
        try:
            return datetime.strptime(text, date_format), _TIME_DIRECTIVES.search(date_format) is not None
        except ValueError:
            raise WrongUse(f"{shown(text)} is not a date as {date_format}.") from None
    try:
        return datetime.combine(date.fromisoformat(text), time()), False
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text), True
    except ValueError:
        raise WrongUse(
            f"{shown(text)} is not a date as 2026-11-24; say how dates are written, such as --date-format %d.%m.%Y."
        ) from None


def _rating(text: str, note: str) -> tuple[int | None, bool]:
    """The rating, None when there is only a note, and whether it was rounded."""
    if not text:
        if note:
            return None, False
        raise WrongUse("there is neither a rating nor a note.")
    found = _RATING.fullmatch(text)
    if found is None:
        raise WrongUse(f"pain is a number from 0 to 10, not {shown(text)}.")
    parts = (found[2] or "").rstrip("0")
    number = int(found[1]) + (parts[:1] >= "5")
    if number > 10 or (int(found[1]) == 10 and parts):
        raise WrongUse(f"pain is a number from 0 to 10, not {shown(text)}.")
    return number, bool(parts)
