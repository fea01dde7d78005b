"""The log: what is written, and shards of several devices as one view, whatever their order."""

import json
import os
import shutil
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tinydb import TinyDB

from coach.core.concerns import concerns
from coach.core.episodes import bouts
from coach.core.history import History, everything
from coach.core.records import TYPES, Note, Pain, Record, RedFlag, Session, Spasm, Stress
from coach.errors import NotSaved
from coach.log.device import device_id
from coach.log.ids import ALPHABET, as_typed, new_id, written_at
from coach.log.log import Log
from tests.logs import EXAMPLES_TRIED, NOW, OURS, THEIRS, a_log, a_pain, shard_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "log"


# ── what is written ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_record_of_every_type_is_read_back_as_it_was_written(folder: Path) -> None:
    at = datetime(2026, 11, 24, 9, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    records: list[Record] = [
        Spasm(id="s1", at=at, ended=at + timedelta(hours=3), pain=7, where=("left", "leg"), note="é\n\x1b[31m‮"),
        a_pain(note="x" * 10_000),
        Stress(id="t1", at=at, stress=0),
        Session(id="w1", at=at, routine="walk", kind="walk", seconds=300, felt="better"),
        RedFlag(id="r1", at=at, action="ticked", symptoms=("fever",)),
        Note(id="n1", at=at, text='"}]}\\ [/b] 😀'),
    ]
    a_log(folder).append(*records)
    assert sorted(everything(a_log(folder).history()), key=lambda r: r.id) == sorted(records, key=lambda r: r.id)
    assert a_log(folder).history().spasms[0].at.utcoffset() == timedelta(hours=5, minutes=30)


def test_the_shards_are_tinydb_files_a_month_a_table_a_type_and_our_ids(folder: Path) -> None:
    first = a_pain(3)
    log = a_log(folder)
    log.append(first, Stress(id="s1", at=datetime(2026, 10, 31, 23, 59, tzinfo=UTC), stress=2))
    log.append(replace(first, rev=2, pain=5))
    with TinyDB(shard_of(folder)) as plain:
        assert plain.tables() == {"pain"}
        assert {d["pain"] for d in plain.table("pain")._read_table().values()} == {3, 5}
        assert set(plain.table("pain")._read_table()) == {first.id, f"{first.id}~2"}
    assert shard_of(folder, month="2026-10").exists()


def test_every_document_says_its_id_revision_time_and_version(folder: Path) -> None:
    pain = a_pain(3)
    a_log(folder).append(pain, replace(pain, rev=2))
    tables = json.loads(shard_of(folder).read_text())
    heads = [list(document.items())[:4] for document in tables["pain"].values()]
    assert heads == [[("id", pain.id), ("rev", rev), ("at", "2026-11-24T14:02:00Z"), ("v", 1)] for rev in (1, 2)]


def test_the_month_of_a_shard_is_the_month_in_the_records_own_offset(folder: Path) -> None:
    at = datetime(2026, 12, 1, 0, 30, tzinfo=timezone(timedelta(hours=9)))  # still November in UTC
    a_log(folder).append(a_pain(at=at))
    assert shard_of(folder, month="2026-12").exists()


def test_folders_and_files_are_private(folder: Path) -> None:
    old = os.umask(0)
    try:
        a_log(folder / "deep").append(a_pain())
    finally:
        os.umask(old)
    for path in [folder, *folder.rglob("*")]:
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_a_time_without_an_offset_is_a_fault_of_the_program(folder: Path) -> None:
    with pytest.raises(ValueError, match="offset"):
        a_log(folder).append(a_pain(at=datetime(2026, 11, 24)))  # noqa: DTZ001
    assert not folder.exists()


def test_the_same_record_written_again_is_there_once(folder: Path) -> None:
    pain, log = a_pain(), a_log(folder)
    log.append(pain)
    before = shard_of(folder).read_bytes()
    log.append(pain)
    assert shard_of(folder).read_bytes() == before


def test_a_second_edit_of_the_same_revision_gets_the_next_number(folder: Path) -> None:
    pain, log = a_pain(3), a_log(folder)
    log.append(pain)
    log.append(replace(pain, rev=2, pain=5))
    (stored,) = log.append(replace(pain, rev=2, pain=6))
    assert stored.rev == 3
    assert [p.pain for p in log.history().pains] == [6]


def test_what_append_gives_back_is_in_the_order_it_was_given(folder: Path) -> None:
    given = [a_pain(n, at=NOW - timedelta(days=40 * (n % 2))) for n in range(5)]
    assert a_log(folder).append(*given) == tuple(given)


# ── what is read ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_history_since_reads_from_that_month_on_and_keeps_open_spasms_and_red_flags_of_any_age(folder: Path) -> None:
    long_ago = NOW - timedelta(days=3000)
    a_log(folder).append(
        Spasm(id="open", at=long_ago),
        Spasm(id="over", at=long_ago, ended=long_ago),
        Spasm(id="closed-later", at=long_ago),
        RedFlag(id="flag", at=long_ago, action="history", symptoms=("cancer",)),
        a_pain(1, at=long_ago),
        a_pain(2, at=datetime(2026, 10, 1, tzinfo=UTC)),
        a_pain(3, at=datetime(2026, 9, 30, 23, 59, tzinfo=UTC)),
    )
    a_log(folder).append(Spasm(id="closed-later", at=long_ago, ended=NOW, rev=2))
    history = a_log(folder).history(date(2026, 10, 15))
    assert [spasm.id for spasm in history.spasms] == ["open"]
    assert [flag.id for flag in history.redflags] == ["flag"]
    assert [pain.pain for pain in history.pains] == [2]


def test_stream_gives_dates_first_and_last_included_in_order(folder: Path) -> None:
    days = [datetime(2026, 9, 29, 12, tzinfo=UTC) + timedelta(days=n) for n in range(6)]
    log = a_log(folder)
    log.append(*[a_pain(n, at=day) for n, day in reversed(list(enumerate(days)))])
    streamed = list(log.stream(date(2026, 9, 30), date(2026, 10, 3)))
    assert [record.at for record in streamed] == days[1:5]


def test_refresh_tells_of_others_and_not_of_ourselves(folder: Path) -> None:
    ours, other, theirs = a_log(folder), a_log(folder), a_log(folder, THEIRS)
    ours.history()
    assert not ours.refresh()
    ours.append(a_pain())
    assert not ours.refresh()
    other.append(a_pain())
    assert ours.refresh()
    list(ours.stream()), ours.revisions("x"), ours.history(date(2026, 11, 1))  # looks in passing, which hide nothing
    ours.append(a_pain())  # ours goes on top of theirs, which we still have not read
    assert ours.refresh()
    assert len(ours.history().pains) == 3 and not ours.refresh()
    theirs.append(a_pain())
    assert ours.refresh() and len(ours.history().pains) == 4
    shutil.rmtree(folder / THEIRS)
    assert ours.refresh() and len(ours.history().pains) == 3


def test_a_history_that_was_kept_is_the_one_read_anew(folder: Path) -> None:
    log, since = a_log(folder), date(2026, 1, 1)
    for n in range(4):
        log.append(a_pain(n, at=NOW - timedelta(days=20 * n)))
        assert log.history(since) == a_log(folder).history(since)
        assert log.history(since) is log.history(since)


def test_revisions_are_found_wherever_they_are_the_winner_last(folder: Path) -> None:
    pain = a_pain(1, at=NOW - timedelta(days=800))
    a_log(folder).append(pain)
    a_log(folder, THEIRS).append(replace(pain, rev=2, pain=2))
    a_log(folder).append(replace(pain, rev=2, pain=3))
    found = a_log(folder).revisions(pain.id)
    assert [(r.rev, r.pain) for r in found if isinstance(r, Pain)] == [
        (1, 1),
        (2, 3),
        (2, 2),
    ]
    assert a_log(folder).revisions("nothing") == []


# ── merging ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_higher_revision_wins_and_between_equals_the_later_device(folder: Path) -> None:
    pain = a_pain(1)
    a_log(folder).append(pain)
    a_log(folder).append(replace(pain, rev=2, pain=2))
    a_log(folder, THEIRS).append(replace(pain, rev=2, pain=3))
    assert [p.pain for p in a_log(folder).history().pains] == [3]
    a_log(folder).append(replace(pain, rev=3, deleted=True))
    assert a_log(folder).history().pains == ()


DEVICES = ("one", "two", "three")
act = st.one_of(
    st.tuples(st.just("log"), st.sampled_from(DEVICES), st.integers(0, 10), st.integers(0, 70)),
    st.tuples(
        st.sampled_from(["edit", "delete", "end"]), st.sampled_from(DEVICES), st.integers(0, 10), st.integers(0, 9)
    ),
    st.tuples(st.just("meet"), st.sampled_from(DEVICES), st.integers(0, 10), st.integers(0, 1)),
)


def meet(ours: Path, theirs: Path) -> None:
    """Two machines synchronise: of every device's file each has what the one that knows more of it has."""
    for device in DEVICES:
        for here, there in ((ours, theirs), (theirs, ours)):
            for file in (here / device).glob("*.json"):
                other = there / device / file.name
                if not other.exists() or other.stat().st_size < file.stat().st_size:  # files only grow
                    other.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(file, other)


def apply(homes: dict[str, Path], acts: list[tuple[str, str, int, int]]) -> None:
    logs = {device: a_log(home, device) for device, home in homes.items()}
    for what, device, number, which in acts:
        log = logs[device]
        known = everything(log.history())
        if what == "meet":
            other = [name for name in DEVICES if name != device][which]
            meet(homes[device], homes[other])
        elif what == "log" or not known:
            at = NOW - timedelta(days=which)
            log.append(a_pain(number, at) if number % 3 else Spasm(id=new_id(NOW), at=at, pain=number))
        else:  # each device edits what it knows: its own view, never what the others did since
            record = known[which % len(known)]
            rev = log.revisions(record.id)[-1].rev + 1
            changes = {"pain": {"pain": number}, "spasm": {"ended": NOW} if what == "end" else {"pain": number}}
            log.append(replace(record, rev=rev, deleted=what == "delete", **changes[type(record).table]))


@settings(max_examples=EXAMPLES_TRIED, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(act, max_size=14))
def test_any_acts_on_three_devices_merged_in_any_order_give_one_view(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, str, int, int]]
) -> None:
    root = tmp_path_factory.mktemp("merge")
    homes = {device: root / device for device in DEVICES}
    apply(homes, acts)
    views: list[History] = []
    for order in permutations(DEVICES):
        met = root / "-".join(order)
        for device in order:
            if (homes[device] / device).exists():
                shutil.copytree(homes[device] / device, met / device)
                a_log(met, order[0]).history()
        views.extend(a_log(met, reader).history() for reader in DEVICES)
    assert all(view == views[0] for view in views)
    told = [(bouts(view, NOW.date()), concerns(view, NOW.date())) for view in views]
    assert all(each == told[0] for each in told)
    shutil.rmtree(root)


def test_three_devices_that_meet_and_go_on_apart_see_one_log(tmp_path: Path) -> None:
    homes = {device: tmp_path / device for device in ("one", "two", "three")}
    logs = {device: a_log(home, device) for device, home in homes.items()}
    spasm = Spasm(id=new_id(NOW), at=NOW, pain=6)
    logs["one"].append(spasm)

    def all_meet() -> None:
        for here, there in permutations(homes.values(), 2):
            meet(here, there)

    all_meet()
    logs["two"].append(replace(spasm, rev=2, ended=NOW + timedelta(hours=1)))
    logs["three"].append(replace(spasm, rev=2, deleted=True))
    logs["one"].append(replace(spasm, rev=2, pain=8))
    all_meet()
    views = [log.history() for log in logs.values()]
    assert views[0] == views[1] == views[2]
    assert views[0].spasms[0].ended is not None  # of (2, one), (2, three), (2, two) the last wins


# ── ids and devices ──────────────────────────────────────────────────────────────────────────────────────────────


def test_ids_sort_by_time_of_writing_also_within_one_millisecond() -> None:
    ids = [new_id(NOW + timedelta(milliseconds=n // 50)) for n in range(500)]
    assert ids == sorted(ids) and len(set(ids)) == 500
    assert all(len(one) == 15 and set(one) <= set(ALPHABET) for one in ids)
    assert written_at(ids[0]) == NOW
    assert written_at("a1") is None and written_at("!" * 15) is None


def test_an_id_typed_carelessly_is_understood() -> None:
    assert as_typed(" 1MO6-") == "1m06-"
    assert as_typed("lIo0") == "1100"


def test_the_device_id_is_bound_to_the_machine_and_not_the_machine_id_itself(tmp_path: Path) -> None:
    machine = tmp_path / "machine-id"
    machine.write_text("0123456789abcdef0123456789abcdef\n")
    one = device_id(tmp_path / "state", (str(machine),))
    assert one == device_id(tmp_path / "copied", (str(machine),))
    assert len(one) == 12 and one not in machine.read_text() and not (tmp_path / "state").exists()
    machine.write_text("f" * 32)
    assert device_id(tmp_path / "state", (str(machine),)) != one


@pytest.mark.parametrize("content", ["", "uninitialized\n", "0" * 32, None])
def test_without_a_machine_id_a_random_one_is_kept_in_state(tmp_path: Path, content: str | None) -> None:
    machine = tmp_path / "machine-id"
    if content is not None:
        machine.write_text(content)
    first = device_id(tmp_path / "state", (str(machine),))
    assert first == device_id(tmp_path / "state", (str(machine),))
    assert first != device_id(tmp_path / "other", (str(machine),))
    assert os.listdir(tmp_path / "state") == ["device-id"]
    (tmp_path / "state" / "device-id").write_text("cut")
    assert device_id(tmp_path / "state", (str(machine),)) == device_id(tmp_path / "state", (str(machine),)) != first


def test_every_type_of_record_has_a_table() -> None:
    assert set(TYPES) == {
        "spasm", "pain", "stress", "session", "prompt", "posture", "medicine", "redflag", "concern", "note",
    }  # fmt: skip


def test_a_write_that_waits_too_long_for_the_lock_says_so(folder: Path) -> None:
    from filelock import FileLock

    log = Log(folder, OURS, lambda: NOW, lock_wait_s=0.05)
    log.append(a_pain())
    with FileLock(folder / OURS / ".lock"), pytest.raises(NotSaved, match="another program"):
        log.append(a_pain())
    log.append(a_pain())
    assert len(log.history().pains) == 2
