"""The safety questions: what is asked, what to do about a yes, and which answers are still open.

Wording and levels are our own, made from sheffieldachespains, redflagsymptoms.co.uk, northerntrust.hscni.net,
nidirect.gov.uk and 111.wales.nhs.uk. A single sign is a weak test (Finucane 2020), so the words are "get this checked":
nothing here scores, names an illness, or tells the user that all is well.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from coach.core.asof import When, instant, known_by
from coach.core.history import History
from coach.core.records import RedFlag

Level = Literal["emergency", "same-day", "days"]

LEVELS: tuple[Level, ...] = ("emergency", "same-day", "days")
"""The levels, the most urgent first."""


class Symptom(Struct, frozen=True):
    """One safety question: `label` names it in a list, `question` asks the user."""

    slug: str
    level: Level
    label: str
    question: str


class HistoryItem(Struct, frozen=True):
    """One of the history group, asked once."""

    slug: str
    label: str
    question: str


class OpenFlag(Struct, frozen=True):
    """A symptom that was ticked and not taken back; `since` is the date of the tick that opened it."""

    slug: str
    level: Level
    since: date


ACTIONS: dict[Level, str] = {
    "emergency": "Call your local emergency number now.",
    "same-day": "Call a doctor or a medical advice line today.",
    "days": "See a doctor within the next few days.",
}
"""What to do, by level."""

CHECKED = "One sign by itself says little; it is a reason to get this checked."
"""Goes with an action that is not an emergency: a single sign is a weak test (Finucane 2020)."""

NONE_OF_THESE = "Noted: none of these now. If one of them turns up, tick it and get it checked."
"""What is said after "none of these": what was answered and what to do later, and no more."""

SYMPTOMS: tuple[Symptom, ...] = (
    Symptom(
        "both-legs",
        "emergency",
        "pain, tingling, weakness or numbness in both legs",
        "Are both your legs painful, tingling, weak or numb?",
    ),
    Symptom(
        "leg-giving-way",
        "emergency",
        "a leg or foot quickly getting weaker, dropping or giving way",
        "Is one of your legs or feet quickly losing strength, dropping or giving way: weak or numb, not just sore?",
    ),
    Symptom(
        "saddle-numbness",
        "emergency",
        "numbness or tingling around genitals, buttocks or anus",
        "Is it numb or tingling around your genitals, buttocks or anus, or do you not feel it when you wipe?",
    ),
    Symptom(
        "bladder-bowel",
        "emergency",
        "new trouble with bladder, bowel or erection",
        "Is it hard to pee, do you not feel it pass, have you newly lost control of bladder or bowel, or is getting an "
        "erection newly difficult?",
    ),
    Symptom("chest-pain", "emergency", "chest pain", "Do you have pain in your chest?"),
    Symptom(
        "injury",
        "emergency",
        "it came after a serious accident or fall",
        "Did this come after a serious accident or fall?",
    ),
    Symptom(
        "collapse-signs",
        "emergency",
        "sudden severe pain with faintness, clammy skin, racing heart or breathlessness",
        "Did severe pain in your back or tummy come suddenly, together with feeling faint, clammy skin, a racing heart "
        "or being short of breath? Sudden pain by itself is not meant here.",
    ),
    Symptom("fever", "same-day", "fever", "Do you have a fever, or feel feverish?"),
    Symptom("weight-loss", "same-day", "losing weight without trying", "Are you losing weight without trying to?"),
    Symptom(
        "lump",
        "same-day",
        "a lump, or a change in the shape of the back",
        "Is there a lump on your back, or has your back changed shape?",
    ),
    Symptom(
        "night-worse",
        "same-day",
        "no better for resting and much worse at night",
        "Does resting not ease it, and is it also much worse at night?",
    ),
    Symptom(
        "thoracic",
        "same-day",
        "pain high up, between the shoulder blades",
        "Is the pain high up, between your shoulder blades?",
    ),
    Symptom(
        "leg-weakness",
        "same-day",
        "new weakness or numbness of one leg or foot",
        "Is one of your legs or feet newly weak or numb?",
    ),
    Symptom(
        "unsteady",
        "same-day",
        "new unsteadiness, or a tight band round the trunk",
        "Are you newly unsteady on your feet, or does it feel like a tight band round your trunk?",
    ),
    Symptom(
        "tummy-pulse",
        "days",
        "a pulsing or persistent pain in the tummy",
        "Is there a pain in your tummy that pulses or does not go away?",
    ),
    Symptom(
        "cough",
        "days",
        "clearly worse on coughing, sneezing or straining",
        "Is it clearly worse when you cough, sneeze or strain?",
    ),
)
"""The questions, the most urgent level first."""

HISTORY: tuple[HistoryItem, ...] = (
    HistoryItem("cancer", "cancer, now or before", "Do you have cancer, or have you had it?"),
    HistoryItem("brittle-bones", "brittle bones", "Do you have brittle bones (osteoporosis)?"),
    HistoryItem("steroids", "long-term steroids", "Do you take steroids, or did you take them, for a long time?"),
    HistoryItem(
        "immunity",
        "weakened immunity, or injected drugs",
        "Is your immune system weakened, by illness or medicine, or do you inject drugs?",
    ),
)
"""The history group: asked once, changed in Settings."""

EARLY_VISIT = "With your history, see a doctor early about any new spasm."
"""What the history group changes for each new spasm."""

MINOR_INJURY = Symptom(
    "injury",
    "emergency",
    "it came after an accident or fall, a minor one included",
    "Did this come after an accident or a fall, even a minor one?",
)
"""What is asked in place of `injury` when one of the history group applies."""

SLUGS: tuple[str, ...] = tuple(symptom.slug for symptom in SYMPTOMS)
"""Every symptom's slug, in the order asked."""
HISTORY_SLUGS: tuple[str, ...] = tuple(item.slug for item in HISTORY)
"""Every history slug, in the order asked."""
LEVEL_OF: dict[str, Level] = {symptom.slug: symptom.level for symptom in SYMPTOMS}
"""The level by slug."""
LABEL_OF: dict[str, str] = {symptom.slug: symptom.label for symptom in SYMPTOMS} | {
    item.slug: item.label for item in HISTORY
}
"""The short label by slug, the history group's too."""

UNKNOWN_LEVEL: Level = "same-day"
"""The level of a slug that this version does not know, from a newer one on another device: shown rather than lost."""


def level_of(slug: str) -> Level:
    """The level of a symptom; one that this version does not know counts as `same-day`."""
    return LEVEL_OF.get(slug, UNKNOWN_LEVEL)


def open_flags(history: History, when: When) -> tuple[OpenFlag, ...]:
    """The symptoms that stand as ticked by `when`, the most urgent first, then in the order asked.

    For each symptom the word written last counts, whatever the clock said meanwhile. `cleared` and `mistake` take back
    the symptoms they name, or all when they name none; answering "none of these" takes back nothing. Ticking an open
    one again leaves its `since`.
    """
    since: dict[str, date] = {}
    for record in answers(history, when):
        if record.action == "ticked":
            for slug in record.symptoms:
                if slug not in HISTORY_SLUGS:
                    since.setdefault(slug, record.on)
        elif record.action in ("cleared", "mistake"):
            for slug in record.symptoms or tuple(since):
                since.pop(slug, None)
    flags = (OpenFlag(slug, level_of(slug), day) for slug, day in since.items())
    return tuple(sorted(flags, key=_urgency))


def flags_now(history: History, now: datetime) -> tuple[OpenFlag, ...]:
    """The symptoms that stand as ticked now; one dated ahead counts, for the clock may have been set back since."""
    return open_flags(history, max([now, *(record.at for record in history.redflags)], key=instant))


def worst_level(flags: Iterable[OpenFlag]) -> Level | None:
    """The most urgent level among the flags; None when there are none."""
    return min((flag.level for flag in flags), key=LEVELS.index, default=None)


def history_group(history: History, when: When) -> tuple[str, ...] | None:
    """The history slugs that apply by the latest answer known by `when`; None when it was never asked."""
    group = [record for record in answers(history, when) if record.action == "history"]
    if not group:
        return None
    return tuple(slug for slug in HISTORY_SLUGS if slug in group[-1].symptoms)


def questions(history: History, when: When) -> tuple[Symptom, ...]:
    """The card's questions for this user: with one of the history group, a minor fall counts as `injury` too."""
    if not history_group(history, when):
        return SYMPTOMS
    return tuple(MINOR_INJURY if symptom.slug == MINOR_INJURY.slug else symptom for symptom in SYMPTOMS)


def early_visit(history: History, when: When) -> str | None:
    """The sentence that goes with each new spasm when one of the history group applies, else None."""
    return EARLY_VISIT if history_group(history, when) else None


def answers(history: History, when: When) -> list[RedFlag]:
    """The answers known by `when`, in the order in which they were written.

    Their ids tell it, not their times: after the clock was set back a new tick has an earlier time than the clearing
    before it, and a clearing may never hide what was ticked after it.
    """
    known = known_by(when)
    return sorted((record for record in history.redflags if known(record.at)), key=lambda record: record.id)


def more_is_ticked(before: RedFlag, after: RedFlag) -> bool:
    """Whether a correction ticks what was not ticked before, so that it must count as written now."""
    known = before.symptoms if before.action == "ticked" else ()
    return after.action == "ticked" and not set(after.symptoms) <= set(known)


def _urgency(flag: OpenFlag) -> tuple[int, int, str]:
    asked = SLUGS.index(flag.slug) if flag.slug in LEVEL_OF else len(SLUGS)
    return LEVELS.index(flag.level), asked, flag.slug
