"""Dashboards as code. Knows measurements by their schema; runs only when dashboards are built."""
