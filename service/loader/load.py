"""rules/ -> Knowledge, or RulesError with every fault. The only way in."""

from collections.abc import Mapping, Set
from pathlib import Path

from service.engine.pack import Knowledge
from service.loader.compile import compile_knowledge
from service.loader.crosscheck import cross_check
from service.loader.fault import Fault, RulesError
from service.loader.files import KINDS, OPTIONAL, OVERLAY_KINDS, OVERLAY_OPTIONAL, RuleFile, digest, read_files
from service.loader.hpo import read_table
from service.loader.kept import FILE, keep, key_of, recall
from service.loader.margins import Margins, read_margins
from service.loader.overlay.lay import Laid, lay
from service.loader.shape import check_shape

RULES = Path(__file__).resolve().parents[2] / "rules"


def check(folder: Path = RULES, overlay: Path | None = None) -> list[Fault]:
    """Every fault in a folder of rules, or in a site's overlay, in the order of file and line. Empty: may be served."""
    return sorted(_laid(*read_pack(folder), overlay).faults)


def check_and_keep(folder: Path = RULES, overlay: Path | None = None, file: Path = FILE) -> list[Fault]:
    """The same, whatever was checked before; a sound pack is kept in `file` for the next start."""
    key = key_of(folder, digest(folder)) if folder.is_dir() else ""
    pack, faults = read_pack(folder)
    if not faults and key == key_of(folder, digest(folder)):
        keep(pack, key, file)
    return sorted(_laid(pack, faults, overlay).faults)


def load(folder: Path = RULES, overlay: Path | None = None) -> Knowledge:
    """The compiled knowledge of a folder. Raises RulesError with every fault; never loads a part."""
    return load_with_margins(folder, overlay)[0]


def load_with_margins(folder: Path = RULES, overlay: Path | None = None) -> tuple[Knowledge, Margins]:
    """The same with what stands on the rules for their readers alone."""
    sha256 = digest(folder)
    kept = recall(key_of(folder, sha256))
    laid = _laid(kept, [], overlay) if kept is not None else Laid([], None, [])
    if kept is None or laid.faults:
        # Kept documents know no lines: whatever is at fault is told from the files themselves.
        laid = _laid(*read_pack(folder), overlay)
    if laid.faults:
        raise RulesError(laid.faults)
    knowledge = compile_knowledge(laid.files, sha256, read_table(folder), laid.overlay)
    return knowledge, read_margins(laid.files)


def read_pack(folder: Path) -> tuple[list[RuleFile], list[Fault]]:
    """The files of a pack, read and checked, and every fault in them."""
    pack, faults = _read(folder, KINDS, OPTIONAL)
    return pack, faults or cross_check(pack)


def _laid(pack: list[RuleFile], faults: list[Fault], overlay: Path | None) -> Laid:
    """The pack by itself; or the overlay, and what the two make together."""
    if overlay is None:
        return Laid(pack, None, faults)
    local, more = _read(overlay.resolve(), OVERLAY_KINDS, OVERLAY_OPTIONAL)
    if faults or more:
        return Laid(pack, None, [*faults, *more])
    laid = lay(pack, local, digest(overlay))
    return laid if laid.faults else laid._replace(faults=cross_check(laid.files, {file.name for file in local}))


def _read(folder: Path, kinds: Mapping[str, str | None], optional: Set[str]) -> tuple[list[RuleFile], list[Fault]]:
    """Shape first; sense across files only once every file has its shape, or one slip would drown in its echoes."""
    if not folder.is_dir():
        return [], [Fault(str(folder), 1, "", "There is no such folder.", "Name the folder that holds the rules.")]
    files, faults = read_files(folder, kinds, optional)
    faults.extend(fault for file in files for fault in check_shape(file))
    return files, faults
