"""A pretend building that speaks the vendors' native formats. Hears and sends vendor topics only."""
