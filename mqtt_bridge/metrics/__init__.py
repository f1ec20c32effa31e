"""Metrics: from contract messages through a durable spool into InfluxDB."""
