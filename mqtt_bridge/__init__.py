"""A daemon between the building's devices, displays and database, and the integration."""

__version__ = "0.1.0"
