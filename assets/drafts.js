// What is being typed survives: a draft of each form that names one is kept in this tab until the form is
// saved or left on purpose, and comes back with the form. Leaving a form with unsaved changes asks first.
//
// A form takes part by data-draft="kind:id". Inside it stand, hidden, a [data-restored] bar with a
// [data-discard] button, and a [data-unsaved] bar with [data-stay] and [data-leave-anyway] buttons; what closes
// the form carries [data-leaves]. Drafts never leave the browser, and signing out forgets them.

const PREFIX = "draft ";
const CONFIRMED = new WeakSet();

const keyOf = (form) => PREFIX + form.dataset.draft;
const isDirty = (form) => form.dataset.dirty === "true";
// A password is never kept, not even in the tab where it was typed.
const NEVER_KEPT = ["hidden", "submit", "password"];
const typedFields = (form) => [...form.elements].filter((one) => one.name && !NEVER_KEPT.includes(one.type));

function snapshot(form) {
  const values = {};
  for (const field of typedFields(form)) {
    const ticks = field.type === "checkbox" || field.type === "radio";
    values[ticks ? `${field.name}=${field.value}` : field.name] = ticks ? field.checked : field.value;
  }
  const choices = {};
  for (const field of form.querySelectorAll("input[data-choice]")) {
    choices[field.name] ??= [];
    if (field.value) choices[field.name].push({ value: field.value, label: field.dataset.choice });
  }
  return { values, choices, version: form.elements.version?.value };
}

const draftIn = (form) => JSON.parse(sessionStorage.getItem(keyOf(form)) ?? "null");

function keep(form) {
  form.dataset.dirty = "true";
  try {
    const [before, now] = [draftIn(form), snapshot(form)];
    // What was typed in fields that the form does not show at the moment is kept for when it shows them again.
    const [values, choices] = ["values", "choices"].map((part) => ({ ...before?.[part], ...now[part] }));
    sessionStorage.setItem(keyOf(form), JSON.stringify({ ...now, values, choices }));
  } catch {
    // A full or forbidden storage costs the draft, never the typing.
  }
}

function forget(form) {
  delete form.dataset.dirty;
  sessionStorage.removeItem(keyOf(form));
}

// Fills in fields from a draft. A radio is pressed, for whoever listens to it shows other fields by it.
function fill(fields, values) {
  for (const field of fields) {
    const ticks = field.type === "checkbox" || field.type === "radio";
    const value = values[ticks ? `${field.name}=${field.value}` : field.name];
    if (value === undefined) continue;
    if (field.type === "radio") value && !field.checked && field.click();
    else if (ticks) field.checked = value;
    else field.value = value;
  }
}

// Comboboxes listen once they have been drawn.
function choose(form, choices) {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => form.dispatchEvent(new CustomEvent("customercard-draft", { detail: choices }))),
  );
}

function restore(form) {
  const kept = draftIn(form);
  if (!kept) return;
  // The draft was typed over the record as it was then; the server finds out what has changed since.
  if (kept.version && form.elements.version) form.elements.version.value = kept.version;
  form.dataset.dirty = "true";
  fill(typedFields(form), kept.values);
  choose(form, kept.choices);
  show(form, "[data-restored]", true);
}

// Fields that come while the form is being filled in, as when another kind of thing is chosen in it, take over what
// was typed in fields of the same name.
function restoreLate(form, fields, comboboxes) {
  const kept = draftIn(form);
  if (!kept) return;
  fill(fields.filter((field) => kept.values[field.name] !== ""), kept.values);
  // Those that were there already may have been filled in since, as by a register.
  choose(form, Object.fromEntries(comboboxes.map((name) => [name, kept.choices[name]])));
}

function show(form, bar, visible) {
  const element = form.querySelector(bar);
  if (element) element.hidden = !visible;
}

const draftOf = (target) => (target instanceof Element ? target.closest("form[data-draft]") : null);

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const form = draftOf(event.target);
    // The choice inside a combobox stands in its hidden inputs one render later.
    if (form && event.isTrusted) keep(form);
    else if (form) requestAnimationFrame(() => form.isConnected && keep(form));
  });
}

// Whatever would close a form with unsaved changes waits for an answer.
function asksFirst(event, origin) {
  const dialog = origin.closest("[role=dialog], [role=alertdialog]");
  const form = draftOf(origin) ?? dialog?.querySelector("form[data-draft]");
  if (!form || !isDirty(form) || CONFIRMED.has(form) || form.closest("[hidden]")) return;
  event.preventDefault();
  event.stopPropagation();
  show(form, "[data-unsaved]", true);
  form.customerCardLeave = origin;
  form.querySelector("[data-stay]")?.focus();
}

window.addEventListener(
  "click",
  (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const form = draftOf(target);
    if (form && target.closest("[data-discard]")) {
      form.reset();
      forget(form);
      show(form, "[data-restored]", false);
    } else if (form && target.closest("[data-stay]")) {
      show(form, "[data-unsaved]", false);
      typedFields(form)[0]?.focus();
    } else if (form && target.closest("[data-leave-anyway]")) {
      CONFIRMED.add(form);
      forget(form);
      form.customerCardLeave?.click();
    } else if (form && target.closest("[data-escape]")) {
      forget(form);
    } else if (target?.closest("[data-leaves]")) {
      asksFirst(event, target.closest("[data-leaves]"));
    }
  },
  true,
);

window.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
    // Of dialogs that lie over one another, the last one is on top, and Escape is meant for it.
    const dialog = [...document.querySelectorAll("[role=dialog], [role=alertdialog]")].at(-1);
    const leaves = dialog?.querySelector("[data-leaves]");
    if (leaves && !document.querySelector("[popover]:popover-open")) asksFirst(event, leaves);
  },
  true,
);

// Forms and their fields come and go with the page; each is looked at once, when it comes. What is chosen in a
// combobox stands in inputs that change with it, so of comboboxes the frame is looked at.
const seen = new WeakSet();
const firstSeen = (elements) => elements.filter((one) => !seen.has(one) && seen.add(one));

new MutationObserver(() => {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const late = firstSeen(typedFields(form));
    const comboboxes = firstSeen([...form.querySelectorAll("[data-combobox]")]).map((one) => one.dataset.combobox);
    if (!seen.has(form)) restore(form);
    else if ((late.length || comboboxes.length) && isDirty(form)) restoreLate(form, late, comboboxes);
    seen.add(form);
  }
}).observe(document.documentElement, { childList: true, subtree: true });

if (location.pathname.startsWith("/login")) {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
}

// The server says so when it has saved: only then is there nothing left to lose.
window.customerCardDrafts = {
  saved(key) {
    sessionStorage.removeItem(PREFIX + key);
    const form = document.querySelector(`form[data-draft="${CSS.escape(key)}"]`);
    if (form) delete form.dataset.dirty;
  },
};
