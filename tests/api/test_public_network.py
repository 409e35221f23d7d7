"""Which addresses count as public, and that TLS checks the name although the address is connected to."""

import ipaddress
import shutil
import ssl
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from api.fetch import FetchLimits, PageUnavailable, fetch_page
from api.public_network import PublicTransport, is_allowed, parse_networks
from tests.api.page_server import Site, running

LOOPBACK = ("127.0.0.0/8",)
HERE = FetchLimits(timeout_seconds=10, allow_networks=LOOPBACK)

PAGE = "<!DOCTYPE html><html><body><p>Käse für alle</p></body></html>"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::808:808", True),
        ("64:ff9b::a00:1", False),
        ("64:ff9b:1::808:808", False),
        ("2002:a00:1::1", False),
        ("2001:0:4136:e378::1", False),
        ("::a00:1", False),
        ("fec0::1", False),
        ("fd00::1", False),
        ("fe80::1%eth0", False),
        ("ff0e::1", False),
        ("100.64.0.1", False),
        ("192.0.0.192", False),
        ("168.63.129.16", False),
        ("239.1.1.1", False),
        ("255.255.255.255", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_allowed(ipaddress.ip_address(address)) is public


def test_an_allowed_network_counts_for_the_address_inside_another() -> None:
    networks = parse_networks(["10.0.0.0/8", "fd00::/8"])
    assert is_allowed(ipaddress.ip_address("::ffff:10.0.0.1"), networks)
    assert is_allowed(ipaddress.ip_address("fd00::1"), networks)
    with pytest.raises(ValueError, match="nonsense"):
        fetch_page("http://example.com/", FetchLimits(allow_networks=("nonsense",)))


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of site.test, with its key, that nobody has signed."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs the openssl command")
    file = tmp_path / "site.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=site.test",
         "-addext", "subjectAltName=DNS:site.test", "-keyout", tmp_path / "key", "-out", tmp_path / "cert"],
        check=True, capture_output=True,
    )  # fmt: skip
    file.write_bytes((tmp_path / "key").read_bytes() + (tmp_path / "cert").read_bytes())
    return file


def test_tls_checks_the_name_and_not_the_address(certificate: Path) -> None:
    secure = Site()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    secure.socket = context.wrap_socket(secure.socket, server_side=True)
    secure.serve("/", PAGE.encode(), Content_Type="text/html")
    trusted = httpx.HTTPTransport(verify=ssl.create_default_context(cafile=certificate), trust_env=False)

    with running(secure):
        with pytest.raises(PageUnavailable, match="CERTIFICATE_VERIFY_FAILED"):
            fetch_page(f"https://site.test:{secure.server_port}/", HERE, lambda host, port: ["127.0.0.1"])
        networks = parse_networks(LOOPBACK)
        transport = PublicTransport(time.monotonic() + 10, networks, lambda host, port: ["127.0.0.1"], trusted)
        with httpx.Client(transport=transport) as client:
            assert client.get(f"https://site.test:{secure.server_port}/").text == PAGE
            with pytest.raises(httpx.ConnectError, match="Hostname mismatch"):
                client.get(f"https://other.test:{secure.server_port}/")
