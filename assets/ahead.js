// Has the scripts of other pages ready before their links are followed: once, when the first page has nothing to do.

import { createElement as h, Fragment, useEffect, useState } from "react";
import { PrefetchPageLinks } from "react-router";

let isDone = false;

export function PagesAhead({ pages }) {
  const [now, setNow] = useState(false);
  useEffect(() => {
    if (isDone) return;
    isDone = true;
    (window.requestIdleCallback ?? setTimeout)(() => setNow(true));
  }, []);
  return now ? h(Fragment, null, ...pages.map((page) => h(PrefetchPageLinks, { key: page, page }))) : null;
}
