"""The names under which the knowledge is published in FHIR, and the terminologies that it takes.

A canonical is a name, not an address: it must be the same at every site, so it never depends on where the service runs.
`.example` can belong to nobody. The resource of each name is served under `/fhir/` of every instance.
"""

import re
from collections.abc import Mapping

CANONICAL = "https://fascicle.example/fhir"

# Terminology -> its URI in FHIR. Other spellings that callers use stand below.
SYSTEMS: Mapping[str, str] = {
    "hpo": "http://human-phenotype-ontology.org",
    "snomed": "http://snomed.info/sct",
    "icd10": "http://hl7.org/fhir/sid/icd-10",
    "icd10cm": "http://hl7.org/fhir/sid/icd-10-cm",
    "loinc": "http://loinc.org",
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "atc": "http://www.whocc.no/atc",
    "omim": "http://www.omim.org",
    "orpha": "http://www.orpha.net",
}
UCUM = "http://unitsofmeasure.org"
_TOLD_AS = {
    **{uri: system for system, uri in SYSTEMS.items()},
    "http://purl.obolibrary.org/obo/hp.owl": "hpo",
    "http://purl.obolibrary.org/obo/hp.fhir": "hpo",
    "http://hl7.org/fhir/sid/icd-10-uk": "icd10",
    "http://fhir.de/CodeSystem/bfarm/icd-10-gm": "icd10",
    "http://fhir.de/CodeSystem/dimdi/icd-10-gm": "icd10",
    "http://fhir.de/CodeSystem/bfarm/atc": "atc",
    "urn:oid:2.16.840.1.113883.6.96": "snomed",
    "urn:oid:2.16.840.1.113883.6.1": "loinc",
    "urn:oid:2.16.840.1.113883.6.88": "rxnorm",
    "urn:oid:2.16.840.1.113883.6.3": "icd10",
    "urn:oid:2.16.840.1.113883.6.90": "icd10cm",
    "urn:oid:2.16.840.1.113883.6.73": "atc",
}
# An edition of SNOMED CT, which some write into the name of the system.
_EDITION = re.compile(r"(?<=^http://snomed\.info/sct)/\d+(/version/\d+)?$", re.ASCII)
CODE_SYSTEM = f"{CANONICAL}/CodeSystem/"


def terminology(uri: object) -> str | None:
    """Our word for a code system's URI, or None for one that no rule uses."""
    return _TOLD_AS.get(_EDITION.sub("", uri).rstrip("/")) if isinstance(uri, str) else None


def own(kind: str) -> str:
    """The URI of a code system of our own, such as `findings`."""
    return CODE_SYSTEM + kind


def own_kind(uri: object) -> str | None:
    """Which of our own code systems a URI names, or None."""
    return uri.removeprefix(CODE_SYSTEM) if isinstance(uri, str) and uri.startswith(CODE_SYSTEM) else None
