// The answer beside the form: asked again whenever something is entered, and never shown as current when it is not.

import { entries, form, nodes, post, say, text } from "./common.js";
import { morph } from "./morph.js";
import { usable } from "./record.js";
import { equip } from "./suggest.js";

// Milliseconds without a key before typed text is sent; a click is sent at once, and a name that was chosen or left, too.
const TYPING = 150;
const NAMING = 1_500; // half a name would only be told to be unknown

const result = document.getElementById("result");
const answer = document.getElementById("answer");
const notice = document.createElement("div");
const told = new EventTarget();
let running = null; // the question under way; an older one is dropped
let timer = 0;
let said = level();

notice.id = "notice";
notice.className = "notice";
notice.setAttribute("role", "status");
answer?.before(notice);

/** Call `listener` with the fragment's `<template id="rows-next">`, or null, after each new answer. */
export function afterwards(listener) {
  told.addEventListener("answer", (event) => listener(event.detail));
}

/** Ask again: after `wait` milliseconds, unless something else is entered before. */
export function refresh(wait = 0) {
  clearTimeout(timer);
  drop();
  state("waiting");
  return new Promise((done) => { timer = setTimeout(() => ask().then(done), wait); });
}

/** Forget the answer and whatever is under way. */
export function forget() {
  clearTimeout(timer);
  drop();
  answer.replaceChildren();
  notice.replaceChildren();
  said = "";
}

function drop() {
  const dropped = running;
  running = null;
  dropped?.abort();
}

async function ask() {
  const mine = (running = new AbortController());
  try {
    const reply = await post("/form/answer", entries(), mine.signal);
    const body = await reply.text();
    if (running !== mine) return;
    if (reply.ok) show(body);
    else if (reply.status === 422) faulty(body);
    else failed(reply.status);
  } catch {
    if (running === mine) failed();
  }
}

function show(body) {
  const made = nodes(body);
  const next = made.querySelector("template#rows-next");
  next?.remove();
  usable(made);
  equip(made);
  morph(answer, made);
  notice.replaceChildren();
  faults("");
  state("current");
  announce();
  told.dispatchEvent(new CustomEvent("answer", { detail: next }));
}

/** Only a change of the level is said aloud: the answer changes with every click. */
function announce() {
  const now = level();
  if (now && now !== said) say(answer.querySelector("[data-said]").dataset.said);
  said = now;
}

function level() {
  return answer?.querySelector("[data-level]")?.dataset.level ?? "";
}

function faulty(body) {
  state("faulty");
  faults(body);
  const link = document.createElement("a");
  link.href = "#faults";
  link.textContent = text("faults");
  notice.replaceChildren(link);
}

function faults(body) {
  const box = document.getElementById("faults");
  if (!box) return;
  const made = nodes(body);
  box.hidden = !body;
  box.className = body ? "error-summary" : "";
  morph(box, made.querySelector("#faults") ?? made);
  for (const old of form.querySelectorAll(".error")) old.remove();
  for (const old of form.querySelectorAll("[aria-invalid]")) old.removeAttribute("aria-invalid");
  for (const link of box.querySelectorAll("a")) mark(document.getElementById(link.hash.slice(1)), link.textContent);
}

/** Say a fault, `NAME: what to do`, at its field too, as the page does without a script. */
function mark(field, told) {
  if (!field?.matches("#intake *")) return;
  const line = document.createElement("p");
  line.className = "error";
  line.textContent = told.slice(told.indexOf(": ") + 2);
  if (!field.hasAttribute("aria-invalid")) line.id = `${field.id}-error`;
  field.setAttribute("aria-invalid", "true");
  const described = new Set(field.getAttribute("aria-describedby")?.split(" "));
  field.setAttribute("aria-describedby", [...described.add(`${field.id}-error`)].join(" "));
  (field.querySelector("legend") ?? field.labels[0]).after(line);
}

function failed(status) {
  state("failed");
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = text("retry");
  again.addEventListener("click", () => refresh());
  tell(status === 413 ? text("large") : status === 429 ? text("busy") : text("failed"), again);
}

function tell(words, ...more) {
  const line = document.createElement("p");
  line.textContent = words;
  notice.replaceChildren(line, ...more);
}

function state(name) {
  result.dataset.state = name;
  result.setAttribute("aria-busy", String(name === "waiting"));
  brief(name);
}

/** Where the answer stands below the form, the link to it in the bar says the level, or that it is not up to date. */
function brief(name) {
  const link = form.querySelector(".to-answer");
  if (!link || name === "waiting") return;
  link.dataset.words ??= link.textContent;
  const level = name === "current" && answer.querySelector("[data-said]")?.dataset.said.split(/ · |: /)[0];
  link.textContent = name === "current" ? level || link.dataset.words : `! ${text("old")}`;
}

/** Listen to the form. A typed word waits for its end, everything else is asked at once. */
export function follow() {
  form.addEventListener("input", ({ target }) => {
    if (!target.name || target.name === "search") return;
    const typed = target.matches("input:not([type=radio], [type=checkbox]), textarea");
    refresh(!typed ? 0 : target.dataset.suggest ? NAMING : TYPING);
  });
  form.addEventListener("change", ({ target }) => { if (target.dataset.suggest && target.name !== "search") refresh(); });
  addEventListener("online", () => { if (result.dataset.state === "failed") refresh(); });
}
