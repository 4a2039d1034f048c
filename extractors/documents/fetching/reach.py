"""Which machines may be connected to: those of the public, and what the settings name."""

import socket
from ipaddress import (
    IPv4Address,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Any

from kg.errors import BadDocument, NotNow

type Address = tuple[socket.AddressFamily, tuple[Any, ...]]

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last four bytes are an address of IPv4


def reachable(host: str, port: int, allowed: str) -> list[Address]:
    """The addresses of a host; BadDocument where any of them lies inside and is not allowed.

    What is returned is what must be connected to: a second look-up might answer otherwise.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotNow(f"cannot be fetched (no address of {host[:100]} is known)") from error
    named = [one.strip().lower() for one in allowed.split(",") if one.strip()]
    for *_, address in found:
        if host.lower() not in named and not _may_be_asked(str(address[0]), named):
            raise BadDocument(
                f"{host} is {address[0]}, which is not on the public web: "
                "name it in KG_PRIVATE if it may be fetched from"
            )
    return [(family, address) for family, _, _, _, address in found]


def _may_be_asked(text: str, named: list[str]) -> bool:
    address = ip_address(text.partition("%")[0])
    inner = embedded(address)
    if all(one.is_global and not one.is_multicast for one in inner):
        return True
    return all(any(_covers(network, one) for network in named) for one in inner)


def embedded(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """Where packets to an address may end: an address of IPv6 can carry one of IPv4.

    >>> [str(one) for one in embedded(IPv6Address("::ffff:127.0.0.1"))]
    ['127.0.0.1']
    """
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address in _NAT64:
        return [address, IPv4Address(int(address) & 0xFFFFFFFF)]
    carried = [address.sixtofour, *(address.teredo or ())]
    return [address, *(one for one in carried if one)]


def _covers(network: str, address: IPv4Address | IPv6Address) -> bool:
    try:
        return address in ip_network(network, strict=False)
    except ValueError:  # a name
        return False
