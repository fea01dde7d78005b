"""The rules, pure: no file, no clock, no thread, no screen. `now` is always an argument."""
