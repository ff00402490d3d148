"""`python -m bench.soak.watched service.wsgi:app`: gunicorn under an audit hook of Python, before anything is imported.

Every connection tried, name looked up and file opened for writing is told on standard error, one line each.
"""

import os
import sys

MARK = "watched: "
NETWORK = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"})
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND


def _hook(event: str, given: tuple[object, ...]) -> None:
    if event in NETWORK:
        _tell(f"connect {event}")
    elif event == "open" and isinstance(given[0], str) and isinstance(given[2], int) and given[2] & WRITING:
        _tell(f"write {given[0]}")
    elif event in ("os.mkdir", "os.rename"):
        _tell(f"write {given[0]!s}")


def _tell(what: str) -> None:
    os.write(2, f"{MARK}{what}\n".encode())


def main() -> None:
    """Hook in, and be gunicorn."""
    sys.addaudithook(_hook)
    from gunicorn.app.wsgiapp import run  # noqa: PLC0415 - nothing may be imported before the hook

    run()


if __name__ == "__main__":
    main()
