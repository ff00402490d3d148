"""Reading pages as a browser would, strictly: every element closed, every id once, every link as written."""

from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "input", "br", "hr", "img", "rect"})


class Page(HTMLParser):
    """A page's links, ids, text and faults."""

    def __init__(self, text: str) -> None:
        """Read the whole of a page."""
        super().__init__(convert_charrefs=True)
        self.source = text
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.faults: list[str] = []
        self._text: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.faults.extend(f"<{tag}> is not closed" for tag in self._open)
        self.faults.extend(f"id {name} stands twice" for name in sorted({i for i in self.ids if self.ids.count(i) > 1}))
        self.text = " ".join("".join(self._text).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.attributes.update(given)
        if len(given) != len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")
        # What stands in a <template> is a page of its own until a script copies it.
        if given.get("id") and "template" not in self._open:
            self.ids.append(given["id"] or "")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> closes something else")

    def handle_data(self, data: str) -> None:
        self._text.append(data)
