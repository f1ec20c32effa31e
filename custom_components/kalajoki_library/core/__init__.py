"""The domain, pure.

`handle(event, now)` is the only way in; effects and views are the only way out; nothing here knows Home
Assistant, a clock, randomness, logging or the wire.
"""
