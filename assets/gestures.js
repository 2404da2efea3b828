// What keys and drags do beyond the page's own controls, and where the focus goes afterwards.
// Nothing is sent anywhere from here: keys and drags only press what is already on the page.

const TYPING = "input, textarea, select, [contenteditable], [role=combobox]";

function isTyping(element) {
  return element instanceof Element && element.closest(TYPING) !== null;
}

function isCovered() {
  return document.querySelector("[role=dialog], [role=alertdialog], [role=menu]") !== null;
}

// What is written in several lines is sent as what is written in one, without a way to the button.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  if (!(event.target instanceof HTMLTextAreaElement) || !event.target.form) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    const form = event.target instanceof Element && event.target.closest("form[data-inplace]");
    form?.querySelector("[data-escape]")?.click();
    return;
  }
  if (isTyping(event.target) || isCovered() || document.querySelector("[data-single-keys=off]")) return;
  const target = [...document.querySelectorAll("[data-hotkey]")].find((element) => element.dataset.hotkey === event.key);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input:not([type=radio])")) {
    target.focus();
    target.select();
  } else {
    target.click();
    document.getElementById(target.dataset.hotkeyFocus)?.focus();
  }
});

// The link past the rail stays on its page: followed as a link it would load the page anew, without its query.
document.addEventListener(
  "click",
  (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("a.skip")) return;
    event.preventDefault();
    document.getElementById("content")?.focus();
  },
  true,
);
// A card of a board, [data-card] with its [data-version], can be dragged into any [data-column]. Where it was dropped
// stands in customerCard.dropped when the board's [data-dropped] button is pressed: `after` is the card above, 0 for
// none. The same can be done without dragging, by each card's menu.
let dragged = null;

const at = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);
const cardsOf = (column) => [...column.querySelectorAll("[data-card]")].filter((card) => card !== dragged);

function cardAbove(column, y) {
  const middle = (card) => card.getBoundingClientRect().top + card.offsetHeight / 2;
  return cardsOf(column).findLast((card) => middle(card) < y);
}

function mark(column, y) {
  for (const one of document.querySelectorAll("[data-drop]")) delete one.dataset.drop;
  if (column) (cardAbove(column, y) ?? column).dataset.drop = "";
}

function endDrag() {
  dragged?.classList.remove("dragged");
  dragged = null;
  mark(null);
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target instanceof Element && event.target.matches("[data-card]") ? event.target : null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", "");
  // The picture under the pointer is taken first; only what stays behind turns pale.
  requestAnimationFrame(() => dragged?.classList.add("dragged"));
});

document.addEventListener("dragover", (event) => {
  if (!dragged) return;
  const column = at(event, "[data-column]");
  mark(column, event.clientY);
  if (column) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  const column = dragged && at(event, "[data-column]");
  if (!column) return;
  event.preventDefault();
  const above = cardAbove(column, event.clientY);
  const stays = column.contains(dragged) && (dragged.previousElementSibling ?? undefined) === above;
  const { card, version } = dragged.dataset;
  window.customerCard.dropped = { item: card, version, column: column.dataset.column, after: above?.dataset.card ?? "0" };
  endDrag();
  if (!stays) document.querySelector("[data-dropped]")?.click();
});

document.addEventListener("dragend", endDrag);

// A page that comes back from the browser's memory may belong to somebody who has signed out.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// Handlers on the server ask for these after their change has been sent. The change is on the
// page one frame later, and what is asked for may appear with it.
function soon(act) {
  requestAnimationFrame(() => requestAnimationFrame(act));
}

function stemLength(name) {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? dot : name.length;
}

// Whoever chooses how something is written means to take it: the box that [data-ticks] names is ticked.
document.addEventListener("change", (event) => {
  const box = document.getElementById(at(event, "[data-ticks]")?.dataset.ticks);
  if (box) box.checked = true;
});

// A double click on «Spara» sends what stands in a form once. The answer to the first may
// be under way; the same again right after it is never meant, and would make a second customer, contact or note.
// Whatever was typed or chosen in between, though it came to the same, is meant.
const TWICE_WITHIN_MS = 1500;
const sent = new WeakMap();

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, ({ target }) => target.form && sent.delete(target.form), true);
}

// Enter held down presses once: when a dialog has closed, the focus is on the button that opened it, and the key
// that saved would open it again. In a text of several lines it goes on breaking lines.
window.addEventListener(
  "keydown",
  (event) => {
    if (event.repeat && event.key === "Enter" && !event.target.matches?.("textarea")) event.preventDefault();
  },
  true,
);

window.addEventListener(
  "submit",
  (event) => {
    const content = JSON.stringify([...new FormData(event.target)].map(([name, value]) => [name, String(value)]));
    const last = sent.get(event.target);
    sent.set(event.target, { content, at: event.timeStamp });
    if (last?.content !== content || event.timeStamp - last.at > TWICE_WITHIN_MS) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

// Whoever works by keys must never fall back to the top of the page. When what has the focus is
// taken off the page - a dialog is closed, a link has led elsewhere - the focus returns to where
// it was before, or to the content of the page. Whoever works by pointer is left alone, but for a
// dialog that was closed: what opened it has the focus again, yet no field, lest a phone's keyboard open.
const LONGEST_TRAIL = 30;
let trail = [];
let current = null;
let seat = null;
let worksByKeys = false;
let wasInDialog = false;

document.addEventListener("keydown", () => (worksByKeys = true), true);
document.addEventListener("pointerdown", () => (worksByKeys = false), true);
document.addEventListener("focusin", ({ target }) => {
  current = target;
  wasInDialog = target.closest("[role=dialog], [role=alertdialog]") !== null;
  seat = seatOf(target);
  trail = [target, ...trail.filter((one) => one !== target && one.isConnected)].slice(0, LONGEST_TRAIL);
});

document.addEventListener("focusout", ({ target }) => {
  soon(() => {
    if (current === target && target.isConnected && document.activeElement !== target) current = null;
  });
});

// Where in a list something is. When its row is gone, as a task's that was done, the row in its place has the like.
function seatOf(target) {
  const row = target.closest("li");
  if (!row) return null;
  return { list: row.parentElement, index: [...row.parentElement.children].indexOf(row), like: target };
}

function inTheSameSeat(within) {
  if (!seat?.list.isConnected || !within.contains(seat.list)) return undefined;
  const row = seat.list.children[seat.index] ?? seat.list.lastElementChild;
  const { localName, className } = seat.like;
  return [...(row?.querySelectorAll(localName) ?? [])].find((one) => one.className === className && !one.disabled);
}

function findFocus() {
  const isLost = current !== null && !current.isConnected && document.activeElement === document.body;
  if (!isLost || !(worksByKeys || wasInDialog)) return;
  const overlays = [...document.querySelectorAll("[role=dialog], [role=alertdialog]")];
  const within = overlays.at(-1) ?? document;
  const serves = (one) => worksByKeys || !one.matches("input, textarea, select");
  const before = trail.find(
    (one) => one.isConnected && one.getClientRects().length > 0 && within.contains(one) && serves(one),
  );
  const otherwise = worksByKeys ? (overlays.at(-1) ?? document.getElementById("content")) : null;
  const seated = worksByKeys ? inTheSameSeat(within) : undefined;
  (seated ?? before ?? otherwise)?.focus({ preventScroll: true });
}

new MutationObserver(() => {
  if (current !== null && !current.isConnected) soon(findFocus);
}).observe(document.documentElement, { childList: true, subtree: true });

// The arrow keys go along a strip of tabs, and a tab that has the focus is followed like any link, by the space bar too.
document.addEventListener("keydown", (event) => {
  const tab = at(event, "[role=tab]");
  if (!tab || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const tabs = [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
  const place = tabs.indexOf(tab);
  const next = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: -1, " ": place }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  if (event.key === " ") event.repeat || tab.click();
  else tabs.at(next % tabs.length).focus();
});

// Where the strip of tabs is wider than the screen, the tab that is open is in sight.
let openTab = null;

function showOpenTab() {
  const strip = openTab?.closest(".tab-strip");
  if (!strip) return;
  const [inner, outer] = [openTab.getBoundingClientRect(), strip.getBoundingClientRect()];
  if (inner.left < outer.left || inner.right > outer.right) strip.scrollLeft += inner.left - outer.left - 24;
}

new MutationObserver(() => {
  const tab = document.querySelector("[role=tab][aria-selected=true]");
  if (tab === openTab) return;
  openTab = tab;
  // With the frame that shows it: asked for at once, the page would be laid out for this alone.
  requestAnimationFrame(showOpenTab);
}).observe(document.documentElement, {
  childList: true, subtree: true, attributes: true, attributeFilter: ["aria-selected"],
});

// What goes on below is fetched before somebody comes to its end; but not between two letters of a search.
const A_PAUSE_MS = 250;
const nearBy = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      nearBy.unobserve(target);
      setTimeout(() => target.isConnected && target.click(), A_PAUSE_MS);
    }
  },
  { rootMargin: "0px 0px 600px" },
);
let awaited = null;
new MutationObserver(() => {
  const onward = document.querySelector("[data-when-near]");
  if (onward === awaited) return;
  if (awaited) nearBy.unobserve(awaited);
  awaited = onward;
  if (onward) nearBy.observe(onward);
}).observe(document.documentElement, { childList: true, subtree: true });

window.customerCard = {
  focusSoon(id) {
    soon(() => {
      const element = document.getElementById(id);
      element?.focus();
      // Whoever renames a file means what stands before its ending.
      if (element?.matches("[data-file-name=true]")) element.setSelectionRange(0, stemLength(element.value));
    });
  },
  showSoon(id) {
    soon(() => document.getElementById(id)?.scrollIntoView({ block: "start" }));
  },
  focusFirstError() {
    soon(() => document.querySelector("[aria-invalid=true]")?.focus());
  },
  // Puts what a field holds into the clipboard once it is there, and tells whether that was allowed.
  // Where it was not, the text is left selected for whoever copies it by hand.
  copyFrom(id) {
    return new Promise((tell) => {
      soon(async () => {
        const field = document.getElementById(id);
        try {
          await navigator.clipboard.writeText(field.value);
          tell(true);
        } catch {
          field?.select();
          tell(false);
        }
      });
    });
  },
  // What stands in the form around an element, as texts by the fields' names.
  formTexts(id) {
    const form = document.getElementById(id)?.closest("form");
    const entries = form ? [...new FormData(form)] : [];
    return Object.fromEntries(entries.filter(([, value]) => typeof value === "string"));
  },
  // Fills in a form that a draft is kept of: its empty fields, or also those that hold something. What was
  // filled in before and left as it was makes way, lest one company's values stand beside another's.
  // Tells the name that the form holds then, which may be the one that was typed.
  fill(draft, values, over) {
    return new Promise((tell) => {
      soon(() => {
        const form = document.querySelector(`form[data-draft="${CSS.escape(draft)}"]`);
        for (const field of form?.elements ?? []) {
          if (!(field instanceof HTMLInputElement) || !field.name) continue;
          const isUntouched = "filled" in field.dataset && field.value === field.dataset.filled;
          const value = values[field.name] ?? (isUntouched ? "" : undefined);
          if (value === undefined || (field.value && !over && !isUntouched)) continue;
          field.value = field.dataset.filled = value;
          // Whoever keeps the draft hears of it; React, which knows the value already, does not.
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }
        tell(form?.elements.namedItem("name")?.value ?? "");
      });
    });
  },
  clear(id) {
    const input = document.getElementById(id);
    if (input) input.value = "";
  },
};
