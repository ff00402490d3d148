// Make one tree like another and keep what a reader has: focus, opened details, ticks, scroll, half-typed text.

/** Give `from` the children of `to`. Elements are the same where id, or else kind and place, are.
    A control in focus that is gone leaves the focus to the one that stands in its place. */
export function morph(from, to) {
  const focused = document.activeElement;
  const place = controls(from).indexOf(focused);
  children(from, to);
  if (focused === document.activeElement) return;
  const heir = focused.isConnected ? focused : controls(from)[Math.min(place, controls(from).length - 1)];
  heir?.focus({ preventScroll: focused.isConnected });
}

function controls(root) {
  return [...root.querySelectorAll("a[href], button, input, summary, select, textarea")].filter((one) => one.checkVisibility());
}

function children(from, to) {
  const wanted = new Set([...to.children].map((child) => child.id).filter(Boolean));
  let place = from.firstChild;
  for (const child of [...to.childNodes]) {
    const same = counterpart(from, place, child, wanted);
    if (!same) from.insertBefore(child, place);
    else {
      if (same === place) place = place.nextSibling;
      else from.insertBefore(same, place);
      likewise(same, child);
    }
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

/** The old node that stands for a new one, if any. A node that a later one claims by its id is left to that. */
function counterpart(from, place, child, wanted) {
  if (child.id) {
    const known = document.getElementById(child.id);
    return known?.parentNode === from && known.nodeName === child.nodeName ? known : null;
  }
  for (let old = place; old; old = old.nextSibling) {
    if (old.nodeName === child.nodeName && !old.id) return old;
    if (wanted.has(old.id)) return null;
  }
  return null;
}

function likewise(old, made) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== made.data) old.data = made.data;
    return;
  }
  for (const { name } of [...old.attributes]) if (!made.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  for (const { name, value } of made.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  children(old, made);
}
