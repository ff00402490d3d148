"""A bare Flask app that reads a body and answers as many bytes as it is asked for: what HTTP itself costs here."""

from flask import Flask, Response, request

_FILL = b"x" * 1_000_000


def create_app() -> Flask:
    """The echo."""
    app = Flask("echo")

    @app.post("/<int:size>")
    def echo(size: int) -> Response:
        request.get_data(cache=False)
        return Response(_FILL[:size], mimetype="application/json")

    @app.get("/livez")
    def livez() -> Response:
        return Response(b"{}", mimetype="application/json")

    return app


app = create_app()
