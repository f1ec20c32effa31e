"""Bookable devices: powered for their bookings, never cut in the middle of a job, metered (B8)."""
