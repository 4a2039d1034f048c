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

# Whose last four bytes are an address of IPv4: RFC 6052 (NAT64), and RFC 4291 and 2765, as some
# routers still unpack them.
_CARRYING = tuple(map(IPv6Network, ("64:ff9b::/96", "::/96", "::ffff:0:0:0/96")))
_ISATAP = (0x5EFE, 0x200_5EFE)  # RFC 5214: what stands before an address of IPv4 in the lower half
# All that the IANA gives out for the public; site-local addresses (fec0::/10) are not in it.
_PUBLIC = tuple(map(IPv6Network, ("2000::/3", "64:ff9b::/96")))
# What versions of the library take for public: relays and translators (RFC 7526, 6890), addresses
# for examples (RFC 9637), and the one by which Azure talks to its own machines.
_NOT_PUBLIC = tuple(
    map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "3fff::/20"))
)


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
                f"{host[:100]} is inside, not on the public web: "
                "name it in KG_PRIVATE if it may be fetched from"
            )
    return [(family, address) for family, _, _, _, address in found]


def _may_be_asked(text: str, named: list[str]) -> bool:
    address = ip_address(text.partition("%")[0])
    inner = embedded(address)
    if all(_is_public(one) for one in inner):
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
    if address.is_loopback or address.is_unspecified:
        return [address]
    carried = [address.sixtofour, *(address.teredo or ())]
    is_isatap = int(address) >> 32 & 0xFFFFFFFF in _ISATAP
    if is_isatap or any(address in network for network in _CARRYING):
        carried.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [address, *(one for one in carried if one)]


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if not address.is_global or address.is_multicast:
        return False
    if isinstance(address, IPv6Address) and not any(address in one for one in _PUBLIC):
        return False
    return not any(address in network for network in _NOT_PUBLIC)


def _covers(network: str, address: IPv4Address | IPv6Address) -> bool:
    try:
        return address in ip_network(network, strict=False)
    except ValueError:  # a name
        return False
