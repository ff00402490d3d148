"""A server's turn: all histories, over and over, timed by the kernel's accounting and by the clock."""

from dataclasses import dataclass

from bench.cases import bodies
from bench.client import ask, drive, message
from bench.server import Server


@dataclass(frozen=True)
class Turn:
    """One server's turn: its requests, and whether connections are kept from one to the next."""

    name: str
    server: Server
    requests: list[bytes]
    keep: bool = False

    def __call__(self, seconds: float) -> tuple[float, float]:
        """Seconds a request, by the kernel's accounting and by the clock, over at least so many seconds."""
        cpu, spent, count = self.server.cpu(), 0.0, 0
        while not count or spent < seconds:
            spent += drive(self.server.port, self.requests, keep=self.keep)
            count += len(self.requests)
        return (self.server.cpu() - cpu) / count, spent / count


def answer_sizes(service: Server) -> list[int]:
    """How long the service's answer to each history is, in bytes, so that the echo answers as much."""
    return [len(ask(service.port, service.message(body))) for body in bodies()]


def requests_for(server: Server, sizes: list[int], *, keep: bool = False) -> list[bytes]:
    """Every history as a request to a server."""
    pairs = zip(bodies(), sizes, strict=True)
    return [message("POST", server.kind.path(size), server.port, body, keep=keep) for body, size in pairs]
