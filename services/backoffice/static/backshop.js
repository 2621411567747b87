// What pages do beyond htmx: dialogs, and care for what somebody is typing.
"use strict";

const page = () => document.getElementById("page");
const dialog = () => document.getElementById("dialog");

// --- What was typed, and menus that are open, survive when the page is brought up to date. ---

Idiomorph.defaults.callbacks.beforeNodeMorphed = (node, next) =>
  !(node instanceof Element && (node.matches("[data-dirty]") || isStillToBeRead(node, next)));
Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node) =>
  !(name === "open" && node.tagName === "DETAILS") &&
  !(name === "tabindex" && node === document.activeElement) &&
  !(name === "checked" && node.matches("#orders input")) &&
  !(name === "value" && node.type === "search" && node === document.activeElement);

document.addEventListener("input", (event) => {
  event.target.closest("form[data-keep]")?.setAttribute("data-dirty", "");
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, xhr } = event.detail;
  if (requestConfig?.verb !== "post") return;
  noticeUntil = 0; // what was said of the command before this one is no news
  if (xhr.status >= 400) return;
  for (const done of document.querySelectorAll("form[data-dirty]")) {
    if (done.getAttribute("action") === requestConfig.path) done.removeAttribute("data-dirty");
  }
});

// What a command did changes the page at once, which then reads itself again: what the page says of it stays a while.
// It goes by itself, but not under a hand or the focus, and leaves more time where it offers to undo.
const NOTICE_FOR_MS = 6000;
const UNDO_FOR_MS = 12000;
const notice = () => document.getElementById("notice");
let noticeUntil = 0;

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.requestConfig?.verb === "post" && notice()?.childElementCount) tellFor();
});
document.addEventListener("DOMContentLoaded", () => notice()?.childElementCount && tellFor());

function tellFor() {
  const ms = notice().querySelector(".undo") ? UNDO_FOR_MS : NOTICE_FOR_MS;
  noticeUntil = Date.now() + ms;
  setTimeout(forgetNotice, ms);
}

function forgetNotice() {
  if (Date.now() < noticeUntil) return;
  if (notice()?.matches(":hover, :focus-within")) setTimeout(forgetNotice, 1000);
  else notice()?.replaceChildren();
}

function isStillToBeRead(node, next) {
  return node.id === "notice" && !next.childElementCount && (Date.now() < noticeUntil || node.matches(":hover, :focus-within"));
}
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-dismisses]")) return;
  notice().replaceChildren();
  focusAgain();
});

// --- Lists: their searches, filters and pages read the page again at another address. ---

document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, target } = event.detail;
  if (requestConfig?.verb !== "get" || target.id !== "page") return;
  if (requestConfig.elt !== page()) {
    for (const form of document.querySelectorAll("form[method=get][data-dirty]")) form.removeAttribute("data-dirty");
    closeMenus();
  } else if (requestConfig.path !== page().getAttribute("hx-get")) {
    // This was asked for before, at an address that the page has left meanwhile.
    event.detail.shouldSwap = false;
    readAgain();
  }
});
// A command may lead to a page of another part of the menu, which stands around the page and is not read again.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "page") return;
  const leadsHere = (link) => link.getAttribute("href") === page().dataset.menu;
  for (const link of document.querySelectorAll(".menu nav a, .menu .on-phones a")) {
    if (leadsHere(link)) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const further = [...document.querySelectorAll(".menu .on-phones a")];
  document.querySelector(".menu .account summary")?.classList.toggle("leads-here", further.some(leadsHere));
});
// What was typed into a filter and cannot be read: its menu stays open, at that field.
document.addEventListener("htmx:afterSwap", (event) => {
  const { requestConfig, target } = event.detail;
  if (requestConfig?.verb !== "get" || target.id !== "page" || requestConfig.elt === page()) return;
  const wrong = document.querySelector("#filters [aria-invalid]");
  if (!wrong) return;
  wrong.closest("details").open = true;
  wrong.focus();
});

// --- Dialogs: opened by what htmx puts into them, closed by a command that was done. ---

// Where one begins: never at what undoes what was just done.
const FIRST_IN_DIALOG = ["[aria-invalid]", "[autofocus]", "input:not([type=hidden]), textarea, select", "[type=submit]:not(#undo)", "[data-closes]"];
const firstOf = (place, selectors) => selectors.map((one) => place.querySelector(one)).find(Boolean);

document.addEventListener("htmx:beforeRequest", (event) => {
  const { target, elt } = event.detail;
  if (target?.id === "dialog-content" && !dialog()?.open) remember(elt);
});
document.addEventListener("htmx:afterSwap", (event) => {
  const swapped = event.detail.target;
  if (!dialog() || swapped.id === "proposed") return;
  if (swapped.id === "dialog-content" || dialog().contains(swapped)) {
    if (!dialog().open) {
      closeMenus();
      dialog().showModal();
    }
    delete dialog().dataset.typed;
    firstOf(dialog(), FIRST_IN_DIALOG)?.focus();
  } else if (swapped.id === "page" && event.detail.requestConfig?.verb === "post" && dialog().open) {
    dialog().close();
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-closes]") && dialog()?.open) {
    event.preventDefault();
    leaveDialog();
  } else if (event.target === dialog()) {
    leaveDialog();
  }
  for (const menu of document.querySelectorAll("details.dropdown[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-prints]")) window.print();
});
// What is proposed fills in its field once it is chosen.
document.addEventListener("click", (event) => {
  const chosen = event.target.closest?.("[data-fills]");
  if (!chosen) return;
  const field = chosen.form.elements[chosen.dataset.fills];
  field.value = chosen.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});
// Escape, a click beside it and Close ask first where something was typed.
document.addEventListener("cancel", (event) => {
  if (event.target !== dialog()) return;
  event.preventDefault();
  leaveDialog();
}, true);

function leaveDialog() {
  if (!("typed" in dialog().dataset) || window.confirm(dialog().dataset.asks)) dialog().close();
}

document.addEventListener("close", (event) => {
  if (event.target !== dialog()) return;
  delete dialog().dataset.typed;
  document.getElementById("dialog-content").replaceChildren();
  focusAgain();
}, true);
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "Escape") closeMenus(true);
  const form = typing?.form ?? (dialog()?.open ? dialog().querySelector("form") : null);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form?.matches("[method=post]")) {
    event.preventDefault();
    form.requestSubmit();
  }
  moveInMenu(event);
  if (event.key === "/" && !typing && !dialog()?.open) {
    const search = document.querySelector("input[type=search]");
    if (search) {
      event.preventDefault();
      search.focus();
    }
  }
});

// Arrows, Home and End go through a menu; an arrow on its button opens it.
function moveInMenu(event) {
  const menu = event.target.closest?.("details.dropdown");
  if (!menu || !["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
  const entries = [...menu.querySelectorAll(":scope > ul :is(a, button)")].filter((entry) => !menu.open || entry.checkVisibility());
  if (!entries.length) return;
  event.preventDefault();
  menu.open = true;
  const at = entries.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at < 0 ? entries.length - 1 : at - 1, Home: 0, End: entries.length - 1 }[event.key];
  entries[(next + entries.length) % entries.length].focus();
}

function closeMenus(focus = false) {
  for (const menu of document.querySelectorAll("details.dropdown[open]")) {
    menu.open = false;
    if (focus) menu.querySelector("summary").focus();
  }
}

// --- The focus is never lost: what was done, or happened elsewhere, may take away what had it. ---

let hadFocus = []; // ids, the nearest first: of what had it, of its menu, of the heading of its card
let standsIn = null; // what has it in place of what is gone, which gets it again once it is back
let isToStay = false; // nobody who has none gets it

function remember(element) {
  if (!page()?.contains(element) || element === page() || notice().contains(element)) return false;
  if (element === standsIn) return true;
  standsIn = null;
  hadFocus = [
    element.id,
    element.closest("details")?.querySelector("summary").id,
    element.closest("section[aria-labelledby]")?.getAttribute("aria-labelledby"),
  ].filter(Boolean);
  return true;
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  if (requestConfig?.verb === "post" && !dialog()?.contains(elt)) remember(elt.querySelector("[type=submit]") ?? elt);
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail;
  if (target.id !== "page" || dialog()?.open) return;
  isToStay = remember(document.activeElement) || requestConfig?.verb === "post";
});
document.addEventListener("htmx:afterSwap", (event) => {
  const { target, requestConfig } = event.detail;
  if (target.id !== "page" || dialog()?.open) return;
  // Once htmx has enabled the button again, which keeps the focus where it is still there.
  queueMicrotask(() => {
    const wrong = requestConfig?.verb === "post" && page().querySelector("form[method=post] [aria-invalid]");
    if (wrong) wrong.focus();
    else if (isToStay && isLost()) focusAgain();
  });
});

const isLost = () => [null, document.body].includes(document.activeElement) || document.activeElement.disabled;

// Back to what had it; to its menu or card where that is gone, at last to the page. Never to what undoes what was just
// done: whoever presses Enter once more, as scanners do, would take it back.
function focusAgain() {
  const heading = document.querySelector("#page h1") ?? page();
  for (const place of [...hadFocus.map((id) => document.getElementById(id)), heading]) {
    if (!place?.checkVisibility()) continue;
    if (/^H\d$/.test(place.tagName)) place.tabIndex = -1;
    place.focus();
    if (document.activeElement !== place) continue;
    standsIn = place.id === hadFocus[0] ? null : place;
    return;
  }
}

// --- What gets no answer at all: the page says so, and whether it is the network. ---

for (const failure of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    const { requestConfig, target } = event.detail;
    if (requestConfig?.verb !== "post" && target?.id !== "dialog-content") return;
    const said = document.getElementById(navigator.onLine ? "no-answer" : "no-network").content.cloneNode(true);
    const place = dialog()?.open ? document.getElementById("dialog-content") : notice();
    document.querySelector(".no-answer")?.remove();
    said.firstElementChild.classList.add("callout", "no-answer");
    place.prepend(said);
    if (place === notice()) tellFor();
  });
}

// Back online, what was said of the network is no longer so; what was typed stays.
window.addEventListener("online", () => {
  for (const said of document.querySelectorAll(".no-network")) said.remove();
});

// --- The address does not keep what was just done: loading the page again does not say it again. ---

function forgetDone() {
  const address = new URL(location.href);
  if (!address.searchParams.has("done")) return;
  address.searchParams.delete("done");
  address.searchParams.delete("shipped");
  history.replaceState(history.state, "", address);
}
document.addEventListener("DOMContentLoaded", forgetDone);
document.addEventListener("htmx:replacedInHistory", forgetDone);
