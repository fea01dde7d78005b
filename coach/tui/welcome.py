"""The first start, step by step, each of which may be left; and the test of what a prompt looks like here."""

import asyncio
from functools import partial

from textual.app import App
from textual.content import Content

from coach.config import set_value
from coach.core.settings import Settings
from coach.notify.channel import Delivery
from coach.notify.channels import NAMES, try_all
from coach.tui.commands import GoSettings, Help, ItHurts, TestNotice
from coach.tui.drawing.settings import hours_words
from coach.tui.errand import Errand
from coach.tui.flows import Flows
from coach.tui.messages import SettingsWritten
from coach.tui.ports import House
from coach.tui.preview import DayAhead, day_ahead
from coach.tui.screens.card import ChoiceCard, NoticeCard
from coach.tui.screens.setting_card import SettingCard
from coach.tui.setting_fields import fields

WAYS = {
    "dbus": ("on the desktop", "Look whether the desktop is set not to disturb, and whether it may show Coach."),
    "plyer": ("by the system's notifications", "Look in the system's settings whether this terminal may notify."),
    "tmux": ("on the status line of tmux", "It stays as long as tmux is told: set -g display-time 4000"),
    "osc": ("by the terminal", "The terminal may have to allow it; inside tmux: set -g allow-passthrough on"),
    "bell": ("by the bell of the terminal", "Whether it sounds is the terminal's setting, often called bell."),
}
"""Channels as people say them, and what to look at when one was not seen."""
BAR = "The bar at the bottom of the app always shows a prompt, whatever the desktop does."


class Notices(Errand):
    """Tries the channels in their order until one was seen."""

    async def tried(self) -> None:
        """Send by one channel, ask, and go on to the next after a no. What was seen is set, where there is a choice."""
        unseen: list[str] = []
        failed: list[Delivery] = []
        for name in NAMES:
            said = await asyncio.to_thread(try_all, self._house.settings.notify, only=name)
            failed += [one for one in said if not one.delivered]
            if not said or not said[0].delivered:
                continue
            answer = await self._app.push_screen_wait(self._card(name, unseen))
            if answer == "seen":
                self._keep(name, unseen)
                return
            if answer is None:
                return
            unseen.append(name)
        reasons = "\n".join(f"  {one.channel}: {one.detail}" for one in failed)
        looks = "\n".join(f"  {name}: {WAYS[name][1]}" for name in unseen)
        body = "\n\n".join(
            filter(None, [BAR, looks and f"Not seen:\n{looks}", reasons and f"Not possible:\n{reasons}"])
        )
        await self._app.push_screen_wait(
            NoticeCard("No other way is left", Content(body), [("enter", "go on", "go-on")])
        )

    def _card(self, name: str, unseen: list[str]) -> NoticeCard:
        way, _ = WAYS[name]
        before = f"{WAYS[unseen[-1]][1]}\n\n" if unseen else ""
        body = Content.assemble(
            (before, "$foreground-muted"), f"A test was just sent {way}.\n\n", (BAR, "$foreground-muted")
        )
        met = "heard" if name == "bell" else "seen"
        answers = [("y", met, "seen"), ("n", f"not {met}: the next way", "unseen")]
        return NoticeCard(f"{met.capitalize()} it?", body, answers)

    def _keep(self, name: str, unseen: list[str]) -> None:
        changes: list[tuple[str, object]] = []
        if name in ("tmux", "osc", "bell"):
            if any(other in ("dbus", "plyer") for other in unseen):
                changes.append(("desktop", False))
            if unseen and unseen[-1] in ("tmux", "osc"):
                changes.append(("terminal", name))
        with self.calmly():
            for key, value in changes:
                set_value(self._house.paths.config, "notify", key, value)
        if changes:
            self._app.post_message(SettingsWritten())
        self.say(f"Prompts come {WAYS[name][0]}." + (" That is set." if changes else ""))


class Welcome(Errand):
    """How the back is, the safety history, the day, the test notification."""

    def __init__(self, app: App[None], house: House, flows: Flows) -> None:
        super().__init__(app, house)
        self._flows = flows

    async def begin(self) -> None:
        """All steps; a spasm goes straight to the safety card and relief, and is asked nothing more."""
        card = ChoiceCard(
            "Your back now?",
            (
                ("fine", "fine", ""),
                ("sore", "sore", "then one number for the pain"),
                ("spasm", "in spasm", "then straight to relief"),
            ),
            "The coach keeps your log on this machine alone. It is self-care and not a medical device.\n"
            f"Everything can be changed later; {Help.key_shown()} shows all keys.",
            "skip",
        )
        answer = await self._app.push_screen_wait(card)
        if answer == "spasm":
            await self._flows.it_hurts()
            self.say(f"The rest of the welcome is in Settings ({GoSettings.key_shown()}), for another day.")
            return
        if answer == "sore":
            await self.pain()
        await self._flows.safe.history()
        await self._day()
        await self._notice()

    async def _day(self) -> None:
        """The day on the hours that are set, until they suit."""
        hours = next(field for field in fields() if field.id == "work-hours")
        while True:
            ahead = await asyncio.to_thread(self._ahead)
            card = NoticeCard(
                "A day with the coach",
                partial(hours_words, self._house.settings, ahead),
                [("enter", "that suits me", "fine"), ("h", "other hours", "hours")],
            )
            if await self._app.push_screen_wait(card) != "hours":
                return
            config = self._house.paths.config
            typed = await self._app.push_screen_wait(SettingCard(hours, self._house.settings, config, self._ahead_with))
            if typed is not None:
                with self.calmly():
                    set_value(config, hours.section, hours.key, hours.raw(typed))
                    self._app.post_message(SettingsWritten())

    def _ahead(self) -> DayAhead:
        return self._ahead_with(self._house.settings)

    def _ahead_with(self, settings: Settings) -> DayAhead:
        house = self._house
        return day_ahead(house.journal.history, settings, house.library.routines, house.clock.wall())

    async def _notice(self) -> None:
        later = f"{TestNotice.key_shown()} in Settings sends one"
        card = ChoiceCard(
            "How a prompt reaches you",
            (("send", "send a test notification", "did you see it?"), ("no", "not now", later)),
            leave="skip",
        )
        if await self._app.push_screen_wait(card) == "send":
            await Notices(self._app, self._house).tried()
        self.say(f"That is all. {ItHurts.key_shown()} when it hurts; {Help.key_shown()} shows all keys.")
