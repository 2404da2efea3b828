// Words in the browser. The catalogues are generated from the .po files before each build.
import { createElement, Fragment, useEffect } from "react";
import catalogues from "./generated/catalogues.js";

let current = "sv";

// The sentence for a message id in the current language; {names} are filled in from values.
export function T(message, values) {
  const sentence = catalogues[current][message] ?? catalogues.en[message] ?? message;
  if (!values) return sentence;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// A new key remounts everything below, so that every T() is asked again. The language is set
// while rendering, before any child renders: children of a new key never see the old one.
export function LocaleRoot({ language, fallback, children }) {
  current = catalogues[language] ? language : fallback;
  const shown = current;
  useEffect(() => {
    document.documentElement.lang = shown;
  }, [shown]);
  return createElement(Fragment, { key: shown }, children);
}
