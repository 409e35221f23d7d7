"""An httpx transport that connects to public addresses only, and never past a deadline.

The address that was checked is the address that is connected to, so a name that resolves differently
a moment later (DNS rebinding) gains nothing.
"""

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Final

import httpx

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Sequence[str]]  # host and port -> IP addresses; OSError

NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
GLOBAL_UNICAST: Final = ipaddress.IPv6Network("2000::/3")  # all that is handed out of IPv6
NOT_PUBLIC: Final = (  # beyond what `is_global` of every Python we run on knows
    ipaddress.IPv4Network("192.0.0.0/24"),  # protocol assignments; a cloud's metadata service lives here
    ipaddress.IPv4Network("192.88.99.0/24"),  # 6to4 relays
    ipaddress.IPv4Network("168.63.129.16/32"),  # looks public, is Azure's host
    ipaddress.IPv6Network("2001::/23"),  # protocol assignments, Teredo among them
    ipaddress.IPv6Network("3fff::/20"),  # documentation
)


class NotPublic(httpx.TransportError):
    """The host has an address that must not be connected to."""


def resolve_host(host: str, port: int) -> list[str]:
    """The addresses of `host` as the system resolves it, short forms such as 0x7f000001 too. OSError."""
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def parse_networks(networks: Sequence[str]) -> tuple[Network, ...]:
    """CIDRs such as "10.0.0.0/8". ValueError."""
    return tuple(ipaddress.ip_network(network, strict=False) for network in networks)


def is_allowed(address: Address, networks: Sequence[Network] = ()) -> bool:
    """Whether `address` is public or in one of `networks`; an IPv4 address embedded in it is what counts."""
    inner = _embedded_ipv4(address)
    if inner is not None:
        return is_allowed(inner, networks)
    if any(address in network for network in networks):
        return True
    if address.version == 6 and address not in GLOBAL_UNICAST:
        return False
    return address.is_global and not address.is_multicast and not any(address in net for net in NOT_PUBLIC)


class PublicTransport(httpx.BaseTransport):
    """Serves the requests of one fetch; close it, or leave its `with`, when the fetch ends.

    It raises NotPublic, httpx.ConnectError for a name that does not resolve, httpx.TimeoutException
    past the deadline, and what httpx.HTTPTransport raises. At the deadline (time.monotonic()) it cuts
    the connection, which a peer that sends a byte now and then would else keep for ever.
    """

    def __init__(
        self,
        deadline: float,
        networks: Sequence[Network] = (),
        resolve: Resolve = resolve_host,
        inner: httpx.BaseTransport | None = None,
    ) -> None:
        self._deadline = deadline
        self._networks = networks
        self._resolve = resolve
        # no kept connections: two hosts at one address must not share one, nor its TLS name
        limits = httpx.Limits(max_keepalive_connections=0)
        self._inner = inner or httpx.HTTPTransport(trust_env=False, limits=limits)
        self._cutter = _Cutter(deadline)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        addresses = self._checked_addresses(request.url)
        for left in range(len(addresses), 0, -1):
            try:
                return self._inner.handle_request(self._pinned(request, addresses[-left], left))
            except (httpx.ConnectError, httpx.ConnectTimeout):  # as browsers do: on to the next address
                if left == 1:
                    raise
        raise httpx.ConnectError(f"{request.url.host} has no address")

    def close(self) -> None:
        self._cutter.stop()
        self._inner.close()

    def _checked_addresses(self, url: httpx.URL) -> list[Address]:
        port = url.port or (443 if url.scheme == "https" else 80)
        addresses = [ipaddress.ip_address(text) for text in self._resolved(url.raw_host.decode("ascii"), port)]
        refused = [address for address in addresses if not is_allowed(address, self._networks)]
        if refused:  # one is enough: which of them is connected to is not for the name's owner to choose
            raise NotPublic(f"{url.host} is not on the public internet")  # its address is nobody's business
        return list(dict.fromkeys(addresses))

    def _resolved(self, host: str, port: int) -> Sequence[str]:
        """Resolves on a thread of its own: the system's resolver cannot be given a time limit."""
        found: list[Sequence[str]] = []
        failed: list[OSError | UnicodeError] = []

        def resolve() -> None:
            try:
                found.append(self._resolve(host, port))
            except (OSError, UnicodeError) as error:  # UnicodeError: a label that is empty or too long
                failed.append(error)

        thread = threading.Thread(target=resolve, daemon=True)
        thread.start()
        thread.join(self._left())
        if failed:
            raise httpx.ConnectError(f"{host} does not resolve: {failed[0]}")
        if not found:
            raise httpx.ConnectTimeout(f"{host} did not resolve in time")
        return found[0]

    def _pinned(self, request: httpx.Request, address: Address, attempts: int) -> httpx.Request:
        """`request` for the address itself; the Host header stays, and TLS still checks the host's name."""
        timeout = httpx.Timeout(self._left(), connect=self._left() / attempts).as_dict()
        extensions: dict[str, Any] = {**request.extensions, "timeout": timeout, "trace": self._cutter.trace}
        extensions["sni_hostname"] = request.url.raw_host.decode("ascii").rstrip(".")
        url = request.url.copy_with(host=str(address))
        return httpx.Request(request.method, url, headers=request.headers, stream=request.stream, extensions=extensions)

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise httpx.ConnectTimeout("the time is up")
        return left


class _Cutter:
    """Ends the open connection at the deadline, whatever its owner is waiting for."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None  # our own handle: TLS takes the first one over
        self._timer = threading.Timer(max(0.0, deadline - time.monotonic()), self._cut)
        self._timer.daemon = True
        self._timer.start()

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """httpx's `trace` extension: takes note of each new connection."""
        if event == "connection.connect_tcp.complete":
            self._keep(info["return_value"].get_extra_info("socket").dup())
            if time.monotonic() >= self._deadline:  # the timer has gone off before there was a socket
                self._cut()

    def stop(self) -> None:
        self._timer.cancel()
        self._keep(None)

    def _keep(self, opened: socket.socket | None) -> None:
        with self._lock:
            if self._socket is not None:
                self._socket.close()
            self._socket = opened

    def _cut(self) -> None:
        with self._lock, suppress(OSError):  # the peer has gone already
            if self._socket is not None:
                self._socket.shutdown(socket.SHUT_RDWR)


def _embedded_ipv4(address: Address) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
