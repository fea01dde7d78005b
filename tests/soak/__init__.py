"""A week of the app's life at speed, and whether it grows: `python -m tests.soak`."""
