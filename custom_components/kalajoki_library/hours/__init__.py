"""Opening-hours sources. The weekly pattern is part of the options; others come beside it here."""
