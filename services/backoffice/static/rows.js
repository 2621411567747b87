// Rows of lists: a click anywhere in one is a click on its link, unless it chooses text.
"use strict";

const linkOfRow = (event) =>
  event.target.closest?.("a, button, input, summary, label") ? null : event.target.closest?.("[data-row]")?.querySelector("th a");

document.addEventListener("click", (event) => {
  const link = linkOfRow(event);
  if (!link || String(getSelection())) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey) window.open(link.href, "_blank", "noopener");
  else link.click();
});
document.addEventListener("auxclick", (event) => {
  const link = event.button === 1 ? linkOfRow(event) : null;
  if (!link) return;
  event.preventDefault();
  window.open(link.href, "_blank", "noopener");
});
