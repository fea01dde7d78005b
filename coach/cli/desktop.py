"""From the conductor to the notifier: a prompt as a notification, and a pressed button as an answer."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast, get_args

from coach.core.reminders.model import Action
from coach.core.settings import NotifySettings
from coach.notify.channels import Notifier
from coach.notify.message import Message

if TYPE_CHECKING:
    from coach.scheduler.ports import OpenPrompt


class Desktop:
    """Puts prompts on the desktop. Nothing here blocks.

    `settings` gives what the user has set by now; `on_answer` gets the number of a prompt and the answer of the
    button that was pressed, on a thread of the notifier.
    """

    def __init__(self, settings: Callable[[], NotifySettings], on_answer: Callable[[int, Action], None]) -> None:
        self._settings = settings
        self._on_answer = on_answer
        self._notifier = Notifier(settings(), on_action=self._pressed)

    def show(self, prompt: "OpenPrompt") -> None:
        """Put it on the desktop."""
        self._notifier.use(self._settings())
        self._notifier.send(
            Message(
                title=prompt.title,
                body=prompt.body,
                low=prompt.kind == "shift",
                kind=prompt.kind,
                prompt_id=str(prompt.id),
            )
        )

    def chime(self, title: str, body: str) -> None:
        """Say something with a sound; nothing is asked."""
        self._notifier.use(self._settings())
        self._notifier.send(Message(title=title, body=body, sound=True))

    def take_back(self, prompt_id: int) -> None:
        """It has been answered elsewhere."""
        self._notifier.close_notification(str(prompt_id))

    def close(self) -> None:
        """End now."""
        self._notifier.close()

    def _pressed(self, prompt_id: str, answer: str) -> None:
        if prompt_id.isdigit() and answer in get_args(Action):
            self._on_answer(int(prompt_id), cast(Action, answer))
