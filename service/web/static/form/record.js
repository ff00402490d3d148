// To the record: copy, print, explanations in place. The day comes from this machine's clock, and only with these requests.

import { entries, form, nodes, post, text, today } from "./common.js";
import { morph } from "./morph.js";

const CLOSING = 500; // milliseconds after which this browser lets no page close itself

/** Show what only a script can do. */
export function usable(root) {
  for (const button of root.querySelectorAll("[data-copy], [data-print]")) button.hidden = false;
  for (const link of root.querySelectorAll('a[href^="/"]')) apart(link);
  // A frame may not be let open a window: there a document takes the form's place and carries it along.
  if (window.top === window) for (const button of root.querySelectorAll('[formaction="/form/record"]')) button.formTarget = "_blank";
  for (const blank of root.querySelectorAll("[data-today]")) blank.textContent = new Date().toLocaleDateString("en-GB", {
    day: "2-digit", month: "long", year: "numeric",
  });
}

/** A page opens beside the form: the browser's way back would lose what was entered. */
export function apart(link) {
  link.target = "_blank";
  link.rel = "noopener";
}

/** On a page that opened beside the form, the way back is to close it. */
export function closes(button) {
  if (history.length === 1) button?.addEventListener("click", (event) => {
    event.preventDefault();
    window.close();
    setTimeout(() => button.form.submit(), CLOSING);
  });
}

/** Wire the buttons, wherever they appear later. */
export function wire() {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("button");
    if (button?.dataset.copy) copy(button);
    else if (button?.dataset.print !== undefined) print();
  });
  form?.addEventListener("submit", ({ submitter }) => {
    if (submitter?.formAction.endsWith("/form/record")) {
      form.addEventListener("formdata", ({ formData }) => formData.set("date", today()), { once: true });
    }
  });
}

/** Fill the element that a button names with the fragment of the button's address. */
export async function explainInto(button) {
  const place = document.getElementById(button.dataset.into);
  const asked = entries({ part: "1", [button.name]: button.value });
  place.setAttribute("aria-busy", "true");
  try {
    const reply = await post(new URL(button.formAction).pathname, asked);
    if (!reply.ok && reply.status !== 422) throw new Error(reply.statusText);
    const made = nodes(await reply.text());
    usable(made);
    morph(place, made);
  } catch {
    place.textContent = text("stale");
  }
  place.removeAttribute("aria-busy");
  place.scrollIntoView({ block: "nearest" });
}

async function copy(button) {
  const spoken = document.querySelector("[data-copied]");
  let done = false;
  try {
    done = await write(await words(button.dataset.copy));
  } catch {
    done = false; // told below
  }
  if (spoken) spoken.textContent = text(done ? "copied" : "not-copied");
}

async function words(what) {
  if (what.startsWith("#")) return document.querySelector(what).textContent;
  const reply = await post("/form/record", entries({ document: what, as: "text", date: today() }));
  if (!reply.ok) throw new Error(reply.statusText);
  return reply.text();
}

/** Put text on the clipboard; a frame without leave to use it selects and copies instead. */
async function write(given) {
  try {
    await navigator.clipboard.writeText(given);
    return true;
  } catch {
    const box = document.createElement("textarea");
    box.value = given;
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done;
  }
}
