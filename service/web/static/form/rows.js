// The rows of findings: yes, no or not asked; by mouse, by Y, N and U, with arrows between rows; the most telling ones first.

import { cloned, form, say, text } from "./common.js";

const KEYS = { y: "present", n: "absent", u: "unknown" };
const rows = document.getElementById("rows");
let next = []; // rows of the last answer, most telling first

/** Rows can be reached by Tab, and answered by keys. `/` in a row leads to `search`. */
export function wire(search) {
  if (!rows) return;
  form.addEventListener("keydown", (event) => key(event, search));
  form.addEventListener("focusin", ({ target }) => rove(target.closest(".row")));
  rows.addEventListener("focusout", () => setTimeout(settle));
  rows.addEventListener("pointerleave", settle);
  for (const row of form.querySelectorAll(".row")) if (!row.previousElementSibling?.matches(".row")) rove(row);
}

/** Take the rows that matter most now. They come at the end while somebody works in the list, in order when nobody does. */
export function arrange(template) {
  if (!rows || !template) return;
  const proposed = [...template.content.querySelectorAll(".row")].map((row) => document.getElementById(row.id) ?? row);
  for (const row of proposed) if (!row.isConnected) rows.append(document.adoptNode(row));
  next = proposed.filter((row) => row.parentElement === rows);
  settle();
}

/** Answer a finding's row; one that is not there is added. Returns the row. */
export function answer(id, status, label) {
  const row = document.getElementById(`finding-${id}`) ?? add(id, label);
  const radio = row.querySelector(`input[value="${status}"]`);
  radio.checked = true;
  radio.dispatchEvent(new Event("input", { bubbles: true }));
  return row;
}

/** The row of a finding, brought in if need be, ready for an answer. */
export function bring(id, label) {
  const row = document.getElementById(`finding-${id}`) ?? add(id, label);
  row.closest("details")?.setAttribute("open", "");
  row.focus();
  say(text("added", { label }));
}

function add(id, label) {
  const row = cloned("row-finding", { id, label, question: "" });
  row.querySelector(".hint")?.remove();
  row.dataset.added = "";
  rows.prepend(row);
  return row;
}

function key(event, search) {
  const row = event.target.closest(".row");
  if (!row || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=radio])")) return;
  const on = document.getElementById("keys-on")?.checked ?? true;
  const status = KEYS[event.key.toLowerCase()];
  if (on && status) answer(row.dataset.finding, status);
  else if (on && event.key === "/" && search) search.focus();
  else if (event.target === row && event.key === "ArrowDown") step(row, 1);
  else if (event.target === row && event.key === "ArrowUp") step(row, -1);
  else return;
  event.preventDefault();
}

function step(row, by) {
  const all = [...form.querySelectorAll(".row")].filter((other) => other.checkVisibility());
  all[all.indexOf(row) + by]?.focus();
}

/** One row of a list at a time is reached by Tab; its radio buttons follow as they always do. */
function rove(row) {
  if (!row) return;
  for (const other of row.parentElement.querySelectorAll('.row[tabindex="0"]')) other.tabIndex = -1;
  row.tabIndex = 0;
}

/** Nobody likes a list that moves under the hand: order comes only while neither pointer nor focus is in it. */
function settle() {
  if (!next.length || rows.matches(":hover") || rows.contains(document.activeElement)) return;
  const kept = [...rows.querySelectorAll(".row")].filter((row) => answered(row) || row.dataset.added !== undefined);
  rows.replaceChildren(...kept, ...next.filter((row) => row.parentElement === rows && !kept.includes(row)));
  rove(rows.querySelector(".row"));
}

function answered(row) {
  return new FormData(form).get(`finding.${row.dataset.finding}`) !== "unknown";
}
