"""From values to lines of text for a width: pure, so that each picture can be tested as words."""
