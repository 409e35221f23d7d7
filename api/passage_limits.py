"""How much of the processor passages may take: they are public, and their sound is not kept."""

from dataclasses import dataclass

from anyio import CapacityLimiter

from api.address_limit import AddressLimit


@dataclass(frozen=True)
class PassageLimits:
    """Apart from those of who has a key: readers cannot take their places."""

    places: CapacityLimiter  # one for each passage that is spoken to somebody now
    limit: AddressLimit  # of one address
