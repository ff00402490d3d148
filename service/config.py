"""Settings from the environment, named and checked once."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

RULES = Path(__file__).resolve().parents[1] / "rules"

BODY_LIMIT_BYTES = 256 * 1024
DEPTH_LIMIT = 20


class ConfigError(ValueError):
    """A setting cannot be used; the message says which and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How one process runs. Sizes in bytes. `calibration`: whether calibrated probabilities are given on request.

    `overlay` is the folder of a site's own changes to the rules; None: there are none.
    """

    rules: Path = RULES
    overlay: Path | None = None
    body_limit: int = BODY_LIMIT_BYTES
    calibration: bool = False


def config_from(environment: Mapping[str, str]) -> Config:
    """The configuration in environment variables. Raises ConfigError for a setting that cannot be used."""
    overlay = environment.get("FASCICLE_OVERLAY")
    return Config(
        rules=_folder("FASCICLE_RULES", environment.get("FASCICLE_RULES") or RULES, "rules"),
        overlay=_folder("FASCICLE_OVERLAY", overlay, "a site's overlay") if overlay else None,
        body_limit=_size(environment, "FASCICLE_BODY_LIMIT", BODY_LIMIT_BYTES),
        calibration=_switch(environment, "FASCICLE_CALIBRATION"),
    )


def _folder(name: str, given: str | Path, holds: str) -> Path:
    folder = Path(given)
    if not folder.is_dir():
        raise ConfigError(f"{name} must name a folder that holds {holds}.")
    return folder


def _size(environment: Mapping[str, str], name: str, default: int) -> int:
    given = environment.get(name)
    if not given:
        return default
    if not given.isdecimal() or not 1024 <= int(given) <= 4 * BODY_LIMIT_BYTES:
        raise ConfigError(f"{name} must be a whole number of bytes from 1024 to {4 * BODY_LIMIT_BYTES}.")
    return int(given)


def _switch(environment: Mapping[str, str], name: str) -> bool:
    """Whether a switch is on; it comes as off."""
    given = environment.get(name) or "off"
    if given not in ("on", "off"):
        raise ConfigError(f"{name} must be on or off.")
    return given == "on"
