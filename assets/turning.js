// Turning pages: the next ones' scripts are there before their links are followed, and what is asked for is drawn once.
//
// A page stays in sight for a moment while the one that was asked for is being read: its card is then drawn once and
// whole, instead of an outline first. React keeps the former page for as long as the next one, in the transition that
// a link begins, waits for a promise.
//
// What leads to a card says so by data-follows="number", and asks the server for it at the click. Without a click just
// now, or where the answer takes longer than a moment, nothing is held: the outline stands there at once.

import { createElement as h, Fragment, use, useEffect, useLayoutEffect, useState } from "react";
import { PrefetchPageLinks } from "react-router";

const MOMENT_MS = 120;

let followed = null;

function follow(event) {
  const from = event.target instanceof Element && event.target.closest("[data-follows]");
  const elsewhere = event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  if (!from || elsewhere) return;
  const own = { number: from.dataset.follows, isOver: false };
  own.over = new Promise((resolve) => {
    own.end = () => {
      own.isOver = true;
      resolve();
    };
  });
  setTimeout(own.end, MOMENT_MS);
  followed = own;
}

// The build draws each page once, where there is no document.
if (typeof document !== "undefined") document.addEventListener("click", follow, true);

/** Stands on the page that is left, and ends the moment when the card with one of these `numbers` has come. */
export function Arrival({ numbers }) {
  useLayoutEffect(() => {
    if (followed && numbers.includes(followed.number)) followed.end();
  }, [numbers]);
  return null;
}

/** Draws what is within, as soon as it is `there` for the card `of` this number, or the moment is over. */
export function Hold({ there, of, children }) {
  const hold = followed?.number === of ? followed : null;
  useEffect(() => {
    if (followed === hold) followed = null;
  });
  if (hold && !there && !hold.isOver) use(hold.over);
  return children;
}

let areAhead = false;

/** Fetches the scripts of other `pages`: once, when the first page has nothing to do. */
export function PagesAhead({ pages }) {
  const [now, setNow] = useState(false);
  useEffect(() => {
    if (areAhead) return;
    areAhead = true;
    (window.requestIdleCallback ?? setTimeout)(() => setNow(true));
  }, []);
  return now ? h(Fragment, null, ...pages.map((page) => h(PrefetchPageLinks, { key: page, page }))) : null;
}
