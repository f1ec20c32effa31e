"""The databases, one module each, behind `base.Database`."""
