// Back from the sign-in: read the record with its token, have the form filled in, and put the form in the place of this page.

import { given, LONGEST_WAIT, tell } from "./told.js";

// Said of a person or by one, and of no use to the form: it stays in the browser.
const LEFT_OUT = ["text", "meta", "note", "identifier", "encounter", "recorder", "asserter", "requester", "performer"];
const PAGES = 3; // of a long list
const TYPE = "application/fhir+json";

start();

async function start() {
  tell("busy");
  const client = await signedIn();
  if (!client) return;
  if (!client.patient.id) return tell("no-patient");
  const { patient, resources, unread } = await record(client);
  if (!patient) return tell("no-record");
  const form = await filled(resources);
  if (form) await show(form, client, patient, unread);
}

/** The client with its token in memory. What was kept while signing in goes at once. */
async function signedIn() {
  const told = new URLSearchParams(location.search).get("error");
  try {
    return await FHIR.oauth2.ready();
  } catch (error) {
    const refused = told === "access_denied" || told === "invalid_scope";
    tell(refused ? "declined" : error instanceof TypeError ? "unreachable" : "ended");
    return null;
  } finally {
    history.replaceState(null, "", location.pathname);
    sessionStorage.clear();
  }
}

/** What can be read of the record; `unread` are the keys of what cannot. */
async function record(client) {
  const unread = [];
  const read = await Promise.all(Object.entries(given.queries).map(([key, query]) =>
    ask(client, query).catch(() => { unread.push(key); return []; })));
  const resources = read.flat();
  return { patient: resources.find((one) => one.resourceType === "Patient"), resources, unread };
}

async function ask(client, query) {
  const url = query.replace("{{context.patientId}}", encodeURIComponent(client.patient.id));
  const signal = AbortSignal.timeout(LONGEST_WAIT);
  return client.request({ url, signal, headers: { Accept: TYPE } }, url.includes("?") ? { pageLimit: PAGES, flat: true } : {});
}

/** The page of the form, made by the service from what it needs of the record. Null: told why not. */
async function filled(resources) {
  const body = JSON.stringify({
    resourceType: "Bundle", type: "collection", entry: resources.map((resource) => ({ resource: needed(resource) })),
  });
  try {
    const reply = await fetch("/form/prefill", {
      method: "POST", body, headers: { "Content-Type": TYPE, Accept: "text/html" }, cache: "no-store", redirect: "error",
      signal: AbortSignal.timeout(LONGEST_WAIT),
    });
    if (reply.ok) return await reply.text();
    tell(reply.status === 413 ? "too-long" : "failed");
  } catch {
    tell("failed");
  }
  return null;
}

/** Of a patient age and sex; of the rest, what says nothing about people. */
function needed(resource) {
  const { resourceType, id, birthDate, gender } = resource;
  if (resourceType === "Patient") return { resourceType, id, birthDate, gender };
  const kept = Object.fromEntries(Object.entries(resource).filter(([name]) => !LEFT_OUT.includes(name)));
  if (kept.subject) kept.subject = { reference: kept.subject.reference };
  return kept;
}

async function show(form, client, patient, unread) {
  const made = new DOMParser().parseFromString(form, "text/html");
  document.documentElement.replaceWith(document.adoptNode(made.documentElement));
  await import("../form/main.js");
  const { introduce, offer } = await import("./write.js");
  introduce(patient, unread);
  offer(client);
}
