// What the other modules share: the form, its words, its entries, and one way to ask the service.

export const form = document.getElementById("intake");

const LONGEST_WAIT = 10_000; // milliseconds until an answer counts as not coming

/** A sentence of the page's catalogue, `data-text-KEY` on the form or the page, with `{name}` replaced. */
export function text(key, values = {}) {
  const given = document.querySelector(`[data-text-${key}]`)?.getAttribute(`data-text-${key}`) ?? "";
  return given.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Everything entered, as the form itself would post it; `more` holds fields of this one request. */
export function entries(more = {}) {
  const body = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(more)) body.set(name, value);
  return body;
}

/** POST to the service. Nothing of it is kept, in a cache or elsewhere. Aborts by itself after a while. */
export function post(path, body, signal) {
  const limit = AbortSignal.timeout(LONGEST_WAIT);
  const headers = typeof body === "string" ? { "Content-Type": "application/json" } : {};
  return fetch(path, {
    method: "POST", body, headers, cache: "no-store", redirect: "error",
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  });
}

/** The day as ISO 8601, where the clinician is. */
export function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/** HTML of the service as nodes that do nothing yet. */
export function nodes(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

/** The element with an attribute of this value, whatever characters it holds. */
export function where(attribute, value, root = document) {
  return root.querySelector(`[${attribute}="${CSS.escape(value)}"]`);
}

/** A copy of the page's template with `__KEY__` and the like replaced in every attribute and text. */
export function cloned(id, values) {
  const copy = document.getElementById(id).content.cloneNode(true);
  const filled = (given) => given.replace(/__([A-Z]+)__/g, (whole, name) => values[name.toLowerCase()] ?? whole);
  const walker = document.createTreeWalker(copy, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeType === Node.TEXT_NODE) node.data = filled(node.data);
    else for (const attribute of node.attributes) attribute.value = filled(attribute.value);
  }
  return copy.firstElementChild;
}

const spoken = document.createElement("p");
spoken.className = "unseen";
spoken.setAttribute("role", "status");
document.body.append(spoken);

/** Say something to a screen reader, when it has finished what it says. */
export function say(words) {
  spoken.textContent = words;
}
