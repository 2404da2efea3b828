// Turning pages: the next ones' scripts are there before their links are followed, and what is asked for is drawn once.
//
// A card is asked for at the click that leads to it, and the page turns when it has come: it is then drawn once and
// whole, and nothing is drawn twice while the server reads. Where the answer takes longer than a moment, the page turns
// without it, and an outline stands there. What leads to a card says so by data-follows="number"; a button says by
// data-to="/where" whither, in which {tab} is the card's tab that is open.

import { createElement as h, Fragment, useEffect, useLayoutEffect, useState } from "react";
import { PrefetchPageLinks, useNavigate } from "react-router";

const MOMENT_MS = 120;

let turnTo = null;
let shown = [];
let followed = null;
let pressed = null;

function forget() {
  clearTimeout(followed?.over);
  followed = null;
}

function turn() {
  if (!followed) return;
  const { to } = followed;
  forget();
  turnTo(to);
}

// Whether a click on a link leaves the page where it is: in another tab, to a file, to a program for mail.
function staysHere(event, link) {
  const elsewhere = event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  return elsewhere || link.target || link.hasAttribute("download") || link.origin !== location.origin;
}

const leading = (event) => event.target instanceof Element && event.target.closest("a[href], [data-follows]");

function press(event) {
  const link = leading(event);
  pressed = link ? { link, number: link.dataset.follows } : null;
}

function follow(event) {
  const link = leading(event);
  if (!link || (link.href && staysHere(event, link))) return;
  const number = link.dataset.follows;
  // A search may be answered while the button is down: then another customer stands where the one was that was meant.
  if (event.detail && pressed?.link === link && pressed.number !== number) {
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  // The one that is there already is turned to at once.
  if (!number || (link.href && shown.includes(number))) {
    forget();
    return;
  }
  event.preventDefault();
  if (followed?.number === number) {
    // Asked for already, as by a key that is held down: asking again would begin anew.
    event.stopPropagation();
    return;
  }
  forget();
  const tab = location.pathname.split("/")[3] ?? "contacts";
  const to = link.getAttribute("href") ?? link.dataset.to.replace("{tab}", tab);
  followed = { number, to, over: setTimeout(turn, MOMENT_MS) };
}

// All links to pages are followed here: one that the router makes reads four contexts and keeps two effects, and a list
// has fifty of them. Their own handlers have run; a page that they keep is not turned.
function turnByLink(event) {
  if (event.defaultPrevented || !turnTo || !(event.target instanceof Element)) return;
  const link = event.target.closest("a[data-page]");
  if (!link || staysHere(event, link)) return;
  event.preventDefault();
  const to = link.pathname + link.search + link.hash;
  const here = location.pathname + location.search + location.hash;
  turnTo(to, { replace: to === here, preventScrollReset: link.dataset.page === "stays" });
}

// The build draws each page once, where there is no document.
if (typeof document !== "undefined") {
  document.addEventListener("pointerdown", press, true);
  document.addEventListener("click", follow, true);
  window.addEventListener("click", turnByLink);
  window.addEventListener("popstate", forget);
}

/** Stands on every page, and turns it when the card with one of these `numbers` has come and was asked for. */
export function Arrival({ numbers }) {
  const navigate = useNavigate();
  useLayoutEffect(() => {
    [turnTo, shown] = [navigate, numbers];
    // A moment later: what is asked for in an effect of React's is drawn by itself, before the page that is turned to.
    if (followed && numbers.includes(followed.number)) queueMicrotask(turn);
  }, [navigate, numbers]);
  return null;
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
