"""What a bridge has told of itself."""

from dataclasses import dataclass

from .contract.messages import BridgeHealth, BridgeHello


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeInfo:
    """A bridge as it introduced itself; `online` None while that is not known."""

    online: bool | None = None
    hello: BridgeHello | None = None
    health: BridgeHealth | None = None
