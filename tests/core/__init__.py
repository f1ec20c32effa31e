"""The rules of the building, proven one by one and together."""
