"""The catalogue of strings: English is written where it is shown, and other languages follow by gettext."""

from flask import Flask

from service.doors.form.labels import STATUSES, UNITS, mark

# Worked examples, by their file under examples/requests/.
EXAMPLES = (
    ("eyelid", mark("A tired adult’s eyelid")),
    ("weak-hand", mark("A hand that wastes")),
    ("boy-morning-jerks", mark("A boy’s morning jerks")),
)


def register(app: Flask) -> None:
    """Let templates mark their words with `_()` and `{% trans %}`."""
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.globals.update(statuses=STATUSES, unit_labels=UNITS)
    app.jinja_env.install_null_translations(newstyle=False)  # type: ignore[attr-defined]
