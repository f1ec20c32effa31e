"""Turns the contract's topic table and dataclasses into documents. Knows no program behind them."""
