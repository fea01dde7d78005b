"""What the machine knows of the user: one small module a source."""
