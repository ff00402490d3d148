"""Every setting of the service, declared once: name, default, how it is read, what it means. Read at the start."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from service.settings import SWITCH, ConfigError, choice, file, folder, matching, read_settings, setting, several, whole

__all__ = ["BODY_LIMIT_BYTES", "DEPTH_LIMIT", "RULES", "Config", "ConfigError", "config_from", "on_loopback"]

RULES = Path(__file__).resolve().parents[1] / "rules"

BODY_LIMIT_BYTES = 256 * 1024
DEPTH_LIMIT = 20

_HOST = r"([\w.-]+|\[[\da-fA-F:.]+\])"
_PORT = r"(\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])"
_NAME = r"[\w.*-]+|\[[\da-fA-F:.]+\]"
_SITE = rf"(https://{_HOST}|http://(localhost|127\.0\.0\.1))(:{_PORT})?"
_BASE = rf"{_SITE}(/[\w.-]+)*"
_ORIGIN = matching(_SITE, "")
_RATE = r"[1-9]\d{0,6} per ([1-9]\d{0,3} )?(second|minute|hour|day)s?"
# A password's own / ? # and @ stand as %2F and so on.
_REDIS = rf"rediss?://([^\s/?#]*@)?{_HOST}(:{_PORT})?(/\d{{1,3}})?|redis\+unix:///[^\s?#]{{1,500}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How one process runs. The field `body_limit` is read from FASCICLE_BODY_LIMIT, and so on."""

    bind: str = setting(
        "127.0.0.1:8000",
        matching(f"{_HOST}:{_PORT}", "be host:port, such as 0.0.0.0:8000"),
        "Host and port to listen on.",
        "0.0.0.0:8000",
        "127.0.0.1:8000; in the image 0.0.0.0:8000",
    )
    workers: int = setting(2, whole(1, 64), "Processes; one a core.", "4")
    # `debug` is not offered: it would write addresses that people typed.
    log_level: str = setting(
        "info", choice("info", "warning", "error", "critical"), "The least urgent lines that are logged.", "warning"
    )
    rules: Path = setting(
        RULES, folder("rules"), "Another folder of rules; it must pass the same checks.", "/rules", "`rules/` here"
    )
    overlay: Path | None = setting(
        None, folder("a site's overlay"), "Folder of a site's own changes to the rules (docs/overlay.md).", "/overlay"
    )
    body_limit: int = setting(
        BODY_LIMIT_BYTES,
        whole(1024, 4 * BODY_LIMIT_BYTES, "of bytes "),
        "The largest body of a request that is read, in bytes; four times that where an EHR sends a patient's record.",
        "131072",
    )
    calibration: bool = setting(False, SWITCH, "Calibrated probabilities for those who ask (`include`).", "on")
    base_url: str = setting(
        "",
        matching(_BASE, "be an https address without a slash at the end (http for localhost alone)"),
        "The public address, for links and for the audience of tokens; the Host header is never believed.",
        "https://fascicle.hospital.example",
    )
    auth: str = setting(
        "open",
        choice("open", "keys", "oauth"),
        "Who may call: anybody on this machine, holders of an API key, or of an OAuth 2.0 token (docs/security.md).",
        "oauth",
    )
    published: str = setting(
        "",
        choice("loopback"),
        "States that a container's port is published on the loopback address alone, which `FASCICLE_AUTH=open` needs.",
        "loopback",
    )
    keys_file: Path | None = setting(
        None,
        file("API keys"),
        "The hashes of the API keys, one a line; read again when it changes.",
        "/run/secrets/keys",
    )
    oauth_issuer: str = setting(
        "",
        matching(r"https://[^\s,]{1,500}", "be an https address"),
        "The `iss` of the tokens that count.",
        "https://sso.example",
    )
    oauth_audience: str = setting(
        "",
        matching(r"[^\s,]{1,500}", "be one word or address"),
        "The `aud` that a token must name.",
        "https://fascicle.example",
    )
    oauth_jwks: str = setting(
        "",
        matching(r"https://[^\s,]{1,500}|/\S{1,500}", "be an https address or the path of a file"),
        "Where the issuer's public keys are: an address or a file with a JWK Set.",
        "https://sso.example/jwks",
    )
    cds_clients: Path | None = setting(
        None,
        file("CDS Hooks clients"),
        "The CDS Hooks clients whose signed tokens count (docs/security.md).",
        "/run/secrets/cds.yaml",
    )
    rate_limit: str = setting(
        "",
        matching(rf"off|{_RATE}", "be off, or such as 600 per minute"),
        "How often one caller may call; more is answered with 429.",
        "600 per minute",
        "off with `open`, else 1200 per minute",
    )
    rate_store: str = setting(
        "memory://",
        matching(rf"memory://|{_REDIS}", "be memory:// or the address of a Redis, redis://… or rediss://…"),
        "Where calls are counted and used tokens remembered: here, or in one Redis for all replicas.",
        "redis://redis:6379/0",
    )
    hosts: tuple[str, ...] = setting(
        (),
        several(matching(_NAME, ""), "be names of hosts with commas between"),
        "The Host names that are answered; `.example.org` means all below it.",
        "fascicle.hospital.example",
        "with `open` localhost and loopback addresses, else any",
    )
    proxies: int = setting(
        0, whole(0, 5), "How many proxies stand in front, whose X-Forwarded headers are believed.", "1", "0"
    )
    cors_origins: tuple[str, ...] = setting(
        (),
        several(_ORIGIN, "be https origins with commas between"),
        "Web origins whose scripts may call `/v1`, `/cds-services` and `/fhir`.",
        "https://ehr.hospital.example",
    )
    frame_ancestors: tuple[str, ...] = setting(
        (),
        several(_ORIGIN, "be https origins with commas between"),
        "Web origins, such as the EHR's, that may show the form in a frame.",
        "https://ehr.hospital.example",
    )
    fhir_servers: tuple[str, ...] = setting(
        (),
        several(matching(_BASE, ""), "be https addresses with commas between, each without a slash at the end"),
        "FHIR servers whose records the form may be launched for, by SMART (docs/integrate.md), and which are asked for"
        " what a CDS Hooks call lacks (docs/cds-hooks.md).",
        "https://ehr.hospital.example/fhir/r4",
    )
    smart_client_id: str = setting(
        "fascicle",
        matching(r"[\x21-\x7e]{1,200}", "be one word"),
        "The `client_id` under which those servers know the form.",
        "0f3a1c9e-fascicle",
    )
    smart_origins: tuple[str, ...] = setting(
        (),
        several(_ORIGIN, "be https origins with commas between"),
        "Origins of their token endpoints, where these differ from the FHIR servers' own.",
        "https://login.hospital.example",
    )
    hsts: bool = setting(
        False,
        SWITCH,
        "Tell browsers to come by TLS alone from now on; only where TLS ends in front of the service.",
        "on",
    )
    audit: bool = setting(
        False,
        SWITCH,
        "An audit line for every POST: keyed digests of what was asked and answered (docs/operate.md).",
        "on",
    )
    audit_key_file: Path | None = setting(
        None,
        file("the audit key"),
        "The key of the audit's digests, at least 64 hexadecimal digits.",
        "/run/secrets/audit",
    )
    traces: bool = setting(False, SWITCH, "OpenTelemetry traces, sent where `OTEL_EXPORTER_OTLP_ENDPOINT` says.", "on")

    @property
    def smart_connects(self) -> tuple[str, ...]:
        """The origins that the pages of a launch may call."""
        own = ("/".join(server.split("/")[:3]) for server in self.fhir_servers)
        return tuple(dict.fromkeys((*own, *self.smart_origins)))


def config_from(environment: Mapping[str, str]) -> Config:
    """The configuration in environment variables. Raises ConfigError, which names every setting that cannot be used."""
    values, faults = read_settings(Config, environment)
    config = Config(**values)
    faults += () if faults else _together(config)
    if faults:
        raise ConfigError(*faults)
    return config


def on_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens on a host: an address, in brackets if need be, or localhost."""
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _together(config: Config) -> Iterator[str]:
    """What is wrong with settings that are each right."""
    if config.auth == "open" and not config.published and not on_loopback(config.bind.rpartition(":")[0]):
        yield OPEN_TO_ALL
    if config.auth == "keys" and config.keys_file is None:
        yield "FASCICLE_AUTH=keys needs FASCICLE_KEYS_FILE; `python -m service key new` makes a key and its line."
    if config.auth == "oauth" and not (config.oauth_issuer and config.oauth_audience and config.oauth_jwks):
        yield "FASCICLE_AUTH=oauth needs FASCICLE_OAUTH_ISSUER, FASCICLE_OAUTH_AUDIENCE and FASCICLE_OAUTH_JWKS."
    if config.audit is not bool(config.audit_key_file):
        yield "FASCICLE_AUDIT=on and FASCICLE_AUDIT_KEY_FILE need each other; `openssl rand -hex 32` makes a key."
    if config.cds_clients and not config.base_url:
        yield "FASCICLE_CDS_CLIENTS needs FASCICLE_BASE_URL, which the audience of a client's token is compared with."


OPEN_TO_ALL = (
    "FASCICLE_AUTH=open answers anybody, so it listens on a loopback address alone. Set FASCICLE_AUTH to keys or oauth;"
    " or FASCICLE_BIND to 127.0.0.1:8000; or, in a container whose port is published on 127.0.0.1 alone,"
    " FASCICLE_PUBLISHED to loopback."
)
