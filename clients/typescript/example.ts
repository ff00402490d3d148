// How the types are used, with nothing but fetch; `npm run types` checks it.

import type { components, paths } from "./schema.js";

type Intake = components["schemas"]["Intake"];
type Assessment = components["schemas"]["Assessment"];
type Path = keyof paths;

const ASSESSMENTS = "/v1/assessments" satisfies Path;

/** Assess one history. */
export async function assess(address: string, history: Intake): Promise<Assessment> {
  const reply = await fetch(`${address}${ASSESSMENTS}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(history),
  });
  if (!reply.ok) throw new Error(`The service answered with ${reply.status}.`);
  return await reply.json() as Assessment;
}

/** The referral level, which the types know by its five words. */
export async function level(address: string): Promise<Assessment["referral"]["level"]> {
  const answer = await assess(address, { sites: [{ site: "calf" }], patient: { age_years: 41 } });
  return answer.referral.level;
}
