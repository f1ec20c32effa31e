"""Metrics: points, spool, writer, recorder."""
