"""How a display names a booking: opaque, short, the same every time, with no way back to the uid (V5)."""

from hashlib import blake2s

from ..ids import BookingKey


def ref_of(key: BookingKey) -> str:
    """Return twelve hexadecimal digits."""
    text = f"{key.source}\x1f{key.uid}\x1f{key.recurrence}"
    return blake2s(text.encode(), digest_size=6).hexdigest()
