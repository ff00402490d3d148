"""Notes what a page must never do: break the content policy, log an error, call another host, keep something."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

# Chromium says this of every answer of 400 and above; whether one was right to come is for `_response` to judge.
_TOLD_ELSEWHERE = "Failed to load resource: the server responded with a status of"
_KEPT = "() => [localStorage, sessionStorage].flatMap(Object.keys).concat(document.cookie.split(';').filter(Boolean))"
_VIOLATIONS = """addEventListener("securitypolicyviolation",
  ({ violatedDirective, blockedURI }) => console.error(`policy: ${violatedDirective} ${blockedURI}`))"""


class Watch:
    """Everything of that kind in one browser window. `expected` holds texts that a test provokes on purpose."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        """Begin to watch."""
        self.expected: list[str] = []
        self._site = site
        self._context = context
        self._noted: list[str] = []
        context.add_init_script(_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", lambda error: self._noted.append(f"uncaught: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def faults(self) -> list[str]:
        """What went wrong so far, and what the pages keep in the browser."""
        kept = [f"keeps {name}" for page in self._context.pages for name in _kept(page, self._site)]
        if self._context.cookies():
            kept.append("keeps a cookie")
        return [note for note in (*self._noted, *kept) if not any(text in note for text in self.expected)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_TOLD_ELSEWHERE):
            self._noted.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self._site, "blob:", "data:", "about:", "chrome-error:")):
            self._noted.append(f"calls {request.url}")
        elif "?" in request.url and request.url.startswith(self._site) and "/knowledge" not in request.url:
            self._noted.append(f"asks with a query: {request.url}")

    def _response(self, response: Response) -> None:
        understood = response.status < 400 or (response.status == 422 and response.request.method == "POST")
        if not understood:
            self._noted.append(f"{response.status} from {response.url}")


def _kept(page: Page, site: str) -> list[str]:
    page.wait_for_load_state()
    kept: list[str] = page.evaluate(_KEPT) if page.url.startswith(site) else []
    return kept
