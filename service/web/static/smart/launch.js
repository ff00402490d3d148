// To the EHR's sign-in and back: SMART App Launch with PKCE, from the EHR (`iss` and `launch` in the address) or by hand.

import { given, LONGEST_WAIT, tell } from "./told.js";

const asked = new URLSearchParams(location.search);
const iss = asked.get("iss");
const servers = document.getElementById("servers");
const buttons = [...servers.querySelectorAll("[data-iss]")];

if (iss) begin(iss, asked.get("launch"));
else if (buttons.length === 1) begin(buttons[0].dataset.iss);
else choose();

function choose() {
  tell("choose");
  servers.hidden = false;
  servers.addEventListener("click", ({ target }) => { if (target.dataset.iss) begin(target.dataset.iss); });
}

async function begin(server, launch) {
  tell("busy");
  servers.hidden = true;
  // The library takes other options from the address too; only these two are an EHR's to choose.
  const kept = new URLSearchParams(launch ? { iss: server, launch } : { iss: server });
  history.replaceState(null, "", `/launch?${kept}`);
  try {
    await authorize(server, launch);
  } catch (error) {
    if (error.name === "SecurityError") return tell("storage");
    sessionStorage.clear();
    tell(error.message.includes("PKCE") ? "unsafe" : "unreachable");
  }
  return undefined;
}

async function authorize(server, launch) {
  sessionStorage.clear(); // and throws where a browser keeps nothing for a frame
  const capabilities = await capable(server);
  const context = launch ? "launch" : "launch/patient";
  const scopes = given.scopes[capabilities.includes("permission-v1") && !capabilities.includes("permission-v2") ? "v1" : "v2"];
  await FHIR.oauth2.authorize({
    iss: server, clientId: given.client, scope: `${context} ${scopes}`, pkceMode: "required",
    redirectUri: new URL("/launch/chart", location.href).href, completeInTarget: true,
  });
}

/** What the server says it can, by SMART's words. */
async function capable(server) {
  const reply = await fetch(`${server.replace(/\/$/, "")}/.well-known/smart-configuration`, {
    headers: { Accept: "application/json" }, signal: AbortSignal.timeout(LONGEST_WAIT),
  });
  if (!reply.ok) throw new Error("unreachable");
  return (await reply.json()).capabilities ?? [];
}
