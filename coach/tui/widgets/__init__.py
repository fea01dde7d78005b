"""Dumb pieces of a screen: attributes go in, messages come out."""
