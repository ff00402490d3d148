// The form works without any of this; here it becomes quick. Nothing is stored, and nothing is sent elsewhere.

import { afterwards, follow, forget, refresh } from "./answer.js";
import * as bodymap from "./bodymap.js";
import { cloned, form, where } from "./common.js";
import * as record from "./record.js";
import * as rows from "./rows.js";
import { equip } from "./suggest.js";

// The templates of a row that is added, and of what more a ticked word has to say.
const ADDED = { sites: "row-site", medications: "row-medicine", exposures: "row-exposure", results: "row-result" };
const MORE = { sites: "row-site-more", exposures: "row-exposure-more" };
const search = document.getElementById("search");

record.usable(document.getElementById("answer") ?? document);
record.wire();
if (form && document.getElementById("answer")) wire();
else record.closes(form?.querySelector("button"));

function wire() {
  document.documentElement.dataset.script = "on";
  equip(form, chosen);
  equip(document.getElementById("answer"));
  rows.wire(search);
  bodymap.wire();
  follow();
  afterwards(rows.arrange);
  for (const link of document.querySelectorAll(".top a, footer a")) record.apart(link);
  const keys = document.getElementById("keys");
  if (keys) keys.hidden = false;
  const paste = document.getElementById("paste");
  if (paste) paste.hidden = false;
  form.addEventListener("paste", pasted);
  form.addEventListener("submit", submitted);
  addEventListener("focusin", uncover);
  document.getElementById("clear")?.addEventListener("click", clear);
  addEventListener("pageshow", ({ persisted }) => { if (persisted) clear(); });
  form.addEventListener("change", detail);
}

/** The bars at the top and the bottom must not lie over what keys have brought into focus. */
function uncover({ target }) {
  const [status, actions] = [".status", ".actions"].map((bar) => document.querySelector(bar));
  if (!target.matches(":focus-visible") || actions?.contains(target)) return;
  const box = (target.closest("label") ?? target).getBoundingClientRect();
  const below = form.contains(target) ? box.bottom + 8 - actions.getBoundingClientRect().top : 0;
  const above = status ? status.getBoundingClientRect().bottom + 8 - box.top : 0;
  if (below > 0 || above > 0) scrollBy({ top: below > 0 ? below : -above, behavior: "instant" });
}

/** A finding that was searched for becomes a row; any other choice stays in its field. */
function chosen(input, option) {
  if (input !== search) return false;
  input.value = "";
  rows.bring(option.id, option.label);
  return true;
}

/** What a button of the form does here without leaving the page. Any other button posts the form as ever. */
function submitted(event) {
  const { name, value, dataset } = event.submitter ?? {};
  const [what, kind] = (value ?? "").split(".");
  const at = value === "assess" ? document.activeElement : null; // Enter posts by the form's first button, wherever it is pressed
  if (at === search && search.value) return event.preventDefault(); // too soon
  if (at?.id === "why-condition") record.explainInto(document.querySelector(".why-not [data-into]"));
  else if (dataset?.into) record.explainInto(event.submitter);
  else if (name === "set") set(value, event.submitter.closest("li")?.dataset.label);
  else if (name === "do" && what === "more") more(kind);
  else if (name === "do" && what === "assess") assess();
  else if (taken(event.submitter) && faults()) faults().focus();
  else return undefined;
  return event.preventDefault();
}

/** Answer the finding's row from the question elsewhere: `finding.ID=STATUS`. */
function set(value, label) {
  const [finding, status] = value.split("=");
  rows.answer(finding.replace("finding.", ""), status, label);
}

/** A list that is pasted into the name of a medicine becomes rows, one for each line. */
function pasted(event) {
  const lines = event.clipboardData.getData("text").split(/[\r\n]+/).map((line) => line.trim()).filter(Boolean);
  if (lines.length < 2 || !event.target.matches('[data-suggest="medicine"]')) return;
  event.preventDefault();
  lines.forEach((line, place) => {
    const field = place ? more("medications") : event.target;
    field.value = line.slice(0, field.maxLength);
  });
  refresh();
}

/** A new row of a kind, with a number of its own, ready to be filled in. Returns its first field. */
function more(kind) {
  const list = where("data-rows", kind);
  const taken = [...list.querySelectorAll("[name]")].map((field) => Number(field.name.split(".")[1])).filter(Number.isFinite);
  const row = cloned(ADDED[kind], { key: String(Math.max(-1, ...taken) + 1) });
  list.append(row);
  equip(row, chosen);
  const first = row.querySelector("input, select");
  first?.focus();
  return first;
}

/** A ticked place or substance gets its own start and end; without its tick they go. */
function detail({ target }) {
  const [kind, key] = target.name.split(".");
  if (target.type !== "checkbox" || !MORE[kind] || !/\.(site|substance)$/.test(target.name)) return;
  const list = where("data-rows", kind);
  where("data-more-of", key, list)?.remove();
  if (target.checked) list.append(cloned(MORE[kind], { key, label: target.labels[0].textContent.trim() }));
}

/** Ask now, and go where the answer, or what to correct, stands. */
async function assess() {
  await refresh();
  (faults() ?? document.getElementById("result")).focus();
}

/** The summary of faults, if there is a fault. */
function faults() {
  return document.querySelector("#faults:not([hidden]):has(*)");
}

/** Whether a button takes something away from the page: a document or a file. */
function taken(button) {
  return /\/form\/(record|download)$/.test(button?.formAction);
}

/** Leave nothing of this page behind: the browser may keep it for its way back. */
function clear(event) {
  event?.preventDefault();
  forget();
  document.body.replaceChildren();
  location.replace("/");
}
