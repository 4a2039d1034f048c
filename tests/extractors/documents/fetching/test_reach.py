"""Which addresses may be asked, and in how many ways one inside may be written."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.documents.fetching.asking import plain
from extractors.documents.fetching.reach import embedded, reachable
from kg.errors import BadDocument


@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "127.8.8.8", "0.0.0.0"),  # noqa: S104
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1"),
        *("::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1", "ff02::1"),
        *("::127.0.0.1", "::ffff:0:10.0.0.1", "64:ff9b:1::7f00:1", "2a00::5efe:10.0.0.1"),
        *("fec0::1", "4000::1", "3fff::1", "5f00::1", "192.0.0.8", "192.88.99.1", "168.63.129.16"),
    ],
)
def test_addresses_inside(address: str) -> None:
    with pytest.raises(BadDocument):
        reachable(address, 80, "")
    reachable(address, 80, address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"]
)
def test_addresses_of_the_public(address: str) -> None:
    assert reachable(address, 80, "")


@given(st.ip_addresses(v=4))
def test_an_address_in_other_clothes_is_the_same(address: object) -> None:
    mapped = ip_address(f"::ffff:{address}")
    assert embedded(mapped) == [address]


def test_a_network_may_be_allowed() -> None:
    assert reachable("10.1.2.3", 80, "example.org, 10.1.0.0/16")
    with pytest.raises(BadDocument):
        reachable("10.2.2.3", 80, "example.org, 10.1.0.0/16")


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://example.org/", "file:///etc/passwd", "http://", "http://a@b/", "http://a:0/"),
        *("gopher://example.org/", "data:text/html,x", "http://example.org\\@127.0.0.1/"),
        *("http://example.org\uff0f@127.0.0.1/", f"http://{'ä' * 80}.example/", "http://[x]/"),
    ],
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(BadDocument, match="web address"):
        plain(url)
