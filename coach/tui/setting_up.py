"""What the settings screen asks for: a value changed, the safety history ticked, a test notification."""

from coach.config import set_value
from coach.core.redflags import HISTORY_SLUGS, history_group
from coach.core.settings import Settings
from coach.core.wording import first_large
from coach.errors import CoachError
from coach.tui.errand import Errand
from coach.tui.messages import SettingsWritten
from coach.tui.preview import DayAhead, day_ahead
from coach.tui.screens.card import ChoiceCard
from coach.tui.screens.setting_card import SettingCard
from coach.tui.setting_fields import Field


class SettingUp(Errand):
    """The errands of the settings."""

    async def change(self, field: Field) -> None:
        """Ask for a value, write it, and let it count."""
        settings, file = self._house.settings, self._house.paths.config
        choices = field.choices(tuple(sorted(self._app.available_themes)))
        now = field.text(settings)
        if choices:
            rows = [(choice, choice, "as it is" if choice == now else "") for choice in choices]
            typed = await self._app.push_screen_wait(ChoiceCard(field.title, rows, first_large(field.about)))
        else:
            typed = await self._app.push_screen_wait(SettingCard(field, settings, file, self._ahead))
        if typed is None or typed.strip() == now:
            return
        try:
            set_value(file, field.section, field.key, field.raw(typed))
        except CoachError as error:
            self.say(str(error), grave=True)
            return
        self.say(f"{field.key} is {typed.strip() or 'none'} from now on.")
        self._app.post_message(SettingsWritten())

    def tick(self, slug: str) -> None:
        """Tick or untick one of the history group."""
        journal = self._house.journal
        ticked = set(history_group(journal.history, self.now) or ()) ^ {slug}
        with self.calmly():
            self.wrote(journal.redflag("history", [name for name in HISTORY_SLUGS if name in ticked]))

    def _ahead(self, settings: Settings) -> DayAhead:
        return day_ahead(self._house.journal.history, settings, self._house.library.routines, self.now)
