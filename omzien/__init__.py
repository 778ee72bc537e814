"""Omzien runs a school's anti-bullying protocol."""

__version__ = "0.1.0"
