// What both pages of a launch share: what they were given, and telling how it goes.

const page = document.getElementById("launch");

/** Queries, scopes and the client's name, as the service wrote them on the page. */
export const given = JSON.parse(page.dataset.given);

/** Show a sentence of the page, `data-text-KEY`. */
export function tell(key) {
  document.getElementById("told").textContent = page.getAttribute(`data-text-${key}`);
}

/** Milliseconds after which a server counts as not answering. */
export const LONGEST_WAIT = 20_000;
