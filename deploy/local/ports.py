"""Which TCP ports are taken."""

import random
import socket
from collections.abc import Mapping

from deploy.problem import Problem

_given: list[socket.socket] = []
"""UDP sockets on the ports that were given out: until this process ends, no other is given the same port for TCP."""


def is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def require_free(host: str, ports: Mapping[str, int]) -> None:
    """The ports by the name of the setting that moves each."""
    for setting, port in ports.items():
        if not is_free(host, port):
            raise Problem(f"port {port} on {host} is in use by another program; set {setting} to a free one")


def find_free(host: str = "127.0.0.1") -> int:
    """Below the range outgoing connections use, so that it is still free when a server comes back to it."""
    while True:
        port = random.randint(20_000, 32_000)  # noqa: S311 (no secret)
        if is_free(host, port) and _claim(host, port):
            return port


def _claim(host: str, port: int) -> bool:
    claim = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        claim.bind((host, port))
    except OSError:
        claim.close()
        return False
    _given.append(claim)
    return True
