"""Booking sources: each reads bookings, and writes them where it can."""
