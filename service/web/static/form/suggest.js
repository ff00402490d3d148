// Type-ahead: the ARIA combobox pattern with a list. Typed text is taken as it is; the service forgives its slips.

import { post, say, text } from "./common.js";

const TYPING = 120; // milliseconds without a key before the service is asked
const SHORTEST = 2; // letters
const lists = new WeakMap(); // text field -> its Suggestions

/** Equip every text field with `data-suggest` under `root`. `chosen(input, option)`, if given, may take a choice over. */
export function equip(root, chosen) {
  for (const input of root.querySelectorAll("input[data-suggest]")) {
    if (!lists.has(input)) lists.set(input, new Suggestions(input, chosen));
  }
}

class Suggestions {
  options = [];
  active = -1;
  timer = 0;
  running = null;

  constructor(input, chosen) {
    this.input = input;
    this.chosen = chosen;
    this.list = document.createElement("ul");
    this.list.id = `${input.id}-options`;
    this.list.className = "suggestions";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() ?? "");
    this.list.hidden = true;
    const box = document.createElement("div");
    box.className = "combo";
    input.removeAttribute("list"); // the browser's own list would lie over this one
    input.replaceWith(box);
    box.append(input, this.list);
    const states = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(states)) input.setAttribute(name, value);
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.clicked(event));
  }

  later() {
    clearTimeout(this.timer);
    this.running?.abort();
    if (this.input.value.trim().length < SHORTEST) this.close();
    else this.timer = setTimeout(() => this.ask(), TYPING);
  }

  async ask() {
    const mine = (this.running = new AbortController());
    const body = JSON.stringify({ kind: this.input.dataset.suggest, text: this.input.value.trim() });
    try {
      const reply = await post("/form/suggest", body, mine.signal);
      const options = reply.ok ? await reply.json() : [];
      if (this.running === mine && document.activeElement === this.input) this.show(options);
    } catch {
      if (this.running === mine) this.close(); // typing goes on without help
    }
  }

  show(options) {
    this.options = options;
    this.list.replaceChildren(...(options.length ? options.map((option, place) => this.item(option, place)) : [this.nothing()]));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.mark(this.input.id === "search" && options.length ? 0 : -1);
    say(options.length ? text("options", { count: options.length }) : text("no-options"));
  }

  item(option, place) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${place}`;
    item.setAttribute("role", "option");
    item.dataset.place = place;
    item.textContent = option.label;
    if (option.hint) {
      const hint = document.createElement("span");
      hint.className = "hint";
      hint.textContent = option.hint;
      item.append(" ", hint);
    }
    return item;
  }

  nothing() {
    const item = document.createElement("li");
    item.className = "hint";
    item.setAttribute("role", "option");
    item.setAttribute("aria-disabled", "true");
    item.textContent = text("no-options");
    return item;
  }

  mark(place) {
    this.active = place;
    [...this.list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === place)));
    const item = this.list.children[place];
    if (item) this.input.setAttribute("aria-activedescendant", item.id);
    else this.input.removeAttribute("aria-activedescendant");
    item?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const count = this.options.length;
    if (event.isComposing) return;
    if (event.key === "ArrowDown" && !count) this.later();
    else if (event.key === "ArrowDown") this.mark((this.active + 1) % count);
    else if (event.key === "ArrowUp" && count) this.mark((this.active + count - (this.active < 0 ? 0 : 1)) % count);
    else if (event.key === "Enter" && this.active >= 0) this.choose(this.active);
    else if (event.key === "Escape" && !this.list.hidden) this.close();
    else if (event.key === "Enter" && this.input.id !== "search") return this.close(); // what is typed is meant
    else return;
    event.preventDefault();
  }

  clicked({ target }) {
    const item = target.closest("[data-place]");
    if (item) this.choose(Number(item.dataset.place));
  }

  choose(place) {
    const option = this.options[place];
    this.input.value = option.label;
    this.close();
    if (this.chosen?.(this.input, option)) return;
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    clearTimeout(this.timer);
    this.running?.abort();
    this.running = null;
    this.options = [];
    this.list.hidden = true;
    this.list.replaceChildren();
    this.input.setAttribute("aria-expanded", "false");
    this.mark(-1);
  }
}
