"""The wire between the integration and the bridge: topics, messages, codec.

Standard library only, and relative imports only: the same files are read under two names.
"""

from .codec import decode, encode
from .errors import ContractError, TopicError, UnreadableMessageError, UnwritableMessageError

# Bump SCHEMA_VERSION when a field or word is added. MIN_SCHEMA_VERSION is the oldest other side
# this one still understands; raise it only together with the major version in the topic.
SCHEMA_VERSION = 1
MIN_SCHEMA_VERSION = 1

__all__ = [
    "MIN_SCHEMA_VERSION",
    "SCHEMA_VERSION",
    "ContractError",
    "TopicError",
    "UnreadableMessageError",
    "UnwritableMessageError",
    "decode",
    "encode",
]
