"""The command line: a package of lazy commands, none of which imports Textual but the one that opens the app."""
