"""A real Home Assistant without a person: its configuration, its process, its APIs, its forms."""
