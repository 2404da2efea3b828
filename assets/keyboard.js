// What keys do beyond the page's own controls, and where the focus goes afterwards.
// Nothing typed is sent anywhere: keys only press what is already on the page.

const TYPING = "input, textarea, select, [contenteditable], [role=combobox]";

function isTyping(element) {
  return element instanceof Element && element.closest(TYPING) !== null;
}

function isCovered() {
  return document.querySelector("[role=dialog], [role=alertdialog], [role=menu]") !== null;
}

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

// A page that comes back from the browser's memory may belong to somebody who has signed out.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// Handlers on the server ask for these after their change has been sent. The change is on the
// page one frame later, and what is asked for may appear with it.
function soon(act) {
  requestAnimationFrame(() => requestAnimationFrame(act));
}

window.customerCard = {
  focusSoon(id) {
    soon(() => document.getElementById(id)?.focus());
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
  clear(id) {
    const input = document.getElementById(id);
    if (input) input.value = "";
  },
};
