"""Tests of the dashboards as code."""
