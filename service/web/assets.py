"""The files that pages load, at addresses that change with them: a browser keeps each until a release brings others."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Blueprint, Response

# Begins the first part of such an address: /static/at-0123456789ab/form.css.
MARK = "at-"
DIGITS = 12
KEPT = "public, max-age=31536000, immutable"


class Pages(Blueprint):
    """A blueprint with a folder of static files, whose `url_for("….static", filename=…)` holds a digest of them."""

    def __init__(self, name: str, import_name: str, **options: Any) -> None:
        """As for a blueprint; the files are read once, for the digest of them all."""
        super().__init__(name, import_name, **options)
        self._release = MARK + digest_of(Path(self.static_folder or ""))
        self.app_url_defaults(self._place)

    def _place(self, endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == f"{self.name}.static":
            values["filename"] = f"{self._release}/{values['filename']}"

    def send_static_file(self, filename: str) -> Response:
        """A file. It may be kept under this release's digest alone: while releases change, another's page may ask."""
        release, _, name = filename.partition("/")
        response = super().send_static_file(name if release.startswith(MARK) else filename)
        if release == self._release:
            response.headers["Cache-Control"] = KEPT
        return response


def digest_of(folder: Path) -> str:
    """A digest of all files below a folder, with their names."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    told = (f"{path.relative_to(folder)}\0".encode() + sha256(path.read_bytes()).digest() for path in files)
    return sha256(b"".join(told)).hexdigest()[:DIGITS]
