"""A daemon between the building's devices, displays and database, and the integration."""
