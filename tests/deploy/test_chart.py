"""The Helm chart, by Helm's own SDK: it lints, makes what Kubernetes takes, and sets only settings that there are."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import helm_python as helm
import kubernetes_validate
import pytest
import yaml

from service import __version__
from service.config import Config
from service.settings import PREFIX, settings_of

ROOT = Path(__file__).resolve().parents[2]
CHART = ROOT / "deploy/helm/fascicle"
NAMES = {one.name for one in settings_of(Config).values()}
SCHEMA = json.loads((CHART / "values.schema.json").read_text("utf-8"))
# The oldest and the newest that are promised.
KUBERNETES = ("1.27", "1.37")
PEER = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "redis"}}}
SITE: dict[str, Any] = {
    "image": {"repository": "images.hospital.example/fascicle", "digest": "sha256:" + "0" * 64},
    "imagePullSecrets": [{"name": "pull"}],
    "settings": {"rate_limit": "600 per minute", "body_limit": 1048576, "hsts": True, "calibration": False},
    "auth": {
        "mode": "oauth",
        "oauth": {"issuer": "https://sso.example", "audience": "fascicle", "jwks": "https://sso.example/jwks"},
        "cdsClientsSecret": {"name": "cds"},
    },
    "auditSecret": {"name": "audit"},
    "redis": {"secret": {"name": "redis"}},
    "trust": {"configMap": "hospital-ca"},
    "httpsProxy": "http://proxy.hospital.example:3128",
    "traces": {"endpoint": "http://collector:4318"},
    "overlay": [
        {"configMap": "overlay", "folder": "", "files": ["overlay.yaml", "changes.yaml"]},
        {"configMap": "cards", "folder": "conditions", "files": ["ciguatera-poisoning.yaml"]},
    ],
    "autoscaling": {"enabled": False},
    "ingress": {"enabled": True, "className": "nginx", "host": "fascicle.hospital.example", "tlsSecret": "tls"},
    "networkPolicy": {
        "from": [PEER],
        "redis": [PEER],
        "egress": [{"to": [{"ipBlock": {"cidr": "192.0.2.10/32"}}], "ports": [{"port": 443}]}],
    },
    "nodeSelector": {"pool": "clinical"},
    "tolerations": [{"key": "clinical", "operator": "Exists"}],
    "podLabels": {"team": "imaging"},
    "podAnnotations": {"note": "none"},
}
ALL = {"as it comes": {}, "a site": SITE}


def rendered(values: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What the chart makes, by kind: there is one of each."""
    with helm.Chart.load(CHART) as chart:
        chart.validate_schema(values)
        texts = chart.render(values, name="demo", namespace="clinic")
    return {one["kind"]: one for one in _resources(texts)}


def _resources(texts: dict[str, str]) -> Iterator[dict[str, Any]]:
    for name, text in texts.items():
        if name.endswith(".yaml"):
            yield from filter(None, yaml.safe_load_all(text))


def container(made: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The one container of a pod."""
    (only,) = made["Deployment"]["spec"]["template"]["spec"]["containers"]
    return dict(only)


def environment(made: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The pod's variables; of one from a Secret, its reference."""
    return {one["name"]: one.get("value", one.get("valueFrom")) for one in container(made)["env"]}


def test_helm_has_nothing_to_complain_of_but_the_missing_icon() -> None:
    found = helm.lint(CHART)
    assert found["errors"] == []
    assert [message["error"] for message in found["messages"]] == ["icon is recommended"]


@pytest.mark.parametrize("version", KUBERNETES)
@pytest.mark.parametrize("values", ALL.values(), ids=ALL)
def test_kubernetes_takes_what_is_made(values: dict[str, Any], version: str) -> None:
    made = rendered(values)
    assert {"Deployment", "Service", "PodDisruptionBudget", "NetworkPolicy"} <= set(made)
    for resource in made.values():
        kubernetes_validate.validate(resource, version, strict=True)


@pytest.mark.parametrize("values", ALL.values(), ids=ALL)
def test_every_setting_that_is_set_is_one_and_can_be_read(values: dict[str, Any]) -> None:
    readers = {one.name: one.reader for one in settings_of(Config).values()}
    set_here = environment(rendered(values))
    assert {name for name in set_here if name.startswith(PREFIX)} <= NAMES
    for name, value in set_here.items():
        if name in readers and isinstance(value, str) and not value.startswith(("/run/", "/overlay")):
            readers[name].read(value)


def test_what_the_site_signs_itself_is_trusted_and_key_sets_lie_beside_the_list() -> None:
    made = rendered(SITE)
    found, spec = environment(made), made["Deployment"]["spec"]["template"]["spec"]
    mounted = {one["name"]: one["mountPath"] for one in container(made)["volumeMounts"]}
    volumes = {one["name"]: one for one in spec["volumes"]}
    assert found["SSL_CERT_FILE"] == found["OTEL_EXPORTER_OTLP_CERTIFICATE"] == f"{mounted['trust']}/ca.crt"
    assert volumes["trust"]["configMap"] == {"name": "hospital-ca", "items": [{"key": "ca.crt", "path": "ca.crt"}]}
    assert found["HTTPS_PROXY"] == "http://proxy.hospital.example:3128"
    assert found["FASCICLE_CDS_CLIENTS"] == f"{mounted['secret-cds']}/clients.yaml"
    assert "items" not in volumes["secret-cds"]["secret"]


def test_numbers_and_switches_arrive_as_they_were_meant() -> None:
    found = environment(rendered(SITE))
    assert (found["FASCICLE_BODY_LIMIT"], found["FASCICLE_HSTS"]) == ("1048576", "on")
    assert found["FASCICLE_CALIBRATION"] == "off"


def test_a_value_for_each_setting_and_none_twice() -> None:
    """A setting is offered by name, or the chart sets it; FASCICLE_AUTH=open and other rules are not for a cluster."""
    offered = {PREFIX + name.upper() for name in SCHEMA["properties"]["settings"]["properties"]}
    template = (CHART / "templates/deployment.yaml").read_text("utf-8")
    own = set(re.findall(r"\bname: (FASCICLE_[A-Z_]+)", template))
    assert offered | own == NAMES - {"FASCICLE_PUBLISHED", "FASCICLE_RULES"}
    assert offered & own == set()


@pytest.mark.parametrize(
    "values",
    [
        {"auth": {"mode": "open"}},
        {"settings": {"auth": "open"}},
        {"settings": {"rate_limits": "off"}},
        {"replicaCount": 3},
        {"image": {"digest": "latest"}},
        {"overlay": [{"configMap": "overlay", "folder": "../etc", "files": ["overlay.yaml"]}]},
        {"auth": {"mode": "oauth"}},
        {"ingress": {"enabled": True, "host": "fascicle.hospital.example"}},
    ],
)
def test_what_would_not_work_or_open_a_door_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(helm.HelmError):
        rendered(values)


@pytest.mark.parametrize("values", ALL.values(), ids=ALL)
def test_nothing_runs_as_root_or_writes_or_asks_the_cluster(values: dict[str, Any]) -> None:
    made = rendered(values)
    pod, guarded = made["Deployment"]["spec"]["template"]["spec"], container(made)["securityContext"]
    assert (pod["securityContext"]["runAsNonRoot"], pod["securityContext"]["runAsUser"]) == (True, 10001)
    assert pod["automountServiceAccountToken"] is False
    assert guarded["readOnlyRootFilesystem"] is True
    assert (guarded["allowPrivilegeEscalation"], guarded["capabilities"]) == (False, {"drop": ["ALL"]})
    mounted = {mount["name"] for mount in container(made)["volumeMounts"] if not mount.get("readOnly")}
    assert mounted == {"tmp"}
    assert mounted < {volume["name"] for volume in pod["volumes"]}


def test_a_pod_goes_only_after_the_load_balancers_know() -> None:
    made = rendered({"drainSeconds": 12})
    (_, _, wait) = container(made)["lifecycle"]["preStop"]["exec"]["command"]
    assert "sleep(12)" in wait
    assert made["Deployment"]["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] > 12 + 20
    assert made["Deployment"]["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0


def test_probes_ask_the_right_question() -> None:
    found = container(rendered({}))
    asked = {kind: found[f"{kind}Probe"]["httpGet"]["path"] for kind in ("startup", "liveness", "readiness")}
    assert asked == {"startup": "/livez", "liveness": "/livez", "readiness": "/readyz"}


def test_as_it_comes_nothing_may_be_connected_to() -> None:
    policy = rendered({})["NetworkPolicy"]["spec"]
    assert policy["policyTypes"] == ["Ingress", "Egress"]
    assert policy["egress"] == []
    assert policy["ingress"] == [{"from": [{"podSelector": {}}], "ports": [{"port": 8000}]}]


def test_only_names_redis_and_what_is_listed_may_be_connected_to() -> None:
    dns, redis, listed = rendered(SITE)["NetworkPolicy"]["spec"]["egress"]
    assert {port["port"] for port in dns["ports"]} == {53}
    assert (redis["to"], redis["ports"]) == ([PEER], [{"port": 6379}])
    assert listed == SITE["networkPolicy"]["egress"][0]


def test_proxies_are_believed_only_where_there_is_one() -> None:
    assert environment(rendered({}))["FASCICLE_PROXIES"] == "0"
    assert environment(rendered(SITE))["FASCICLE_PROXIES"] == "1"
    assert environment(rendered({"proxies": 2}))["FASCICLE_PROXIES"] == "2"


def test_the_autoscaler_and_a_fixed_number_exclude_each_other() -> None:
    assert "replicas" not in rendered({})["Deployment"]["spec"]
    fixed = rendered(SITE)
    assert "HorizontalPodAutoscaler" not in fixed
    assert fixed["Deployment"]["spec"]["replicas"] == 3


def test_the_overlay_lies_in_the_folders_that_it_has() -> None:
    """File by file, since a folder of a ConfigMap is full of links, which are no rules."""
    made = rendered(SITE)
    mounts = {m["mountPath"]: m for m in container(made)["volumeMounts"] if m["name"].startswith("overlay")}
    files = ("overlay.yaml", "changes.yaml", "conditions/ciguatera-poisoning.yaml")
    assert list(mounts) == [f"/overlay/{file}" for file in files]
    assert [mount["subPath"] for mount in mounts.values()] == [Path(file).name for file in files]
    assert environment(made)["FASCICLE_OVERLAY"] == "/overlay"
    volumes = {v["name"]: v for v in made["Deployment"]["spec"]["template"]["spec"]["volumes"]}
    assert [volumes[mount["name"]]["configMap"]["name"] for mount in mounts.values()] == ["overlay", "overlay", "cards"]


def test_the_chart_is_of_this_version() -> None:
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text("utf-8"))
    assert chart["appVersion"] == __version__
