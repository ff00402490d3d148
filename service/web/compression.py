"""Pages and their parts travel compressed, for whoever can read that; answers to programs do not.

A page holds no secret of another party, so its length tells an eavesdropper nothing that he could steer. JSON goes as
it is: where a site wants it smaller, its load balancer does that without the service's time.
"""

from flask import Blueprint, Flask
from flask_compress import Compress

_compress = Compress()


def register(app: Flask) -> None:
    """Set what is compressed, and how."""
    app.config.update(
        COMPRESS_REGISTER=False,
        COMPRESS_MIMETYPES=["text/html", "text/css", "text/javascript", "image/svg+xml"],
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=["br"],
    )
    _compress.init_app(app)


def compressed(routes: Blueprint) -> Blueprint:
    """The same routes, with their pages compressed."""
    routes.after_request(_compress.after_request)
    return routes
