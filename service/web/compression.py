"""Pages and their parts travel compressed, for whoever can read that; answers to programs do not.

A page holds no secret of another party, so its length tells an eavesdropper nothing that he could steer. JSON goes as
it is: where a site wants it smaller, its load balancer does that without the service's time.
"""

from flask import Blueprint, Flask, Response
from flask_compress import Compress

_compress = Compress()


def register(app: Flask) -> None:
    """Set what is compressed, and how."""
    app.config.update(
        COMPRESS_REGISTER=False,
        COMPRESS_MIMETYPES=["text/html", "text/css", "text/javascript", "image/svg+xml"],
        COMPRESS_ALGORITHM=["br", "gzip"],
    )
    _compress.init_app(app)


def compressed(routes: Blueprint) -> Blueprint:
    """The same routes, with their pages compressed."""
    routes.after_request(_compress_page)
    return routes


def _compress_page(response: Response) -> Response:
    """The page, compressed. A file is read first, so that it is closed with the response: a stream would stay open."""
    if response.direct_passthrough and response.status_code == 200:
        response.direct_passthrough = False
        response.make_sequence()
    return _compress.after_request(response)
