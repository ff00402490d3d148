"""`python -m bench.soak.targets loader|overlay|medicines RUNS SECONDS`: one target under atheris, in the fuzzer's venv.

Anything but the documented exceptions ends the process with a traceback; the input is left in the working folder.
"""

import sys
from collections.abc import Callable

import atheris

with atheris.instrument_imports(include=["service"]):
    from service.doors.medicines import build_formulary
    from service.loader import strict_yaml
    from service.loader.files import MOST_BYTES, OVERLAY_KINDS, RuleFile
    from service.loader.load import load, read_pack
    from service.loader.overlay.lay import OWN, lay
    from service.loader.shape import check_shape

KINDS = tuple(OVERLAY_KINDS)


def loader() -> Callable[[bytes], None]:
    """Strict YAML: a document or its problems, never an exception; and each value of a sound document has its line."""

    def one(data: bytes) -> None:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            return
        document = strict_yaml.read(text)
        if not document.problems and isinstance(document.data, dict):
            for key in document.data:
                document.line((key,))

    return one


def overlay() -> Callable[[bytes], None]:
    """A file of a site's overlay laid over the real pack: faults or a sound pack, never an exception."""
    pack, _ = read_pack(sys.modules["service.loader.load"].RULES)
    sound = strict_yaml.read('id: soak\nsite: Soak\nversion: "1"\ndate: "2026-11-22"\nbecause: To see what is told.\n')

    def one(data: bytes) -> None:
        kind = KINDS[data[0] % len(KINDS)] if data else KINDS[0]
        document = strict_yaml.read(data[1:MOST_BYTES].decode("utf-8", "replace"))
        file = RuleFile(kind, f"overlay/{kind}.yaml", document)
        if document.problems or list(check_shape(file)):
            return
        whole = [file] if kind == OWN[0] else [RuleFile(OWN[0], "overlay/overlay.yaml", sound), file]
        for fault in lay(pack, whole, "0" * 64).faults:
            str(fault)

    return one


def medicines() -> Callable[[bytes], None]:
    """The matcher of medicines: a medicine of the pack or none, never an exception, and the same when asked again."""
    knowledge = load()
    formulary = build_formulary(knowledge)

    def one(data: bytes) -> None:
        name = atheris.FuzzedDataProvider(data).ConsumeUnicodeNoSurrogates(200)
        found = formulary.by_name(name)
        if found != formulary.by_name(name) or (found and found.id not in knowledge.medications):
            raise AssertionError

    return one


TARGETS = {"loader": loader, "overlay": overlay, "medicines": medicines}


def main() -> None:
    """Run one target."""
    name, runs, seconds, *corpus = sys.argv[1:]
    limits = [
        f"-runs={runs}",
        f"-max_total_time={seconds}",
        "-max_len=4096",
        "-timeout=20",
        "-rss_limit_mb=2048",
        "-seed=7",
    ]
    atheris.Setup([sys.argv[0], *limits, "-print_final_stats=1", *corpus], TARGETS[name]())
    atheris.Fuzz()


if __name__ == "__main__":
    main()
