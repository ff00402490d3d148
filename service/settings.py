"""What a setting is: one environment variable, how its text is read, and every fault of an environment at once."""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

PREFIX = "FASCICLE_"
_KEY = "setting"
# What Kubernetes sets by itself in every container beside a Service whose name begins with fascicle.
_OF_KUBERNETES = re.compile(
    PREFIX + r"(\w+_)?(SERVICE_(HOST|PORT(_\w+)?)|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)", re.ASCII
)


class ConfigError(ValueError):
    """Settings cannot be used; the message says each that cannot, what it must be, and never its value."""

    def __init__(self, *faults: str) -> None:
        """One sentence for each fault."""
        many = f"{len(faults)} faults in the settings.\n" if len(faults) > 1 else ""
        super().__init__(many + "\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Reader:
    """How the text of a variable becomes a value. `words` follow "must"; `read` raises ValueError for other text."""

    words: str
    read: Callable[[str], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One environment variable. `default` is what a reader of the documentation is told."""

    name: str
    reader: Reader
    default: str
    meaning: str
    example: str


def setting(default: Any, reader: Reader, meaning: str, example: str, shown: str = "") -> Any:
    """A field of a configuration that one variable sets, declared in one place.

    `shown` is what the documentation gives as the default where the value itself would not tell.
    """
    told = shown or ("on" if default is True else "off" if default is False else str(default or "none"))
    more = {"reader": reader, "default": told, "meaning": meaning, "example": example}
    return field(default=default, metadata={_KEY: more})


def settings_of(config: type[Any]) -> dict[str, Setting]:
    """Every setting of a configuration, by the field that it fills."""
    return {f.name: _setting(f) for f in fields(config) if _KEY in f.metadata}


def _setting(declared: Field[Any]) -> Setting:
    return Setting(name=PREFIX + declared.name.upper(), **declared.metadata[_KEY])


def read_settings(config: type[Any], environment: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """The value of each variable that is set to more than nothing, by field, and a sentence for each fault."""
    declared = settings_of(config)
    values: dict[str, Any] = {}
    faults = list(_unknown({s.name for s in declared.values()}, environment))
    for name, one in declared.items():
        text = environment.get(one.name)
        if text:
            try:
                values[name] = one.reader.read(text)
            except ValueError:
                faults.append(f"{one.name} must {one.reader.words}.")
    return values, faults


def _unknown(known: set[str], environment: Mapping[str, str]) -> Iterator[str]:
    """A misspelt setting must not be passed over in silence: it may be the one that keeps callers out."""
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in known and not _OF_KUBERNETES.fullmatch(name):
            near = difflib.get_close_matches(name[len(PREFIX) :], sorted(k[len(PREFIX) :] for k in known), 1, 0.7)
            remedy = f"did you mean {PREFIX}{near[0]}?" if near else "docs/operate.md lists those that there are."
            yield f"There is no setting {name[:60]!a}; {remedy}"


def choice(*words: str) -> Reader:
    """One of some words."""
    return Reader(
        f"be {' or '.join(filter(None, (', '.join(words[:-1]), words[-1])))}", _by({word: word for word in words})
    )


def _by(values: Mapping[str, Any]) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        if text not in values:
            raise ValueError
        return values[text]

    return read


SWITCH = Reader("be on or off", _by({"on": True, "off": False}))


def folder(holds: str) -> Reader:
    """A folder that is there."""
    return Reader(f"name a folder that holds {holds}", _path(lambda path: path.is_dir()))


def file(holds: str) -> Reader:
    """A file that is there."""
    return Reader(f"name a file that holds {holds}", _path(lambda path: path.is_file()))


def _path(there: Callable[[Path], bool]) -> Callable[[str], Path]:
    def read(text: str) -> Path:
        if not there(Path(text)):
            raise ValueError
        return Path(text)

    return read


def whole(low: int, high: int, of: str = "") -> Reader:
    """A whole number within bounds."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise ValueError
        return int(text)

    return Reader(f"be a whole number {of}from {low} to {high}", read)


def matching(pattern: str, words: str) -> Reader:
    """Text of a form, of which `words` tell: they follow "must"."""

    def read(text: str) -> str:
        if not re.fullmatch(pattern, text, re.ASCII):
            raise ValueError
        return text

    return Reader(words, read)


def several(one: Reader, words: str) -> Reader:
    """A list with commas between, each read alike: a tuple."""

    def read(text: str) -> tuple[Any, ...]:
        return tuple(one.read(part.strip()) for part in text.split(","))

    return Reader(words, read)
