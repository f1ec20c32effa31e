"""Figures of whole days (R1)."""
