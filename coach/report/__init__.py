"""Core values as text and pages."""
