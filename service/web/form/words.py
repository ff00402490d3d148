"""The catalogue of strings: English is written where it is shown, and other languages follow by gettext."""

from gettext import NullTranslations
from typing import Any, cast

from flask import Flask

from service.doors.form.labels import STATUSES, UNITS, mark
from service.doors.record.words import written_date

# Worked examples, by their file under examples/requests/.
EXAMPLES = (
    ("eyelid", mark("Tired eyelid")),
    ("weak-hand", mark("Wasting hand")),
    ("boy-morning-jerks", mark("Morning jerks")),
)


def register(app: Flask, translations: NullTranslations | None = None) -> None:
    """Let templates mark their words with `_()` and `{% trans %}`, and show them in the language of `translations`."""
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.globals.update(statuses=STATUSES, unit_labels=UNITS)
    app.jinja_env.filters["written_date"] = written_date
    cast(Any, app.jinja_env).install_gettext_translations(translations or NullTranslations(), newstyle=False)
