"""Forms as a browser without script sees them: their controls, and what it would post."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Control:
    """One control. `text` is its value; a box or a radio button counts only when `on`."""

    name: str
    kind: str
    text: str
    on: bool = True
    options: list[str] = field(default_factory=list)


class Form(HTMLParser):
    """The controls of the form `intake` of a page, those outside it that belong to it too."""

    def __init__(self, page: str) -> None:
        """Read a page."""
        super().__init__(convert_charrefs=True)
        self.controls: list[Control] = []
        self.buttons: list[tuple[str, str]] = []
        self.labels: set[str] = set()
        self.ids: set[str] = set()
        self._inside = False
        self._templates = 0
        self._area: Control | None = None
        # An option without a value, whose words are still to come: its value is its words.
        self._worded: tuple[Control, bool] | None = None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._templates += tag == "template"
        if self._templates:
            return
        self.ids.add(given.get("id", ""))
        if tag == "form":
            self._inside = given.get("id") == "intake"
        if not (self._inside or given.get("form") == "intake"):
            return
        if tag == "label" and "for" in given:
            self.labels.add(given["for"])
        if tag == "option":
            self._option(given)
        elif "name" in given:
            self._named(tag, given)

    def _named(self, tag: str, given: dict[str, str]) -> None:
        if tag == "button":
            self.buttons.append((given["name"], given.get("value", "")))
            return
        kind = given.get("type", "text") if tag == "input" else tag
        on = kind not in ("checkbox", "radio") or "checked" in given
        control = Control(given["name"], kind, given.get("value", "" if tag != "input" else "on" * (not on)), on)
        self.controls.append(control)
        self._area = control if tag == "textarea" else None

    def _option(self, given: dict[str, str]) -> None:
        select = self.controls[-1] if self.controls and self.controls[-1].kind == "select" else None
        if select is None:
            return
        if "value" in given:
            self._offer(select, given["value"], chosen="selected" in given)
        else:
            self._worded = (select, "selected" in given)

    @staticmethod
    def _offer(select: Control, value: str, *, chosen: bool) -> None:
        if not select.options or chosen:
            select.text = value
        select.options.append(value)

    def handle_endtag(self, tag: str) -> None:
        self._templates -= tag == "template"
        if tag == "form":
            self._inside = False
        if tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.text += data
        if self._worded is not None:
            (select, chosen), self._worded = self._worded, None
            self._offer(select, data.strip(), chosen=chosen)

    def typed(self, name: str, text: str) -> "Form":
        """Type into a field, choose, or tick. The control must be on the page."""
        found = [control for control in self.controls if control.name == name]
        assert found, f"there is no {name} on the page"
        if found[0].kind not in ("checkbox", "radio"):
            assert not found[0].options or text in found[0].options
            found[0].text = text
            return self
        assert text in [control.text for control in found], f"{name} has no {text!r}"
        for control in found:
            control.on = control.text == text or (control.on and control.kind == "checkbox")
        return self

    def posted(self, *button: str) -> dict[str, list[str]]:
        """What a browser sends, with the name and value of the button pressed."""
        sent: dict[str, list[str]] = {}
        for control in self.controls:
            if control.on:
                sent.setdefault(control.name, []).append(control.text.replace("\r\n", "\n").replace("\n", "\r\n"))
        if button:
            assert button in self.buttons, f"there is no button {button}"
            sent.setdefault(button[0], []).append(button[1])
        return sent

    def said(self) -> dict[str, list[str]]:
        """What is entered: the fields that are not empty, without units and answers that say nothing."""
        sent = {name: [text.strip() for text in texts if text.strip()] for name, texts in self.posted().items()}
        return {
            name: texts
            for name, texts in sent.items()
            if texts and not name.endswith((".unit", "_unit")) and texts != ["unknown"] and name != "condition"
        }
