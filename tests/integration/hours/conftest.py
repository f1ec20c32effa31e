"""Fixtures of the hours' tests."""

from .served import directory

__all__ = ["directory"]
