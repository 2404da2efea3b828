// Files on their way to the server: chosen, dropped anywhere on the page, or pasted. Progress stays here; the
// page's server hears of a file once it is there. What is on its way outlives the part of the page that shows it,
// so that another tab of the card, and back, costs no upload.

import { createElement as h, Fragment, useEffect, useRef, useState, useSyncExternalStore } from "react";

const AT_ONCE = 2;
const CODES = { 404: "gone", 413: "file_too_large", 507: "no_room" };

let uploads = [];
let onArrival = null;
let lastId = 0;
const watchers = new Set();

function publish(changed) {
  uploads = changed;
  for (const tell of watchers) tell();
}

const change = (id, values) => publish(uploads.map((one) => (one.id === id ? { ...one, ...values } : one)));
const forget = (id) => publish(uploads.filter((one) => one.id !== id));

function subscribe(tell) {
  watchers.add(tell);
  return () => watchers.delete(tell);
}

function start(upload) {
  const request = new XMLHttpRequest();
  const fail = (error) => {
    change(upload.id, { state: "failed", error, request: null });
    startNext();
  };
  request.upload.onprogress = (event) => event.lengthComputable && change(upload.id, { sent: event.loaded / event.total });
  request.onload = () => {
    if (request.status !== 201) return fail(errorOf(request));
    forget(upload.id);
    onArrival?.(upload.customer, JSON.parse(request.responseText).id);
    return startNext();
  };
  request.onerror = () => fail("network");
  const query = new URLSearchParams({ customer: upload.customer, place: upload.place, kind: upload.kind });
  request.open("PUT", `/files?${query}`);
  // Headers are plain ASCII, and half a character cannot be encoded.
  request.setRequestHeader("X-File-Name", encodeURIComponent(upload.name.replace(/\p{Surrogate}/gu, "")));
  request.setRequestHeader("Content-Type", "application/octet-stream");
  change(upload.id, { state: "sending", error: "", sent: 0, request });
  request.send(upload.file);
}

function errorOf(request) {
  try {
    return JSON.parse(request.responseText).error;
  } catch {
    return CODES[request.status] ?? "network";
  }
}

function startNext() {
  const free = AT_ONCE - uploads.filter((one) => one.state === "sending").length;
  for (const upload of uploads.filter((one) => one.state === "waiting").slice(0, Math.max(0, free))) start(upload);
}

function stop(upload) {
  upload.request?.abort();
  forget(upload.id);
  startNext();
}

function retry(upload) {
  change(upload.id, { state: "waiting", error: "" });
  startNext();
}

const fieldOf = (name) => document.querySelector(`[name="${name}"]`);
const chosen = (name) => fieldOf(name)?.value ?? "";
const placeName = () => fieldOf("file_place")?.dataset.choice ?? "";

function add(files, { customer, maximum }) {
  const where = { customer, place: chosen("file_place") || "0", kind: chosen("file_kind") };
  const added = files.map(({ file, name, error }) => {
    const wrong = error || (file.size > maximum && "file_too_large") || (!file.size && "file_empty") || "";
    return { id: ++lastId, file, name, error: wrong, state: wrong ? "refused" : "waiting", sent: 0, ...where };
  });
  publish([...uploads, ...added]);
  startNext();
}

const plain = (file) => ({ file, name: file.name });

/** What was dropped; a folder comes as an entry of its own that cannot be sent. */
function dropped(transfer) {
  return [...transfer.items]
    .filter((item) => item.kind === "file")
    .map((item) => {
      const file = item.getAsFile();
      const folder = item.webkitGetAsEntry?.()?.isDirectory;
      return { file, name: file.name, error: folder ? "folder" : "" };
    });
}

/** Pictures in the clipboard are all called the same: they get the moment as their name. */
function pasted(clipboard, name) {
  const moment = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString();
  const stamp = moment.slice(0, 19).replace("T", " ").replaceAll(":", ".");
  return [...clipboard.files].map((file) =>
    file.name === "image.png" ? { file, name: `${name} ${stamp}.png` } : plain(file),
  );
}

const isCovered = () => document.querySelector("[role=dialog], [role=alertdialog]") !== null;
const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
const isTyping = (target) => target instanceof Element && target.closest("input, textarea, [contenteditable]") !== null;
// What is copied out of a document or a sheet comes as text and as a picture of it: who is typing means the text.
const isText = (event) => isTyping(event.target) && event.clipboardData.types.includes("text/plain");

/** Files may be dropped anywhere on the page, and pasted wherever no text is. */
function useDropAndPaste(options, pastedName) {
  const [isOver, setOver] = useState(false);
  const latest = useRef(options);
  latest.current = options;
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    const on = (kind, act) => window.addEventListener(kind, act, { signal });
    const mayDrop = () => !isCovered() && (latest.current.mayAdd || fieldOf("file_place") !== null);
    on("dragover", (event) => {
      if (!carriesFiles(event)) return;
      // Without this the browser would leave the page for the file.
      event.preventDefault();
      event.dataTransfer.dropEffect = mayDrop() ? "copy" : "none";
      setOver(mayDrop());
    });
    // The pointer leaves the window when it is over nothing any more.
    on("dragleave", (event) => event.relatedTarget === null && setOver(false));
    on("drop", (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(false);
      if (mayDrop()) add(dropped(event.dataTransfer), latest.current);
    });
    on("paste", (event) => {
      const files = event.clipboardData ? pasted(event.clipboardData, pastedName) : [];
      if (!files.length || isText(event) || !mayDrop()) return;
      event.preventDefault();
      add(files, latest.current);
    });
    on("beforeunload", (event) => uploads.some((one) => one.state === "sending") && event.preventDefault());
    return () => listening.abort();
  }, [pastedName]);
  return isOver;
}

const CROSS = h("svg", { width: 16, height: 16, viewBox: "0 0 16 16", fill: "none", className: "icon", "aria-hidden": true },
  h("path", { d: "M4 4l8 8M12 4l-8 8", stroke: "currentColor", strokeWidth: 1.4, strokeLinecap: "round" }));

// A function, for a replacement text would give a meaning to each $ in a name.
const named = (words, name) => words.replace("{name}", () => name);

function Row({ upload, words }) {
  const { name, state, error, sent } = upload;
  const failed = state === "failed" || state === "refused";
  const label = named(failed ? words.dismiss : words.stop, name);
  const shown = Math.round(sent * 100);
  return h("li", { className: "upload" },
    h("span", { className: "upload-name" }, name),
    failed
      ? h("span", { className: "field-error" }, words.errors[error] ?? words.errors.network)
      : h("progress", { max: 100, value: shown, "aria-label": named(words.progress, name) }),
    state === "failed" && error !== "gone" &&
      h("button", { type: "button", className: "button quiet small", onClick: () => retry(upload) }, words.retry),
    h("button", { type: "button", className: "icon-button", "aria-label": label, title: label, onClick: () => stop(upload) }, CROSS),
  );
}

function Uploads({ customer, words, className }) {
  const shown = useSyncExternalStore(subscribe, () => uploads, () => uploads).filter((one) => one.customer === customer);
  return h("ul", { className, "aria-live": "polite", hidden: !shown.length },
    shown.map((upload) => h(Row, { key: upload.id, upload, words })));
}

/** The button that chooses files, and what is on its way. */
export function Uploader({ customer, maximum, words }) {
  const input = useRef(null);
  const choose = (event) => {
    add([...event.target.files].map(plain), { customer: String(customer), maximum });
    // The same file can be chosen again, after it was removed.
    event.target.value = "";
  };
  return h(Fragment, null,
    h("button", { type: "button", id: "add-file", className: "button", onClick: () => input.current.click() }, words.add),
    h("input", { ref: input, type: "file", multiple: true, hidden: true, onChange: choose }),
    h(Uploads, { customer: String(customer), words, className: "uploads" }),
  );
}

/**
 * The whole page as a place to drop and paste files in, there once. Where the fields that say what a file belongs to
 * are not on the page it goes to the customer, for those who may, and the style sheet shows in a corner what is on its
 * way.
 */
export function DropAnywhere({ customer, maximum, words, mayAdd, onDone }) {
  const options = { customer: String(customer), maximum, mayAdd };
  const isOver = useDropAndPaste(options, words.pasted);
  useEffect(() => {
    onArrival = (owner, id) => owner === options.customer && onDone(id);
    return () => {
      onArrival = null;
    };
  });
  return h(Fragment, null,
    h(Uploads, { customer: options.customer, words, className: "uploads loose" }),
    isOver && h("div", { className: "drop-here" },
      h("div", null, h("p", null, words.drop), h("p", { className: "muted" }, placeName() || words.customer))),
  );
}
