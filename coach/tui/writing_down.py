"""Writing things down and looking at them again: entries of any time, medicines, gaps, details, concerns."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime

from textual.app import App
from textual.content import Content

from coach.core.concerns import Concern, concerns
from coach.core.episodes import open_spasms
from coach.core.medicines import PHARMACIST_FIRST, Known, days_line, first_nsaid, used_before
from coach.core.records import Medicine, Note, Pain, Record, Session, Spasm, Stress
from coach.core.redflags import flags_now
from coach.journal import Receipt
from coach.log.fields import edited
from coach.log.ids import written_at
from coach.tui.commands import Undo
from coach.tui.drawing.entry import title_of_entry
from coach.tui.drawing.log import date_words, day_words
from coach.tui.errand import Errand
from coach.tui.logbook import Logbook, at_evening
from coach.tui.plain import as_line
from coach.tui.ports import House
from coach.tui.screens.card import ChoiceCard, NoticeCard
from coach.tui.screens.concerns import ConcernsCard
from coach.tui.screens.entry import EntryCard
from coach.tui.screens.gaps import GapsCard
from coach.tui.screens.spasm import SpasmCard

WALK_S = 10 * 60
"""The length a walk told afterwards begins with, to be changed on its card (our default)."""
SORTS: tuple[tuple[str, str, str], ...] = (
    ("pain", "pain", ""), ("spasm", "a spasm", "start, end, where"), ("medicine", "a medicine", ""),
    ("stress", "stress", ""), ("walk", "a walk", ""), ("routine", "another routine", "rest, relief, breathing"),
    ("note", "a note", ""),
)  # fmt: skip
"""What can be written down for any time."""
OTHER = "another one"
DRAFT = "draft"
"""The id of what is not written down yet."""
Safety = Callable[[str, int | None], Awaitable[None]]
"""Asks the safety questions after a spasm was saved: what was said, and its pain."""


class WritingDown(Errand):
    """The errands of the log."""

    def __init__(self, app: App[None], house: House, safety: Safety) -> None:
        super().__init__(app, house)
        self._safety = safety

    # Gaps ----------------------------------------------------------------------------------------------------------

    async def fill(self, days: Sequence[date]) -> None:
        """Pain of days that have none, on one card; each is written down at once, as of that evening."""
        written: dict[date, Record] = {}

        def tell(day: date, nrs: int) -> None:
            journal = self._house.journal
            if day in written:
                receipt = journal.corrections.edit(written[day].id, {"pain": str(nrs)})
            else:
                receipt = journal.pain(nrs, at=at_evening(day, self.now))
            written[day] = receipt.record
            self.wrote(receipt, quietly=True)

        count = await self._app.push_screen_wait(GapsCard(days, tell))
        if count:
            filled = "1 day" if count == 1 else f"{count} days"
            self.say(f"Filled in: {filled}.  {Undo.key_shown()} takes the last one back.")

    # One entry -----------------------------------------------------------------------------------------------------

    async def open(self, record_id: str) -> None:
        """All about an entry; what is changed is written down at once."""
        with self.calmly():
            record = self._house.journal.corrections.find(record_id)
            while True:
                title = f"{title_of_entry(record)}, {day_words(record.at, self.now)}"
                card = EntryCard(title, record, self._change, self.now, facts=self._facts(record))
                answer = await self._app.push_screen_wait(card)
                record = card.record
                if answer == "delete":
                    self._delete(record.id)
                if answer != "details" or not isinstance(record, Spasm):
                    return
                record = await self._ask_details(record)

    async def delete(self, record_id: str) -> None:
        """Take an entry out of the log."""
        with self.calmly():
            self._delete(record_id)

    async def details(self, record_id: str | None) -> None:
        """Where, signs, triggers and note of a spasm: the one named, or the newest open one."""
        journal = self._house.journal
        with self.calmly():
            spasms = open_spasms(journal.history, self.now)
            record = journal.corrections.find(record_id) if record_id is not None else spasms[-1] if spasms else None
            if isinstance(record, Spasm):
                await self._ask_details(record)
            else:
                self.say("No spasm is open. Mark a spasm in the log to fill in its details.")

    async def _ask_details(self, spasm: Spasm) -> Record:
        words = await self._app.push_screen_wait(SpasmCard(f"Spasm of {day_words(spasm.at, self.now)}", spasm))
        if words is None:
            return spasm
        receipt = self._house.journal.corrections.edit(spasm.id, words)
        self.wrote(receipt, quietly=receipt.record.rev == spasm.rev)
        return receipt.record

    def _delete(self, record_id: str) -> None:
        receipt = self._house.journal.corrections.delete(record_id)
        self.wrote(receipt, last=f"  {Undo.key_shown()} brings it back.")

    def _change(self, record: Record, name: str, words: str) -> Record:
        receipt = self._house.journal.corrections.edit(record.id, {name: words})
        self.wrote(receipt, quietly=True)
        return receipt.record

    def _facts(self, record: Record) -> str:
        device = Logbook(self._house).device_of(record)
        written = written_at(record.id)
        first = "" if written is None else f", first written {day_words(written.astimezone(self.now.tzinfo), self.now)}"
        return f"{record.id}, revision {record.rev}, device {as_line(device) or 'unknown'}{first}"

    # New entries ---------------------------------------------------------------------------------------------------

    async def new(self, day: date | None = None) -> None:
        """Something of now, or of the evening of an earlier day; the time can be changed on its card."""
        at = self.now if day is None or day == self.now.date() else at_evening(day, self.now)
        title = "Write down" if day is None else f"Write down, for {date_words(at, self.now)}"
        sorts = SORTS
        if open_spasms(self._house.journal.history, self.now):
            sorts = (*SORTS, ("details", "details of the spasm", "where, signs, triggers"))
        sort = await self._app.push_screen_wait(ChoiceCard(title, sorts))
        if sort == "medicine":
            await self.took(at)
        elif sort == "details":
            await self.details(None)
        elif sort == "routine":
            await self._routine(at)
        elif sort is not None:
            draft, missing = _draft(sort, at)
            await self._write(f"{title_of_entry(draft)}: when and what?", draft, missing)

    async def _routine(self, at: datetime) -> None:
        routines = sorted(self._house.library.routines.values(), key=lambda routine: (routine.kind, routine.title))
        chosen = await self._app.push_screen_wait(
            ChoiceCard("Which routine?", [(routine.id, routine.title, routine.kind) for routine in routines])
        )
        routine = self._house.library.routines.get(chosen or "")
        if routine is not None:
            draft = Session(id=DRAFT, at=at, routine=routine.id, kind=routine.kind, seconds=WALK_S, told=True)
            await self._write(f"{as_line(routine.title)}: when, and for how long?", draft, ())

    async def took(self, at: datetime | None = None) -> None:
        """A medicine: one that was used before by one key, or another one."""
        known = used_before(self._house.journal.history, most=8)
        chosen: Known | None = None
        if known:
            choices = [(str(place), as_line(each.name), _sort_words(each)) for place, each in enumerate(known)]
            card = ChoiceCard(
                "What did you take?", [*choices, (OTHER, OTHER, "")], "Written down and counted, never dosed."
            )
            answer = await self._app.push_screen_wait(card)
            if answer is None:
                return
            chosen = known[int(answer)] if answer != OTHER else None
        draft = Medicine(id=DRAFT, at=at or self.now, name="")
        missing: tuple[str, ...] = ("name",)
        if chosen is not None:
            draft = Medicine(
                id=DRAFT, at=at or self.now, name=chosen.name, nsaid=chosen.nsaid, prescribed=chosen.prescribed
            )
            missing = ()
        await self._write("A medicine you took", draft, missing)

    async def _write(self, title: str, draft: Record, missing: tuple[str, ...]) -> None:
        card = EntryCard(title, draft, self._change_draft, self.now, missing=missing)
        while True:
            answer = await self._app.push_screen_wait(card)
            if answer == "details" and isinstance(card.record, Spasm):
                words = await self._app.push_screen_wait(SpasmCard("Where, and after what?", card.record))
                changed = card.record if words is None else edited(card.record, words, self.now)
                card = EntryCard(title, changed, self._change_draft, self.now, begun_as=draft)
                continue
            if answer == "save":
                with self.calmly():
                    await self._save(card.record)
            return

    def _change_draft(self, record: Record, name: str, words: str) -> Record:
        return edited(record, {name: words}, self.now)

    async def _save(self, draft: Record) -> None:
        journal = self._house.journal
        match draft:
            case Pain():
                self.wrote(journal.pain(draft.pain, at=draft.at, note=draft.note))
            case Stress():
                self.wrote(journal.stress(draft.stress, at=draft.at, note=draft.note))
            case Note():
                self.wrote(journal.note(draft.text, at=draft.at))
            case Session():
                self.wrote(
                    journal.session(
                        routine=draft.routine, kind=draft.kind, seconds=draft.seconds, at=draft.at,
                        partial=draft.partial, pain_before=draft.pain_before, pain_after=draft.pain_after,
                        felt=draft.felt, told=True,
                    )
                )  # fmt: skip
            case Medicine():
                await self._save_medicine(draft)
            case Spasm():
                await self._save_spasm(draft)

    async def _save_spasm(self, draft: Spasm) -> None:
        journal = self._house.journal
        receipt = journal.spasm_start(
            draft.at,
            draft.pain,
            where=draft.where,
            triggers=draft.triggers,
            signs=draft.signs,
            note=draft.note,
            ended=draft.ended,
        )
        if draft.ended is not None:
            self.wrote(receipt)
            return
        self.wrote(receipt, quietly=True)
        await self._safety(receipt.said, draft.pain)

    async def _save_medicine(self, draft: Medicine) -> None:
        receipt = self._house.journal.took(
            draft.name, at=draft.at, amount=draft.amount, nsaid=draft.nsaid, prescribed=draft.prescribed,
            relief=draft.relief, note=draft.note,
        )  # fmt: skip
        history = self._house.journal.history
        medicine = receipt.record
        assert isinstance(medicine, Medicine)
        counted = days_line(history, self.now.date()) if medicine.nsaid else ""
        self.wrote(Receipt(medicine, f"{receipt.said} {counted}".rstrip()))
        if first_nsaid(history, medicine):
            body = Content(f"{PHARMACIST_FIRST}\n\nIt is written down. This is said once.")
            await self._app.push_screen_wait(
                NoticeCard("The first anti-inflammatory in your log", body, [("enter", "read", "read")])
            )

    # Concerns ------------------------------------------------------------------------------------------------------

    async def concerns(self) -> None:
        """All that should be looked at; what is said to one is written down at once."""
        journal = self._house.journal
        found = concerns(journal.history, self.now)
        if not found:
            self.say("The log holds nothing that should be looked at now.")
            return
        first = sorted(found, key=lambda concern: concern.seen)
        days = {seen.code: seen.appointment for seen in journal.history.concerns if seen.appointment is not None}
        appointments = {seen.code: days[seen.code] for seen in journal.history.concerns[::-1] if seen.code in days}
        answer = await self._app.push_screen_wait(ConcernsCard(first, appointments, self.now.date()))
        if answer is None:
            return
        with self.calmly():
            if answer.does == "flags":
                await self.flagged(tuple(flag.slug for flag in flags_now(journal.history, self.now)))
            elif answer.does == "over":
                self.wrote(journal.spasm_end(None))
            elif answer.does == "pain":
                await self.pain()
            else:
                self._seen(answer.concern, answer.appointment)

    def _seen(self, concern: Concern, appointment: date | None) -> None:
        self.wrote(self._house.journal.concern_seen(concern.code, concern.message, appointment=appointment))


def _draft(sort: str, at: datetime) -> tuple[Record, tuple[str, ...]]:
    """What is still to be told, and which of its fields must be."""
    match sort:
        case "pain":
            return Pain(id=DRAFT, at=at, pain=0), ("pain",)
        case "stress":
            return Stress(id=DRAFT, at=at, stress=0), ("stress",)
        case "spasm":
            return Spasm(id=DRAFT, at=at), ()
        case "walk":
            return Session(id=DRAFT, at=at, routine="gentle-walk", kind="walk", seconds=WALK_S, told=True), ()
        case _:
            return Note(id=DRAFT, at=at, text=""), ("text",)


def _sort_words(known: Known) -> str:
    sorts = ["NSAID" if known.nsaid else "", "prescribed" if known.prescribed else ""]
    return ", ".join(word for word in sorts if word)
