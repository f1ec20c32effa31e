"""People: counting lines and presence (P1, P2)."""
