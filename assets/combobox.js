import { createElement as h, useEffect, useId, useRef, useState } from "react";

const DEBOUNCE_MS = 80;
// In pixels: between field and list, between list and window, and the tallest list.
const [GAP, EDGE, MAX_HEIGHT] = [4, 8, 280];
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

const CHECK = "M3.5 8.5l3 3 6-7";
const CROSS = "M4.5 4.5l7 7m0-7l-7 7";
const CHEVRON = "M4.5 6.5L8 10l3.5-3.5";

function icon(path, className) {
  const line = { d: path, stroke: "currentColor", strokeWidth: 1.5, strokeLinecap: "round", strokeLinejoin: "round" };
  const frame = { className, width: 16, height: 16, viewBox: "0 0 16 16", fill: "none", "aria-hidden": true };
  return h("svg", frame, h("path", line));
}

const crossButton = (name, more) => h("button", { type: "button", "aria-label": name, ...more }, icon(CROSS));

function chip(option, removeLabel, onClick, disabled) {
  // A function, for a replacement text would give a meaning to each $ in the label.
  const name = removeLabel.replace("{label}", () => option.label);
  return h(
    "span",
    { key: option.value, className: "combobox-chip" },
    h("span", { className: "combobox-chip-text" }, option.label),
    crossButton(name, { className: "combobox-chip-remove", onClick, disabled }),
  );
}

function listItem(option, attributes) {
  return h(
    "li",
    { key: option.value, className: "combobox-option", role: "option", ...attributes },
    icon(CHECK, "combobox-check"),
    h("span", { className: "combobox-option-label" }, option.label),
    option.hint ? h("span", { className: "combobox-option-hint" }, option.hint) : null,
  );
}

/** Puts the popover under its field, or above when only there is room, in the part of the window one can see. */
function place(field, popover) {
  const box = field.getBoundingClientRect();
  const view = window.visualViewport;
  const below = view.offsetTop + view.height - box.bottom - GAP - EDGE;
  const above = box.top - view.offsetTop - GAP - EDGE;
  const listbox = popover.firstChild;
  const wanted = popover.offsetHeight - listbox.clientHeight + listbox.scrollHeight;
  const up = below < Math.min(wanted, MAX_HEIGHT) && above > below;
  Object.assign(popover.style, {
    left: `${box.left}px`,
    width: `${box.width}px`,
    top: up ? "auto" : `${box.bottom + GAP}px`,
    bottom: up ? `${document.documentElement.clientHeight - box.top + GAP}px` : "auto",
    maxHeight: `${Math.max(0, Math.min(MAX_HEIGHT, up ? above : below))}px`,
  });
}

/** Shows the list in the top layer, where no dialog or scrolled pane can clip it, and keeps it at its field. */
function usePopover(open, fieldRef, popoverRef) {
  useEffect(() => {
    if (!open) return undefined;
    const popover = popoverRef.current;
    const follow = () => place(fieldRef.current, popover);
    const listening = new AbortController();
    const { signal } = listening;
    popover.showPopover();
    // Scroll events do not bubble, so only the capture phase tells that a dialog around the field was scrolled.
    window.addEventListener("scroll", follow, { capture: true, passive: true, signal });
    window.addEventListener("resize", follow, { signal });
    window.visualViewport.addEventListener("resize", follow, { signal });
    return () => {
      listening.abort();
      popover.hidePopover();
    };
  }, [open]);
  // Chips change the height of the field and answers that of the list, so each render may move the list.
  useEffect(() => {
    if (open) place(fieldRef.current, popoverRef.current);
  });
}

/** Lets Escape close only the list: dialogs listen on the document while it is captured, and the window is earlier. */
function useEscape(open, close) {
  useEffect(() => {
    if (!open) return undefined;
    const onKeyDown = (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      close();
    };
    window.addEventListener("keydown", onKeyDown, true);
    return () => window.removeEventListener("keydown", onKeyDown, true);
  }, [open]);
}

/** The chosen options: they start from the value given and start anew when that changes or the form is reset. */
function useSelection(name, value, fieldRef, onPick) {
  // A form that has nothing chosen may well give an option without a value.
  const given = value.filter((option) => option.value);
  const key = JSON.stringify(given.map((option) => option.value));
  const [chosen, setChosen] = useState(given);
  const [seen, setSeen] = useState(key);
  const touched = useRef(false);
  if (key !== seen) {
    setSeen(key);
    setChosen(given);
  }
  useEffect(() => {
    // Whoever watches the form for unsaved changes hears of a pick as of any other field, once the values are in place.
    if (touched.current) fieldRef.current.dispatchEvent(new Event("change", { bubbles: true }));
    touched.current = false;
    const form = fieldRef.current.closest("form");
    const restore = () => setChosen(given);
    // A draft brings back what was chosen before the page was left, with what it is called.
    const resume = (event) => event.detail[name] && setChosen(event.detail[name]);
    form?.addEventListener("reset", restore);
    form?.addEventListener("customercard-draft", resume);
    return () => {
      form?.removeEventListener("reset", restore);
      form?.removeEventListener("customercard-draft", resume);
    };
  });
  const choose = (options) => {
    touched.current = true;
    setChosen(options);
    onPick?.(options.map((option) => option.value));
  };
  // Labels follow the language of the page when it changes; the choice does not.
  return [chosen.map((one) => given.find((option) => option.value === one.value) ?? one), choose];
}

/**
 * What is being asked for and what may be shown of it. An answer belongs to one picker and one query: another picker's
 * is never shown, and an older query's is shown until the new one comes, but nothing in it becomes active by itself.
 */
function useSearch({ picker, options = [], optionsFor, optionsQuery, onSearch }, typed) {
  const [asked, setAsked] = useState("");
  const timer = useRef(0);
  const stop = () => clearTimeout(timer.current);
  useEffect(() => stop, []);
  const ask = (query, delay = 0) => {
    stop();
    setAsked(query);
    if (onSearch && delay) timer.current = setTimeout(() => onSearch(picker, query), delay);
    else onSearch?.(picker, query);
  };
  if (onSearch) {
    const mine = optionsFor === picker;
    return { shown: mine ? options : [], fresh: mine && optionsQuery === asked, ask, stop };
  }
  // Short fixed lists (roles, industries) come whole and are narrowed here, without asking the server.
  const wanted = (typed ?? "").trim().toLocaleLowerCase();
  const shown = options.filter((option) => option.label.toLocaleLowerCase().includes(wanted));
  return { shown, fresh: true, ask, stop };
}

/** A text field with a list of suggestions, for one value or several: the editable combobox of WAI-ARIA 1.2. */
export function Combobox(props) {
  const { name, label, hideLabel, value = [], multiple, required, disabled, error, onPick } = props;
  const generatedId = useId();
  const id = props.inputId || generatedId;
  const [fieldRef, inputRef, popoverRef] = [useRef(null), useRef(null), useRef(null)];
  // Enter pressed before the answer came: the first match is picked when it is there.
  const enterWaits = useRef(false);
  const [open, setOpen] = useState(false);
  // null while nobody is typing: then the field shows what is chosen.
  const [typed, setTyped] = useState(null);
  const [pointed, setPointed] = useState(null);
  // Which end of the list becomes active when its answer is there, unless an option is pointed at: "first" or "last".
  const [end, setEnd] = useState(null);
  const [chosen, choose] = useSelection(name, value, fieldRef, onPick);
  const { shown, fresh, ask, stop } = useSearch(props, typed);
  const ends = { first: shown[0], last: shown[shown.length - 1] };
  const active = shown.find((option) => option.value === pointed) ?? (fresh ? ends[end] : undefined);
  const isChosen = (option) => chosen.some((one) => one.value === option.value);
  const without = (option) => chosen.filter((one) => one.value !== option.value);
  const cleared = !multiple && typed !== null && !typed.trim();

  const close = () => {
    stop();
    enterWaits.current = false;
    setOpen(false);
    setTyped(null);
  };
  const start = (from = null) => {
    setOpen(true);
    setPointed(multiple ? null : (chosen[0]?.value ?? null));
    setEnd(from);
    ask("");
    // What is written is a name, not a query: the first key typed shall replace it.
    inputRef.current.select();
  };
  const leave = () => {
    if (cleared && chosen.length) choose([]);
    if (open) close();
  };
  const pick = (option) => {
    if (!isChosen(option)) choose(multiple ? [...chosen, option] : [option]);
    else if (multiple) choose(without(option));
    // Who has typed wanted this one; who looks through the whole list may want more of it.
    if (!multiple || typed) close();
  };
  const remove = (options) => {
    choose(options);
    if (!multiple) close();
    inputRef.current.focus();
  };
  const onChange = (event) => {
    const text = event.target.value;
    enterWaits.current = false;
    setTyped(text);
    setOpen(true);
    setPointed(null);
    setEnd(text.trim() ? "first" : null);
    ask(text, DEBOUNCE_MS);
  };
  const step = (direction) => {
    if (!open) return start(direction > 0 ? "first" : "last");
    const next = active && shown[shown.indexOf(active) + direction];
    return setPointed((next ?? (direction > 0 ? ends.first : ends.last))?.value ?? null);
  };
  const onEnter = (event) => {
    if (!open) return;
    // Without anything looked for, Enter is the form's.
    if (active || end) event.preventDefault();
    if (active) pick(active);
    else if (end) enterWaits.current = !fresh;
    else leave();
  };
  const onKeyDown = (event) => {
    if (event.nativeEvent.isComposing) return;
    enterWaits.current = false;
    if (event.key in STEPS) {
      event.preventDefault();
      step(STEPS[event.key]);
    } else if (event.key === "Enter") onEnter(event);
    else if (event.key === "Tab") leave();
    // A held-down key that has emptied the text shall not go on and eat the chips.
    else if (event.key === "Backspace" && multiple && !event.target.value && !event.repeat && chosen.length)
      choose(chosen.slice(0, -1));
  };

  usePopover(open, fieldRef, popoverRef);
  useEscape(open, close);
  useEffect(() => {
    const due = enterWaits.current && fresh;
    if (due) enterWaits.current = false;
    if (due && active) pick(active);
  });
  useEffect(() => {
    if (open && active) popoverRef.current.querySelector("[data-active]")?.scrollIntoView({ block: "nearest" });
  }, [open, active?.value]);

  // Focus stays in the text while the list, a chip or the frame is pressed, for leaving the text closes the list.
  const keepFocus = (event) => event.target !== inputRef.current && event.preventDefault();
  const values = cleared ? [] : chosen.map((option) => option.value);
  const submitted = multiple || values.length ? values : [""];
  const labelOf = (one) => chosen.find((option) => option.value === one)?.label ?? "";
  const chips = multiple && chosen.map((one) => chip(one, props.removeLabel, () => remove(without(one)), disabled));
  const input = {
    ref: inputRef, id, className: "combobox-input", type: "text", autoComplete: "off", spellCheck: false,
    value: typed ?? (multiple ? "" : (chosen[0]?.label ?? "")),
    placeholder: multiple && chosen.length ? undefined : props.placeholder,
    disabled, autoFocus: props.autoFocus,
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": open, "aria-controls": `${id}-list`,
    "aria-activedescendant": open && active ? `${id}-${shown.indexOf(active)}` : undefined,
    "aria-required": required || undefined,
    "aria-invalid": error ? true : undefined, "aria-describedby": error ? `${id}-error` : undefined,
    onChange, onKeyDown, onBlur: leave, onClick: () => open || start(),
  };
  const onFieldClick = (event) => {
    if (disabled || event.target !== event.currentTarget) return;
    inputRef.current.focus();
    if (!open) start();
  };
  const field = {
    ref: fieldRef, className: "combobox-field", onMouseDown: keepFocus, onClick: onFieldClick,
    "data-disabled": disabled ? "" : undefined, "data-invalid": error ? "" : undefined,
  };
  const popover = { ref: popoverRef, className: "combobox-popover", popover: "manual", onMouseDown: keepFocus };
  const note = { className: "combobox-status", role: "status", "data-loading": fresh ? undefined : "" };
  const status = shown.length ? null : fresh ? props.emptyText : props.loadingText;
  const listbox = {
    id: `${id}-list`, role: "listbox", hidden: !shown.length,
    "aria-label": label, "aria-multiselectable": multiple || undefined,
  };
  const item = (option, index) => ({
    id: `${id}-${index}`, "aria-selected": isChosen(option), "data-active": option === active ? "" : undefined,
    onClick: () => pick(option),
  });
  const items = shown.map((option, index) => listItem(option, item(option, index)));
  const clear = { className: "combobox-clear", tabIndex: -1, onClick: () => remove([]) };
  const clearButton = crossButton(props.clearLabel, clear);
  const canClear = !multiple && chosen.length > 0 && !required && !disabled;

  return h(
    "div",
    { className: `combobox ${props.className ?? ""}`.trim(), "data-combobox": name },
    h("label", { htmlFor: id, className: hideLabel ? "combobox-hidden" : "combobox-label" }, label),
    h("div", field, chips, h("input", input), canClear && clearButton, icon(CHEVRON, "combobox-chevron")),
    h("div", popover, h("ul", listbox, open && items), h("div", note, open && status)),
    error ? h("div", { id: `${id}-error`, className: "field-error" }, error) : null,
    submitted.map((one) =>
      h("input", { key: one, type: "hidden", name, value: one, disabled, "data-choice": labelOf(one) }),
    ),
  );
}
