"""Properties are tried on the same examples in every run."""

from hypothesis import settings

settings.register_profile("core", derandomize=True, database=None, deadline=None, max_examples=200)
settings.load_profile("core")
