// Nothing that was typed is lost: leaving the page asks, and a session that has ended keeps it until one is back.
"use strict";

const DRAFTS = "backshop-drafts";
const KEPT_FOR_MS = 12 * 60 * 60 * 1000;
let leaves = false; // for the sign-in, which leads back

const whoTypes = () => document.querySelector(".account .who")?.textContent.trim();
const openDialog = () => document.querySelector("dialog[open]");

document.addEventListener("input", (event) => {
  if (event.target.closest("dialog form[method=post]")) document.getElementById("dialog").dataset.typed = "";
});
window.addEventListener("beforeunload", (event) => {
  const typed = document.querySelector("form[method=post][data-dirty]") ?? document.querySelector("dialog[open][data-typed]");
  if (typed && !leaves && !document.querySelector("form.htmx-request")) event.preventDefault();
});

// The answer that leads to the sign-in: what is in the forms waits in this tab for the one who typed it.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (!event.detail.xhr.getResponseHeader("HX-Redirect")?.startsWith("/sign-in")) return;
  leaves = true;
  const typed = [...document.querySelectorAll("form[method=post][data-dirty], dialog[open] form[method=post]")];
  const drafts = typed.filter((form) => !form.querySelector("[type=password]")).map(draftOf);
  if (drafts.length) sessionStorage.setItem(DRAFTS, JSON.stringify({ who: whoTypes(), path: location.pathname, at: Date.now(), drafts }));
});

function draftOf(form) {
  const fields = [...form.elements].filter((field) => field.name && field.type !== "hidden");
  return {
    action: form.getAttribute("action"),
    opens: form.closest("dialog")?.dataset.from ?? "",
    fields: fields.map((field) => [field.name, field.type === "checkbox" ? field.checked : field.value]),
  };
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const { target, requestConfig } = event.detail;
  if (target?.id === "dialog-content" && requestConfig.verb === "get") document.getElementById("dialog").dataset.from = requestConfig.path;
});

function bringBack() {
  const kept = JSON.parse(sessionStorage.getItem(DRAFTS) ?? "null");
  if (!kept || kept.path !== location.pathname || !whoTypes()) return;
  sessionStorage.removeItem(DRAFTS);
  if (kept.who !== whoTypes() || Date.now() - kept.at > KEPT_FOR_MS) return;
  for (const draft of kept.drafts) {
    if (!draft.opens) fillIn(document.querySelector(`#page form[action="${CSS.escape(draft.action)}"]`), draft);
    else {
      document.addEventListener("htmx:afterSwap", () => fillIn(openDialog()?.querySelector("form"), draft), { once: true });
      document.querySelector(`a[hx-get="${CSS.escape(draft.opens)}"]`)?.click();
    }
  }
}

function fillIn(form, draft) {
  if (form?.getAttribute("action") !== draft.action) return;
  for (const [name, value] of draft.fields) {
    const field = form.elements.namedItem(name);
    if (typeof value === "boolean") field.checked = value;
    else if (field) field.value = value;
    field?.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
window.addEventListener("load", bringBack);
