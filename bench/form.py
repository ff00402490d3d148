"""Measure the form in Chromium against gunicorn here: actions, first paint, update, weight. `make bench-form`."""

import statistics
import sys
import tempfile
from collections import Counter
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.journeys import Hand, benign_case, level, open_form, red_flag_case
from tests.serving.server import serving
from tools import chromium

ROUNDS = 15
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
# Milliseconds from a click, or from a key, until the answer stands in the page.
UPDATE = """async ([selector, typed]) => {
  const result = document.getElementById("result"), control = document.querySelector(selector);
  const done = new Promise(resolve => new MutationObserver((_, watch) => {
    if (result.dataset.state === "current") { watch.disconnect(); resolve(performance.now()); }
  }).observe(result, { attributes: true, attributeFilter: ["data-state"] }));
  const start = performance.now();
  if (typed) { control.value = typed; control.dispatchEvent(new Event("input", { bubbles: true })); }
  else control.click();
  return await done - start;
}"""


def main() -> None:
    """Print the table."""
    path = chromium.find()
    if path is None:
        sys.exit(chromium.MISSING)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "log") as server,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        host, port = server.address
        for line in table(browser, f"http://{host}:{port}"):
            sys.stdout.write(f"{line}\n")
        browser.close()


def table(browser: Browser, address: str) -> list[str]:
    """The figures as a table in Markdown."""
    clicks, keys = updates(browser, address)
    weight = weights(browser, address)
    parts = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in weight.most_common())
    return [
        "| figure | measured | budget |",
        "|---|---|---|",
        *(f"| {words} | {count} | {budget} |" for words, count, budget in actions(browser, address)),
        f"| first paint, ms (median of {ROUNDS}; worst) | {shown(paints(browser, address))} | 100 |",
        f"| update after a click, ms (median of {ROUNDS}; worst) | {shown(clicks)} | 100 |",
        f"| update after a key, with the wait for the next one, ms | {shown(keys)} | |",
        f"| weight, kB uncompressed ({parts}) | {sum(weight.values()) / 1000:.1f} | 150 |",
    ]


def shown(times: list[float]) -> str:
    """Median and worst of some milliseconds."""
    return f"{statistics.median(times):.0f}; {max(times):.0f}"


def page_at(browser: Browser, address: str) -> Page:
    """A window of its own, with nothing cached."""
    return browser.new_context(base_url=address, viewport={"width": 1280, "height": 900}).new_page()


def actions(browser: Browser, address: str) -> list[tuple[str, str, int]]:
    """Each click, key press and typed word counts one."""
    told = []
    for words, journey, budget in (
        ("actions, typical benign case", benign_case, 25),
        ("actions to the warning, red-flag case", red_flag_case, 12),
    ):
        page = page_at(browser, address)
        open_form(page)
        hand = Hand(page)
        journey(hand)
        told.append((words, f"{hand.actions} ({level(page)})", budget))
        page.context.close()
    return told


def paints(browser: Browser, address: str) -> list[float]:
    """First contentful paint of the blank form, in milliseconds; the browser is open, its first visit left out."""
    page = page_at(browser, address)
    times = []
    for _ in range(ROUNDS + 1):
        page.goto("/livez")
        page.goto("/")
        page.wait_for_timeout(150)
        times.append(float(page.evaluate(PAINT)))
    page.context.close()
    return times[1:]


def updates(browser: Browser, address: str) -> tuple[list[float], list[float]]:
    """From a click, and from a typed digit, to the new answer in the page, in milliseconds."""
    page = page_at(browser, address)
    open_form(page)
    page.evaluate(UPDATE, ["#sites-calf-site", ""])
    clicks, keys = [], []
    for turn in range(ROUNDS):
        sex = ("male", "female")[turn % 2]
        clicks.append(page.evaluate(UPDATE, [f"[name='patient.sex'][value={sex}]", ""]))
        keys.append(page.evaluate(UPDATE, ["#patient-age_years", str(30 + turn)]))
    page.context.close()
    return clicks, keys


def weights(browser: Browser, address: str) -> Counter[str]:
    """Bytes of each kind that the blank form loads, before any compression."""
    page = page_at(browser, address)
    found: Counter[str] = Counter()
    page.on("response", lambda reply: found.update({reply.request.resource_type: len(reply.body())}))
    page.goto("/", wait_until="networkidle")
    page.context.close()
    return found


if __name__ == "__main__":
    main()
