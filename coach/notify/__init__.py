"""How a prompt reaches the user outside the app: one small module a channel, tried in order."""

import logging

logging.getLogger(__name__).addHandler(logging.NullHandler())  # never onto the screen the app draws
