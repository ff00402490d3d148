"""rules/ -> Knowledge, or RulesError with every fault. The only way in."""

from pathlib import Path

from service.engine.pack import Knowledge
from service.loader.compile import compile_knowledge
from service.loader.crosscheck import cross_check
from service.loader.fault import Fault, RulesError
from service.loader.files import RuleFile, digest, read_files
from service.loader.hpo import read_table
from service.loader.margins import Margins, read_margins
from service.loader.shape import check_shape

RULES = Path(__file__).resolve().parents[2] / "rules"


def check(folder: Path = RULES) -> list[Fault]:
    """Every fault in a folder of rules, in the order of file and line. Empty when it may be served."""
    return _checked(folder)[1]


def load(folder: Path = RULES) -> Knowledge:
    """The compiled knowledge of a folder. Raises RulesError with every fault; never loads a part."""
    return load_with_margins(folder)[0]


def load_with_margins(folder: Path = RULES) -> tuple[Knowledge, Margins]:
    """The same with what stands on the rules for their readers alone."""
    files, faults = _checked(folder)
    if faults:
        raise RulesError(faults)
    return compile_knowledge(files, digest(folder), read_table(folder)), read_margins(files)


def _checked(folder: Path) -> tuple[list[RuleFile], list[Fault]]:
    """Shape first; sense across files only once every file has its shape, or one slip would drown in its echoes."""
    if not folder.is_dir():
        return [], [Fault(str(folder), 1, "", "There is no such folder.", "Name the folder that holds the rules.")]
    files, faults = read_files(folder)
    faults.extend(fault for file in files for fault in check_shape(file))
    if not faults:
        faults.extend(cross_check(files))
    return files, sorted(faults)
