// The body map: a picture of the list of sites. A click on a part ticks its site and sets its side; the list says the same.

import { form, where } from "./common.js";

const map = document.getElementById("bodymap");
const list = document.getElementById("sites");
const parts = [...(map?.querySelectorAll("[data-site]") ?? [])];
const OTHER = { left: "right", right: "left" };

/** Show the map and keep it and the list alike. */
export function wire() {
  if (!map || !list) return;
  for (const part of parts) name(part);
  map.addEventListener("click", ({ target }) => press(target.closest("[data-site]")));
  form.addEventListener("input", paint);
  map.hidden = false;
  paint();
}

/** Colour the parts that are ticked. */
export function paint() {
  for (const part of parts) {
    const { box, side } = fields(part);
    const here = !part.dataset.side || !OTHER[side?.value] || side.value === part.dataset.side;
    part.toggleAttribute("data-on", Boolean(box?.checked && here));
  }
}

function fields({ dataset: { site } }) {
  const box = where("data-site", site, list)?.querySelector("input[type=checkbox]");
  return { box, side: form.elements.namedItem(`sites.${site}.side`) };
}

function name(part) {
  const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
  title.textContent = fields(part).box?.labels[0]?.textContent.trim() ?? "";
  part.append(title);
}

function press(part) {
  if (!part) return;
  const { box, side } = fields(part);
  if (!box) return;
  const was = box.checked ? side?.value || "" : null;
  const now = after(was, part.dataset.side);
  box.checked = now !== null;
  if (side) side.value = now ?? "";
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

/** The side of a site after a press on `side`; null: the site is not ticked. */
function after(was, side) {
  if (was === null) return side ?? "";
  if (!side || was === side) return null;
  if (was === "both") return OTHER[side];
  return was === OTHER[side] ? "both" : side;
}
