"""Made-up overlays: single changes, their documents as files, and an overlay laid over a made-up pack in memory."""

from pathlib import Path
from typing import Any

import yaml

from service.engine.pack import Knowledge
from service.loader.compile import compile_knowledge
from service.loader.files import OVERLAY_KINDS, RuleFile
from service.loader.overlay.lay import Laid, lay
from service.loader.strict_yaml import Document
from tests.support import packs
from tests.support.packs import Plain, Rule, Rules

WHO = {"because": "Made up for a test.", "by": "A tester, test department", "date": "2026-01-01"}
ABOUT = {"id": "somewhere", "site": "A made-up site", "version": "7", "date": "2026-01-01", "because": WHO["because"]}
ESTIMATE = {"grade": "expert_estimate"}


def change(word: str, name: str, **more: Any) -> Rule:
    """One change, with who answers for it."""
    return {"change": word, "id": name, **WHO, **more}


def overlay(*changes: Rule, **added: list[Rule]) -> Rules:
    """The documents of an overlay; `added` by kind."""
    return {"overlay": [dict(ABOUT)], "changes": list(changes), **added}


def write(folder: Path, documents: Rules) -> Path:
    """An overlay as files below `folder`."""
    for kind, found in documents.items():
        key = OVERLAY_KINDS[kind]
        for place, rule in enumerate(found if key is None else [{key: found}]):
            alone = kind == "conditions"
            path = folder / kind / f"{rule.get('id', place)}.yaml" if alone else folder / f"{kind}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(yaml.dump(rule, Dumper=Plain, sort_keys=False), "utf-8")
    return folder


def laid(pack: Rules, local: Rules) -> Laid:
    """An overlay over a pack, both in memory and neither checked for shape."""
    return lay(_files(pack), _files(local), "f" * 64)


def knowledge(pack: Rules, local: Rules) -> Knowledge:
    """The knowledge of both. The overlay has no faults."""
    both = laid(pack, local)
    assert both.faults == [], both.faults
    return compile_knowledge(both.files, "0" * 64, overlay=both.overlay)


def _files(documents: Rules) -> list[RuleFile]:
    own = [kind for kind in documents if kind in ("overlay", "changes")]
    files = [file for kind, found in documents.items() if kind not in own for file in packs.files(kind, found)]
    for kind in own:
        content = documents[kind][0] if kind == "overlay" else {"changes": documents["changes"]}
        files.append(RuleFile(kind, f"somewhere/{kind}.yaml", Document(content, None, ())))
    return files
