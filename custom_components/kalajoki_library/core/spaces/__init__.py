"""Bookings on spaces and the state they give (B5)."""
