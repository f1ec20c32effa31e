"""Tests of the pretend building."""
