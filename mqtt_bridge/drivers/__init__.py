"""Vendors' formats to canonical readings, canonical commands to vendors' formats.

Pure: no socket, no clock.
"""
