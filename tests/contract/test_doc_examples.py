"""The chore that runs the examples of docs/: what it takes for an example, and what for a difference."""

from pathlib import Path

from tools.docs import PAGES, ROOT, difference, examples_in

PAGE = """
```sh
curl -s "$FASCICLE/livez"
```

```json
{"status": "ok"}
```

```sh
make run
```

```text
nothing is called
```

```sh
curl -s "$FASCICLE/v1/about"
```

```json
{"service": "Fascicle", …}
```
"""


def test_an_example_calls_the_service_and_says_all_that_it_prints() -> None:
    assert list(examples_in(PAGE)) == [('curl -s "$FASCICLE/livez"\n', '{"status": "ok"}\n')]


def test_every_page_that_is_run_has_examples() -> None:
    held = {page: list(examples_in(Path(ROOT, page).read_text("utf-8"))) for page in PAGES}
    assert [page for page, examples in held.items() if not examples] == []


def test_another_word_is_a_difference_and_another_day_is_none() -> None:
    assert "+urgent" in difference("urgent\n", "routine\n")
    assert difference("2026-11-22T10:00:00+00:00 urgent", "2025-01-02T11:12:13+00:00 urgent\n") == ""
