// The form beside its record: whose it is, and writing to it what the clinician has seen and agreed to.

import { entries, post, text, today } from "../form/common.js";

const place = document.getElementById("to-chart");
const told = document.getElementById("to-chart-told");
const button = document.getElementById("to-chart-ask");
const sure = document.getElementById("to-chart-sure");
let boxes = [...sure.querySelectorAll("[name=kind]")];
const LONGEST_WAIT = 20_000; // milliseconds

/** Say whose record it is, by what only the browser knows, and what could not be read of it. */
export function introduce(patient, unread) {
  const name = named(patient.name?.find((one) => one.use === "official") ?? patient.name?.[0]);
  const born = patient.birthDate ?? text("unknown");
  for (const one of document.querySelectorAll("[data-patient]")) one.textContent = text("patient", { name, born });
  document.querySelector("[data-unread]").textContent = unread.map((key) => text(`read-${key}`)).join(", ");
  document.getElementById("unread").hidden = !unread.length;
  document.getElementById("from-chart").focus();
}

function named(name) {
  return name?.text ?? ([...(name?.given ?? []), name?.family].filter(Boolean).join(" ") || text("nameless"));
}

/** Offer what the granted scopes allow, and nothing where they allow nothing. */
export function offer(client) {
  const granted = (client.state.tokenResponse.scope ?? "").split(/\s+/);
  const may = (box) => new RegExp(`^(patient|user)/(${box.value}|\\*)\\.(\\*|write|cr?u?d?s?)$`);
  for (const box of boxes) if (!granted.some((scope) => may(box).test(scope))) box.closest("p").remove();
  boxes = boxes.filter((box) => box.isConnected);
  place.hidden = !boxes.length;
  button.addEventListener("click", () => { sure.returnValue = ""; sure.showModal(); });
  sure.addEventListener("close", () => { if (sure.returnValue === "write") write(client); });
  document.getElementById("intake").addEventListener("input", () => { button.disabled = false; });
}

/** One attempt: each resource by itself, so that what failed is told and can be tried again. */
async function write(client) {
  button.disabled = true;
  told.replaceChildren();
  const wanted = boxes.filter((box) => box.checked);
  const made = wanted.length ? await resources() : [];
  const done = [];
  for (const box of wanted) {
    const resource = made.find((one) => one.resourceType === box.value);
    if (resource && await written(client, resource, label(box))) done.push(box);
  }
  for (const box of boxes) box.checked = !done.includes(box); // what was written is not proposed again
  button.disabled = done.length > 0 && done.length === wanted.length;
}

const label = (box) => box.closest("label").textContent.trim();

/** What the service makes of the form as it stands now; nothing, with the reason told, where it cannot. */
async function resources() {
  try {
    const reply = await post("/form/resources", entries({ date: today() }));
    if (reply.ok) return await reply.json();
    say(text(reply.status === 422 ? "mend" : "not-made"));
  } catch {
    say(text("not-made"));
  }
  return [];
}

async function written(client, resource, what) {
  try {
    await client.create(owned(client, resource), { signal: AbortSignal.timeout(LONGEST_WAIT) });
    say(text("written", { what }));
    return true;
  } catch (error) {
    say(text("not-written", { what, why: text(reason(error)) }));
    return false;
  }
}

function owned(client, resource) {
  const subject = { reference: `Patient/${client.patient.id}` };
  const encounter = client.encounter.id && { reference: `Encounter/${client.encounter.id}` };
  if (!encounter) return { ...resource, subject };
  const where = resource.resourceType === "DocumentReference" ? { context: { encounter: [encounter] } } : { encounter };
  return { ...resource, subject, ...where };
}

function reason(error) {
  const status = error.statusCode ?? error.status;
  if (status === 401 || /expired/i.test(error.message)) return "ended";
  if (status === 403) return "not-allowed";
  return status ? "not-taken" : "no-answer";
}

function say(words) {
  const line = document.createElement("p");
  line.textContent = words;
  told.append(line);
}
