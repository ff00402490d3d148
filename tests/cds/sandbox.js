/* A page with the habits of the public CDS Hooks Sandbox, as its source has them, in our own words. */
"use strict";

const ISSUER = "https://sandbox.cds-hooks.org";
const SEVERITY = { info: 0, warning: 1, critical: 2, error: 3 };

/* What the test gives: discovery, fhir (addresses), jku, kid, key (JWK), patient (id). */
let setup;
let services = [];
let failing = [];
const exchanges = [];

function encoded(bytes) {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/* Signed anew for each call, for exactly the address called; ES256, with `jku`. */
async function token(audience) {
  const now = Math.round(Date.now() / 1000);
  const header = { alg: "ES256", typ: "JWT", kid: setup.kid, jku: setup.jku };
  const claims = { iss: ISSUER, sub: "client", aud: audience, exp: now + 300, iat: now, jti: crypto.randomUUID() };
  const parts = [header, claims].map((part) => encoded(new TextEncoder().encode(JSON.stringify(part)))).join(".");
  const curve = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("jwk", setup.key, curve, false, ["sign"]);
  return `${parts}.${encoded(await crypto.subtle.sign(curve, key, new TextEncoder().encode(parts)))}`;
}

async function send(method, url, data) {
  const headers = { Accept: "application/json", Authorization: `Bearer ${await token(url)}` };
  if (data) headers["Content-Type"] = "application/json";
  const answer = await fetch(url, { method, headers, body: data && JSON.stringify(data) });
  return { status: answer.status, body: await answer.json() };
}

async function discover() {
  const told = await send("GET", setup.discovery);
  services = told.body.services ?? [];
  return { status: told.status, hooks: services.map((one) => one.hook) };
}

/* The patient's id is put in, each parameter is encoded once more, and parameters stand in the order of their names. */
function completed(template) {
  const [path, query] = template.replaceAll("{{context.patientId}}", setup.patient).split("?");
  if (!query) return path;
  const told = [...new URLSearchParams(query)].sort(([a], [b]) => (a < b ? -1 : 1));
  return `${path}?${told.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")}`;
}

/* By old FHIR's name for JSON; what fails, or is empty, is left out, and so is the member where all did. */
async function fetched(templates) {
  const found = {};
  await Promise.all(Object.entries(templates).map(async ([key, template]) => {
    if (failing.includes(key)) return;
    const answer = await fetch(`${setup.fhir}/${completed(template)}`, { headers: { Accept: "application/json+fhir" } });
    const data = await answer.json();
    if (answer.ok && Object.keys(data).length) found[key] = data;
  }));
  return found;
}

async function call(hook, more = {}) {
  const service = services.find((one) => one.hook === hook);
  const context = { patientId: setup.patient, userId: "Practitioner/COREPRACTITIONER1", ...more };
  const request = { hookInstance: crypto.randomUUID(), hook, fhirServer: setup.fhir, context };
  const prefetch = await fetched(service.prefetch ?? {});
  if (Object.keys(prefetch).length) request.prefetch = prefetch;
  const url = `${setup.discovery}/${service.id}`;
  const told = await send("POST", url, request);
  exchanges.push(told);
  show((told.body.cards ?? []).map((card) => ({ ...card, serviceUrl: url })));
  return told;
}

/* The order that is being written, from the first click on; a draft of R4 but for its category, which is no list. */
function drafted(medicine, signed) {
  const order = { resourceType: "MedicationRequest", id: "request-123", status: "draft", intent: "proposal" };
  order.subject = { reference: `Patient/${setup.patient}` };
  order.authoredOn = "2026-11-22";
  if (medicine) {
    const system = "http://www.nlm.nih.gov/research/umls/rxnorm";
    const dose = { doseQuantity: { value: 1, system: "http://unitsofmeasure.org", code: "{pill}" } };
    order.medicationCodeableConcept = { text: medicine.name, coding: [{ display: medicine.name, system, code: medicine.id }] };
    order.dosageInstruction = [{ timing: { repeat: { frequency: 1, period: 1, periodUnit: "d" } }, doseAndRate: [dose] }];
  }
  if (signed) Object.assign(order, { intent: "order", category: { coding: [{ code: "community" }] } });
  return { draftOrders: { resourceType: "Bundle", entry: [{ resource: order }] } };
}

const feedback = (card, more) => send("POST", `${card.serviceUrl}/feedback`, {
  feedback: [{ card: card.uuid, outcomeTimestamp: new Date().toISOString(), ...more }],
}).then((told) => exchanges.push(told));

function button(words, pressed) {
  const made = document.createElement("button");
  made.textContent = words;
  made.addEventListener("click", pressed);
  return made;
}

/* The most severe first; a suggestion taken or a card put away is fed back. */
function show(cards) {
  cards.sort((b, a) => SEVERITY[a.indicator] - SEVERITY[b.indicator]);
  document.body.replaceChildren(...cards.map((card) => {
    const shown = document.createElement("article");
    shown.dataset.indicator = card.indicator;
    shown.append(Object.assign(document.createElement("h2"), { textContent: card.summary }));
    shown.append(`Source: ${card.source.label}`);
    const icon = Object.assign(new Image(), { alt: "Could not fetch icon" });
    if (card.source.icon) shown.append(Object.assign(icon, { src: card.source.icon }));
    for (const one of card.suggestions ?? []) {
      const taken = { outcome: "accepted", acceptedSuggestions: [{ id: one.uuid }] };
      shown.append(button(one.label, () => feedback(card, taken)));
    }
    for (const one of card.links ?? []) shown.append(button(one.label, () => window.open(one.url, "_blank")));
    shown.append(button("Dismiss", () => feedback(card, { outcome: "overridden" })));
    for (const { code, system, display } of card.overrideReasons ?? []) {
      const reason = { overrideReason: { reason: { code, system } } };
      shown.append(button(`Override: ${display}`, () => feedback(card, { outcome: "overridden", ...reason })));
    }
    return shown;
  }));
  if (!cards.length) document.body.textContent = "No recommendations to display";
}
