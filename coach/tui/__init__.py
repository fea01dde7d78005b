"""The app on the terminal: screens that show what the core says, and keys that reach the journal and the reminders."""
