"""Hours and modes: the only place, beside views, that knows local time."""
