"""Doors: what is wanted of them, and locks that follow or do not (D1, D3)."""
