"""Made-up rules beside the real ones, and the faults that follow."""

import yaml

from service.loader.fault import Fault
from tests.loader.conftest import Copy
from tests.support import packs
from tests.support.packs import Rule


def faults_with(copy: Copy, name: str, document: Rule) -> list[Fault]:
    """The faults once a file is there too."""
    text = yaml.dump(document, Dumper=packs.Plain, sort_keys=False)
    with copy.added(name, text.encode()):
        return copy.check()


def only(faults: list[Fault], name: str) -> Fault:
    """The single fault, in the file that was added."""
    assert len(faults) == 1, "\n".join(map(str, faults))
    assert faults[0].file == f"rules/{name}"
    assert faults[0].remedy
    return faults[0]


def site(name: str, **more: object) -> Rule:
    """A finding that no rule needs to read."""
    return packs.finding(name, 1, kind="site", **more)


def findings(*made: Rule) -> Rule:
    """A file of findings."""
    return {"findings": list(made)}
