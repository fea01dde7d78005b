"""A calm, private terminal coach for a back that spasms and a day at the desk."""

__version__ = "0.1.0"
