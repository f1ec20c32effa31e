"""Tests of the broker session."""
