"""It hurts: two keys and it is saved; then the safety card, then relief."""

from pathlib import Path

import pytest

from coach.errors import NotSaved
from tests.tui_house import FakeHouse, Opened, opened


def last_action(coach: Opened) -> tuple[str, tuple[str, ...]]:
    answer = coach.house.journal.history.redflags[-1]
    return answer.action, answer.symptoms


async def begin_without_spasm(coach: Opened) -> None:
    await coach.press("o")
    assert not [spasm for spasm in coach.house.journal.history.spasms if spasm.ended is None]


async def test_a_spasm_is_saved_at_the_second_key(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await begin_without_spasm(coach)
        await coach.press("s", "6")
        spasm = coach.house.journal.history.spasms[-1]
        assert (spasm.pain, spasm.ended) == (6, None)
        assert "Is any of these there too?" in coach.text
        assert ("log changed",) in coach.house.reminders.said


async def test_ten_has_a_key_of_its_own(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("s", "t")
        assert coach.house.journal.history.pains[-1].pain == 10


async def test_in_an_open_spasm_the_digit_is_its_pain(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        count = len(coach.house.journal.history.spasms)
        await coach.press("s")
        assert "day 9" in coach.text
        await coach.press("7")
        assert len(coach.house.journal.history.spasms) == count
        assert coach.house.journal.history.pains[-1].pain == 7


async def test_escape_before_the_digit_saves_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        before = coach.house.journal.history
        await coach.press("s", "escape")
        assert coach.house.journal.history == before
        assert "[1 Today]" in coach.text


async def test_enter_is_none_of_these_and_leads_to_relief(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("s", "6", "enter")
        assert last_action(coach) == ("none", ())
        assert "What would ease it?" in coach.text
        await coach.press("enter")
        assert "enough for now" in coach.text


async def test_four_keys_lead_to_the_first_step_of_relief(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("s", "6", "enter", "enter")
        assert "Relief in a chair" in coach.text


async def test_letters_and_space_tick(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("s", "6", "h", "down", "space", "h", "h", "enter")
        assert last_action(coach) == ("ticked", ("fever", "weight-loss"))
        assert "Call a doctor or a medical advice line today." in coach.text


async def test_a_click_ticks(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("s", "6")
        await coach.click("chest pain")
        assert "[x] chest pain" in coach.text
        await coach.click("enter")
        assert last_action(coach) == ("ticked", ("chest-pain",))


async def test_an_emergency_leads_to_no_relief(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("s", "6", "e", "enter")
        assert "Call your local emergency number now." in coach.text
        await coach.press("enter")
        assert "What would ease it?" not in coach.text
        assert "! Call your local emergency number now." in coach.text


async def test_the_action_stays_on_every_place_until_it_was_looked_at(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("s", "6", "h", "enter", "enter", "escape")
        for key in "12345":
            await coach.press(key)
            assert "Call a doctor or a medical advice line today" in coach.text
        await coach.press("a", "enter", "l")
        assert last_action(coach)[0] == "cleared"
        assert "Call a doctor or a medical advice line today" not in coach.text


async def test_same_day_holds_rest_and_breathing_but_not_relief_proper(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("s", "6", "h", "enter", "enter")
        assert "Seated unload" in coach.text
        assert "Cold timer" in coach.text
        assert "Slow breathing" not in coach.text


async def test_an_open_red_flag_holds_the_routines_it_should(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        coach.house.journal.redflag("ticked", ["fever"])
        await coach.press("b")
        assert "Get this checked" in coach.text
        assert "Slow breathing waits until then." in " ".join(coach.text.replace("│", " ").split())
        await coach.press("enter")
        assert "[1 Today]" in coach.text
        await coach.press("c", "1")
        assert "enough for now" in coach.text
        await coach.press("q", "b", "m")
        assert "Slow breathing" in coach.text


async def test_ticked_by_mistake_takes_it_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("s", "6", "e", "enter", "m")
        assert last_action(coach) == ("mistake", ("chest-pain",))
        assert "What would ease it?" in coach.text


async def test_better_same_or_worse_is_kept_with_the_session(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        for key, felt in (("1", "better"), ("2", "same"), ("3", "worse")):
            await coach.press("r", "3")
            await coach.forward(40)
            await coach.press("q", key)
            session = coach.house.journal.history.sessions[-1]
            assert (session.routine, session.partial, session.felt) == ("cold-timer", True, felt)


async def test_the_session_is_kept_when_nothing_is_answered(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("s", "6", "enter", "3")
        await coach.forward(40)
        await coach.press("q")
        assert coach.house.journal.history.sessions[-1].seconds == 40
        await coach.press("escape")
        assert coach.house.journal.history.sessions[-1].felt is None


async def test_what_could_not_be_saved_is_said_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house = FakeHouse(tmp_path)

    def full(*records: object) -> tuple[object, ...]:
        raise NotSaved("Not saved: pain 6 at 10:42. The disk is full; it is kept and tried again.")

    async with opened(tmp_path, house=house) as coach:
        monkeypatch.setattr(house.log, "write", full)
        await coach.press("p", "6")
        assert coach.toasts == ["Not saved: pain 6 at 10:42. The disk is full; it is kept and tried again."]
        assert "[1 Today]" in coach.text


async def test_a_first_start_asks_how_the_back_is(tmp_path: Path) -> None:
    async with opened(tmp_path, example=False) as coach:
        assert "Your back now?" in coach.text
        await coach.press("3", "6")
        assert coach.house.journal.history.spasms[-1].pain == 6
        assert "Is any of these there too?" in coach.text


async def test_the_first_question_can_be_skipped(tmp_path: Path) -> None:
    async with opened(tmp_path, example=False) as coach:
        await coach.press("escape", "escape", "escape", "escape")
        assert "[1 Today]" in coach.text
        assert not coach.house.journal.history.pains


async def test_both_keys_may_come_in_one_go(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        before = len(coach.house.journal.history.pains)
        for key in ("s", "6"):  # as a fast hand or a slow line brings them: nothing is drawn between
            coach.app.simulate_key(key)
        for _ in range(5):
            await coach.pilot.pause()
        pains = coach.house.journal.history.pains
        assert len(pains) == before + 1
        assert pains[-1].pain == 6
