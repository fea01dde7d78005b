import os
import re
import tomllib
from itertools import product
from pathlib import Path

import pytest

from coach.core.routine import PLACES, STAGES, Group, Routine, choose, figures_of, flatten, length_s
from coach.errors import WrongRoutine
from coach.library import (
    MOST_COLUMNS,
    MOST_ROWS,
    STRENGTHS,
    Evidence,
    Library,
    Problem,
    shipped_folder,
    template,
)
from coach.paths import Paths, find_paths

SHIPPED = Library(Paths(*[Path("/nonexistent")] * 4))
ROUTINES = list(SHIPPED.routines.values())
NAMES = [routine.id for routine in ROUTINES]

GOOD = """\
title = "Standing reset"
kind = "break"
stages = ["easing", "prolonged", "steady"]
places = ["office", "home"]
aim = "Undo an hour of stillness."
evidence = ["active-breaks-review-2018"]
stop_if = ["unsteady"]
[[steps]]
say = "Stand tall, feet under your hips."
seconds = 15
figure = "stand"
[[steps]]
times = 4
[[steps.each]]
say = "Weight to the left."
seconds = 5
"""


@pytest.fixture
def paths(coach_home: Path) -> Paths:
    found = find_paths({"COACH_HOME": str(coach_home)})
    found.routines.mkdir(parents=True)
    return found


def faults_of(paths: Paths, text: str | bytes, name: str = "mine.toml") -> list[Problem]:
    file = paths.routines / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Library(paths).check([file])


# What ships


def test_nothing_that_ships_has_a_fault() -> None:
    assert SHIPPED.problems == []
    assert SHIPPED.check([shipped_folder()]) == []


def test_at_least_eighteen_routines_ship_each_with_all_that_its_page_shows() -> None:
    assert len(ROUTINES) >= 18
    for routine in ROUTINES:
        assert routine.aim and routine.evidence and routine.stop_if and not routine.own


@pytest.mark.parametrize("routine", ROUTINES, ids=NAMES)
def test_every_routine_plays_in_each_of_its_stages_for_a_sensible_time(routine: Routine) -> None:
    for stage in routine.stages:
        played = flatten(routine, stage, 300)
        assert played
        assert 60 <= length_s(routine, stage, 300) <= 25 * 60


@pytest.mark.parametrize("routine", ROUTINES, ids=NAMES)
def test_what_is_said_is_short_enough_for_large_type_at_60_columns(routine: Routine) -> None:
    for stage in routine.stages:
        for step in flatten(routine, stage):
            assert len(step.say) <= 75
            assert step.figure is not None


def test_breaks_that_are_prompted_take_about_two_minutes() -> None:
    for routine in ROUTINES:
        if routine.kind == "break" and routine.prompt:
            most = 180 if routine.stages == ("steady",) else 160
            assert all(60 <= length_s(routine, stage) <= most for stage in routine.stages), routine.id


PROMPTED = [
    *product(("shift", "break", "walk", "breathe"), STAGES, PLACES),
    *product(("rest",), ("flare", "easing", "prolonged"), PLACES),
]


@pytest.mark.parametrize(("kind", "stage", "place"), PROMPTED)
def test_every_prompt_finds_a_routine(kind: str, stage: str, place: str) -> None:
    chosen = choose(SHIPPED.routines, kind, stage, place, 0)
    assert chosen is not None and chosen.prompt


@pytest.mark.parametrize(("stage", "place"), list(product(STAGES, PLACES)))
def test_relief_is_always_at_hand_and_goes_from_a_position_to_a_few_steps(stage: str, place: str) -> None:
    relief = choose(SHIPPED.routines, "relief", stage, place, 0)
    assert relief is not None
    figures = [step.figure for step in flatten(relief, stage)]
    order = [figures.index(figure) for figure in ("cold", "cold-on", "skin", "breathe-in", "walk-slow")]
    assert figures[0] in ("ninety", "recline") and order == sorted(order)


def test_lying_down_is_for_home() -> None:
    lying = {"lie-down", "lie-side", "ninety", "pillows", "side-pillow"}
    for routine in ROUTINES:
        if lying & set(figures_of(routine)):
            assert routine.places == ("home",), routine.id


def test_no_bending_and_no_twisting_outside_steady() -> None:
    forbidden = re.compile(r"\b(bend|bent|twist|lean|reach|rotate|stretch|turn (?!the screen)|touch)", re.IGNORECASE)
    moves = {"turn-left", "turn-right", "lean-left", "lean-right", "hips", "knees", "leg-swing", "arms-up"}
    for routine in ROUTINES:
        for stage in set(routine.stages) - {"steady"}:
            for step in flatten(routine, stage):
                assert not forbidden.search(step.say), (routine.id, step.say)
                assert step.figure not in moves, (routine.id, step.figure)


def test_relaxation_only_lets_go_in_flare() -> None:
    relaxation = SHIPPED.routines["muscle-relaxation"]
    assert {"hand-tense", "shrug", "face", "feet"} & {step.figure for step in flatten(relaxation, "flare")} == set()
    tense = [step for step in flatten(relaxation, "easing") if step.figure in ("hand-tense", "shrug", "face", "feet")]
    assert len(tense) == 8


def test_breathing_is_in_for_five_and_out_for_five_twenty_four_times() -> None:
    group = next(step for step in SHIPPED.routines["slow-breathing"].steps if isinstance(step, Group))
    assert (group.times, [(step.say, step.seconds) for step in group.each]) == (
        24,
        [("Breathe in", 5), ("Breathe out", 5)],
    )


def test_a_notification_is_a_whole_sentence_and_says_nothing_of_backs_or_pain() -> None:
    private = re.compile(r"\b(back|backs|pain|spasm|hurt|sore|spine|relief|ache)", re.IGNORECASE)
    for routine in ROUTINES:
        assert not private.search(routine.prompt), routine.id
        assert routine.prompt == "" or 25 <= len(routine.prompt) <= 120, routine.id


def test_in_flare_a_break_and_a_walk_are_offered_only_if_one_feels_able() -> None:
    for routine in ROUTINES:
        if routine.prompt and routine.kind in ("break", "walk") and "flare" in routine.stages:
            assert "if you feel able" in routine.prompt, routine.id


@pytest.mark.parametrize(
    ("source", "year", "cited"),
    [
        ("Dahm, Cochrane review CD007612", 2010, "Dahm, Cochrane review CD007612, 2010"),
        ("WalkBack, Lancet 2024;404:134", 2024, "WalkBack, Lancet 2024;404:134"),
        ("NICE guideline NG59; updated 2020", 2016, "NICE guideline NG59, 2016; updated 2020"),
        ("A consumer page; read second-hand", None, "A consumer page; read second-hand"),
    ],
)
def test_a_source_is_cited_with_its_year_once(source: str, year: int | None, cited: str) -> None:
    assert Evidence("key", "It helps a little.", source, year, "review").cited == cited


def test_every_evidence_entry_is_used_and_has_an_honest_word() -> None:
    used = {key for routine in ROUTINES for key in routine.evidence}
    assert used == set(SHIPPED.evidence)
    for entry in SHIPPED.evidence.values():
        assert entry.finding and entry.source and entry.strength in STRENGTHS
        if entry.strength in ("trial", "review", "guideline"):
            assert entry.year is not None and 2000 < entry.year < 2027


def test_every_routine_says_that_its_timing_is_our_own() -> None:
    assert all("our-timing" in routine.evidence for routine in ROUTINES)


def test_every_figure_is_used_moves_and_stays_in_bounds() -> None:
    used = {name for routine in ROUTINES for name in figures_of(routine)}
    assert used == {file.stem for file in (shipped_folder() / "figures").iterdir()}
    for name in used:
        frames = SHIPPED.figure(name)
        assert len(set(frames)) >= 2, name
        sizes = {(max(map(len, frame.split("\n"))), frame.count("\n") + 1) for frame in frames}
        assert len(sizes) == 1, name
        columns, rows = sizes.pop()
        assert columns <= MOST_COLUMNS and rows <= MOST_ROWS


def test_the_breath_grows_with_the_count_and_shrinks_with_it() -> None:
    sizes = [frame.count("o") for frame in SHIPPED.figure("breathe-in")]
    assert sizes == sorted(sizes) and sizes[0] < sizes[-1]
    assert SHIPPED.figure("breathe-out") == SHIPPED.figure("breathe-in")[::-1]


# The user's own


def test_an_own_routine_stands_beside_ours(paths: Paths) -> None:
    (paths.routines / "mine.toml").write_text(GOOD)
    library = Library(paths)
    assert library.problems == []
    assert library.routines["mine"].own
    assert len(library.routines) == len(ROUTINES) + 1


def test_an_own_routine_with_the_name_of_ours_replaces_it(paths: Paths) -> None:
    (paths.routines / "standing-reset.toml").write_text(GOOD.replace("Standing reset", "From my physio"))
    library = Library(paths)
    assert library.routines["standing-reset"].title == "From my physio"
    assert len(library.routines) == len(ROUTINES)


def test_a_broken_own_routine_is_told_of_and_leaves_ours_in_place(paths: Paths) -> None:
    (paths.routines / "standing-reset.toml").write_text(GOOD.replace("kind", "knid"))
    library = Library(paths)
    assert library.routines["standing-reset"].own is False
    assert [problem.line for problem in library.problems] == [1, 2]


def test_without_a_prompt_of_its_own_a_routine_is_prompted_with_a_neutral_sentence(paths: Paths) -> None:
    (paths.routines / "mine.toml").write_text(GOOD)
    (paths.routines / "mute.toml").write_text('prompt = ""\n' + GOOD)
    routines = Library(paths).routines
    assert routines["mine"].prompt == "Stand up for two minutes and move a little"
    assert routines["mute"].prompt == ""


def test_what_may_be_left_out_may_be_left_out(paths: Paths) -> None:
    text = "\n".join(line for line in GOOD.split("\n") if not line.startswith(("aim", "evidence", "stop_if", "figure")))
    assert faults_of(paths, text) == []


def test_the_template_is_a_routine_without_a_fault(paths: Paths) -> None:
    assert faults_of(paths, template("morning-loosener"), "morning-loosener.toml") == []
    assert Library(paths).routines["morning-loosener"].title == "Morning loosener"


@pytest.mark.parametrize("name", ["", "Mine", "a b", "../up", "a/b", "evidence", "x" * 61, "-a", "a\n"])
def test_a_name_that_cannot_be_an_id_gets_no_template(name: str) -> None:
    with pytest.raises(WrongRoutine):
        template(name)


def test_an_own_figure_is_found_and_goes_before_ours(paths: Paths) -> None:
    figures = paths.routines / "figures"
    figures.mkdir()
    (figures / "stand.txt").write_text("a\n---\nbb\n\nb\n")
    library = Library(paths)
    assert library.figure("stand") == ("a \n  \n  ", "bb\n  \nb ")
    assert library.figure("nothing") == () == library.figure(None)


def test_a_change_in_the_own_folder_is_noticed(paths: Paths) -> None:
    library = Library(paths)
    assert not library.changed()
    (paths.routines / "mine.toml").write_text(GOOD)
    assert library.changed()
    assert not Library(paths).changed()


def test_a_folder_that_is_not_there_is_an_empty_one(coach_home: Path) -> None:
    library = Library(find_paths({"COACH_HOME": str(coach_home)}))
    assert library.problems == [] and len(library.routines) == len(ROUTINES)
    assert not coach_home.exists()


# Faults


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ('aim = "Undo', 'colour = "red"\naim = "Undo', 5, "no key `colour`"),
        ("places =", "place =", 4, "did you mean `places`"),
        ("[[steps]]\nsay", "[[steps]]\nsound = 1\nsay", 9, "no key `sound`"),
        ("seconds = 5", "secs = 5", 16, "did you mean `seconds`"),
        ('kind = "break"\n', "", 1, "`kind` is missing"),
        ('title = "Standing reset"\n', "", 1, "`title` is missing"),
        ('say = "Weight to the left."\n', "", 14, "`say` is missing"),
        ("seconds = 15\n", "", 8, "`seconds` is missing"),
        ("times = 4\n", "", 12, "`times` is missing"),
        ('kind = "break"', 'kind = "brake"', 2, "cannot be brake"),
        ('kind = "break"', "kind = 3", 2, "must be a text, not a number"),
        ('"easing", ', '"eased", ', 3, "cannot be eased"),
        ('"easing", "prolonged"', '"easing", "easing"', 3, "twice"),
        ('["easing", "prolonged", "steady"]', "[]", 3, "is empty"),
        ('["easing", "prolonged", "steady"]', '"easing"', 3, "a list of texts, not a text"),
        ('["easing", "prolonged", "steady"]', '["easing", 3]', 3, "a list of texts, not a number"),
        ('["office", "home"]', '["train"]', 4, "cannot be train"),
        ("active-breaks-review-2018", "active-breaks-1999", 6, "no evidence key active-breaks-1999"),
        ('title = "Standing reset"', 'title = "  "', 1, "is empty"),
        ('title = "Standing reset"', 'title = "a\\u001b[31m"', 1, "control characters"),
        ('title = "Standing reset"', f'title = "{"a" * 301}"', 1, "300 is the most"),
        ("seconds = 15", "seconds = 0", 10, "1 to 3600 seconds, not 0"),
        ("seconds = 15", "seconds = -5", 10, "1 to 3600"),
        ("seconds = 15", "seconds = 3601", 10, "1 to 3600"),
        ("seconds = 15", "seconds = 10800", 10, "1 to 3600"),
        ("seconds = 15", "seconds = 1.5", 10, "a whole number of seconds"),
        ("seconds = 15", "seconds = true", 10, "not true or false"),
        ("seconds = 15", 'seconds = "15"', 10, "planned minutes"),
        ("seconds = 5", 'seconds = "plan"', 16, "cannot take the planned minutes"),
        ("seconds = 15", "seconds = 2026-11-24", 10, "not a date or time"),
        ("seconds = 5", "seconds = 3000", 8, "200 minutes; 120 is the most"),
        ("times = 4", "times = 0", 13, "1 to 500 times"),
        ("times = 4", "times = 501", 13, "1 to 500 times"),
        ('figure = "stand"', 'figure = "handstand"', 11, "no figure handstand"),
        ('figure = "stand"', 'figure = "../evidence"', 11, "no figure"),
        ("seconds = 15", 'seconds = 15\nstages = ["flair"]', 11, "cannot be flair"),
        ('seconds = 15\n', 'seconds = "plan"\n[[steps]]\nsay = "again"\nseconds = "plan"\n', 8, "one may"),
        ("kind =", "title = 'again'\nkind =", 2, "not valid TOML"),
        ('kind = "break"', "kind = ", 2, "not valid TOML"),
        ("seconds = 5\n", "seconds = [", 16, "not valid TOML"),
    ],
)  # fmt: skip
def test_a_fault_is_one_sentence_with_its_line(paths: Paths, old: str, new: str, line: int, word: str) -> None:
    assert GOOD.count(old) >= 1
    problems = faults_of(paths, GOOD.replace(old, new, 1))
    assert any(problem.line == line and word in problem.message for problem in problems), list(map(str, problems))
    assert all(problem.message.endswith((".", "?")) and "\n" not in problem.message for problem in problems)
    assert str(problems[0]).startswith(f"{paths.routines / 'mine.toml'}:{problems[0].line}: ")
    assert "mine" not in Library(paths).routines


def test_every_fault_of_a_file_is_found_at_once_in_the_order_of_lines(paths: Paths) -> None:
    text = (
        GOOD.replace('"break"', '"brake"').replace("seconds = 15", "seconds = 0").replace("seconds = 5", "seconds = 0")
    )
    assert [problem.line for problem in faults_of(paths, text)] == [2, 10, 16]


@pytest.mark.parametrize("steps", ["steps = []\n", "steps = 3\n", 'steps = ["stand"]\n', "", "[steps]\nsay = 'a'\n"])
def test_steps_that_are_none_are_a_fault(paths: Paths, steps: str) -> None:
    head = GOOD[: GOOD.index("[[steps]]")]
    assert faults_of(paths, head + steps)


def test_a_stage_in_which_nothing_is_played_is_a_fault(paths: Paths) -> None:
    head = GOOD[: GOOD.index("[[steps]]")]
    step = '[[steps]]\nsay = "Stand."\nseconds = 5\nstages = ["easing", "steady"]\n'
    assert [(problem.line, problem.message) for problem in faults_of(paths, head + step)] == [
        (3, "No step is played in stage prolonged.")
    ]


def test_steps_written_in_one_line_have_the_line_of_their_key(paths: Paths) -> None:
    head = GOOD[: GOOD.index("[[steps]]")]
    assert [problem.line for problem in faults_of(paths, head + "steps = [{say = 'a', seconds = 0}]\n")] == [8]


def test_what_looks_like_a_key_inside_a_long_text_is_not_one(paths: Paths) -> None:
    text = GOOD.replace('aim = "Undo', 'aim = """\\\nkind = "x" \\\n"""\nx = "Undo')
    assert [(problem.line, problem.message[:16]) for problem in faults_of(paths, text)] == [(8, "There is no key ")]


@pytest.mark.parametrize(
    ("raw", "line", "word"),
    [
        (GOOD.encode().replace(b"hour", b"h\xfcr"), 5, "not UTF-8"),
        (GOOD.encode("utf-16"), 1, "not UTF-8"),
        (b"#" * 10_000_000, None, "over 1 MB"),
        (b"a = " + b"[" * 5000, None, "not valid TOML"),
        (b"a = " + b"9" * 5000, None, "not valid TOML"),
        (b"\0", 1, "not valid TOML"),
    ],
)
def test_a_file_that_is_no_routine_at_all_is_told_of(paths: Paths, raw: bytes, line: int | None, word: str) -> None:
    (problem,) = faults_of(paths, raw)
    assert problem.line == line and word in problem.message
    assert len(Library(paths).routines) == len(ROUTINES)


def test_an_empty_file_lacks_every_needed_key(paths: Paths) -> None:
    assert len(faults_of(paths, "")) == 5


def test_a_file_saved_on_windows_is_read(paths: Paths) -> None:
    assert faults_of(paths, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()) == []


def test_things_that_are_no_files_are_told_of_and_never_wait(paths: Paths) -> None:
    (paths.routines / "folder.toml").mkdir()
    os.mkfifo(paths.routines / "pipe.toml")
    (paths.routines / "gone.toml").symlink_to(paths.routines / "nowhere")
    (paths.routines / "My Own.toml").write_text(GOOD)
    (paths.routines / "evidence.toml").write_text("")
    library = Library(paths)
    assert len(library.routines) == len(ROUTINES)
    assert sorted(Path(problem.file).name for problem in library.problems) == [
        "My Own.toml", "evidence.toml", "folder.toml", "gone.toml", "pipe.toml",
    ]  # fmt: skip


def test_checking_what_is_not_there_says_so(paths: Paths) -> None:
    assert [problem.message for problem in Library(paths).check([paths.routines / "no.toml"])] == [
        "There is no such file."
    ]


def test_two_files_with_one_id_are_a_fault_of_the_second(paths: Paths, tmp_path: Path) -> None:
    other = tmp_path / "mine.toml"
    for file in (other, paths.routines / "mine.toml"):
        file.write_text(GOOD)
    problems = Library(paths).check([other, paths.routines, other])
    assert [problem.message for problem in problems] == [f"The id mine is a duplicate of {other}."]


@pytest.mark.parametrize(
    ("drawing", "line", "word"),
    [
        ("x" * 25, 1, "25 columns"),
        ("a\n---\n" + "b\n" * 8, 3, "8 rows"),
        ("a\n---\n\u26c4", 3, "U+26C4"),
        ("e\u0301", 1, "U+0301"),
        ("a\tb", 1, "U+0009"),
        ("", 1, "empty"),
        ("a\n---\n" * 61 + "a", None, "62 frames"),
    ],
)
def test_a_figure_that_would_break_the_screen_is_a_fault(
    paths: Paths, drawing: str, line: int | None, word: str
) -> None:
    (paths.routines / "figures").mkdir()
    (paths.routines / "figures" / "mine.txt").write_text(drawing)
    (problem,) = faults_of(paths, GOOD.replace('"stand"', '"mine"'))
    assert problem.file.endswith("mine.txt") and problem.line == line and word in problem.message
    assert Library(paths).figure("mine") == ()


def test_the_routines_are_read_when_first_asked_for(paths: Paths) -> None:
    library = Library(paths)
    (paths.routines / "mine.toml").write_text(GOOD)
    assert "mine" in library.routines


def test_every_shipped_file_is_plain_toml_in_utf8() -> None:
    for file in shipped_folder().glob("*.toml"):
        tomllib.loads(file.read_text(encoding="utf-8"))
