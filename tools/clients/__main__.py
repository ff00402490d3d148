"""`python -m tools.clients`: write the Python client's generated modules and the Bruno collection."""

import shutil

from tools.clients import bruno, python


def main() -> None:
    """Write all."""
    python.models(python.PLACE / "models.py")
    (python.PLACE / "operations.py").write_text(python.operations(), "utf-8")
    shutil.rmtree(bruno.PLACE, ignore_errors=True)
    for path, text in bruno.files().items():
        place = bruno.PLACE / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
