"""gunicorn.conf.py without preload: every worker loads the rules for itself. What the bench weighs preload against."""

from pathlib import Path
from runpy import run_path

globals().update(run_path(str(Path(__file__).resolve().parents[1] / "gunicorn.conf.py")))
preload_app = False
