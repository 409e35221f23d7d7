"""How often one address may ask. Addresses are kept in memory only, and only while they ask."""

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request

_MOST_ADDRESSES = 20_000
_IPV6_NETWORK = 64  # what a household is given: each of its addresses is the same asker


@dataclass
class _Asker:
    left: float
    at: float


class AddressLimit:
    """So many a minute, at once or spread; not safe for several threads, so call it from the event loop."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._per_second = float(per_minute), per_minute / 60
        self._clock = clock
        self._askers: OrderedDict[str, _Asker] = OrderedDict()  # the one that asked longest ago first

    def admit(self, request: Request, refusal: str) -> None:
        """Count the request. Raises HTTPException (429, `refusal`, Retry-After) if its address asks too often."""
        wait = self.wait(request.client.host if request.client else "")
        if wait:
            raise HTTPException(HTTPStatus.TOO_MANY_REQUESTS, refusal, headers={"Retry-After": str(math.ceil(wait))})

    def wait(self, address: str) -> float:
        """0 if the address may ask now, which counts as asking; else the seconds until it may."""
        name, now = _network(address), self._clock()
        self._forget(now)
        asker = self._askers.pop(name, None) or _Asker(self._most, now)
        asker.left = min(self._most, asker.left + (now - asker.at) * self._per_second)
        asker.at = now
        self._askers[name] = asker
        if asker.left < 1:
            return (1 - asker.left) / self._per_second
        asker.left -= 1
        return 0.0

    def _forget(self, now: float) -> None:
        """Those that have not asked for a minute, and so may again ask as often as anybody; and any too many."""
        while self._askers:
            oldest = next(iter(self._askers.values()))
            if now - oldest.at < 60 and len(self._askers) < _MOST_ADDRESSES:
                return
            self._askers.popitem(last=False)


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((int(parsed), _IPV6_NETWORK), strict=False).network_address)
    return str(parsed)
