"""`python -m examples.mock_ehr [port] [address of Fascicle]`: serve the mock EHR on 127.0.0.1 until interrupted."""

import sys

from examples.mock_ehr.app import create_ehr

PORT, FASCICLE = "8090", "http://127.0.0.1:8000"


def main(arguments: list[str]) -> None:
    """Serve."""
    port, fascicle = (*arguments, *(PORT, FASCICLE)[len(arguments) :])
    create_ehr(f"http://127.0.0.1:{port}", fascicle).run("127.0.0.1", int(port), threaded=True)


if __name__ == "__main__":
    main(sys.argv[1:])
