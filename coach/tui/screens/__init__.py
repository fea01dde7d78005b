"""One task a screen: the five places, the session, and the small cards on top."""
