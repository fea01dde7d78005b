"""How fast and how light the coach is, each figure beside a reference of the same run: `python -m tests.bench`."""
