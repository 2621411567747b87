// Orders chosen in the list: how many, and what they come to. They stay chosen while the list is brought up to date.
"use strict";

const boxes = () => [...document.querySelectorAll("#orders input[name=order]")];
const chosen = () => boxes().filter((box) => box.checked);
let lastChosen = null;

function tellSelection() {
  const count = document.getElementById("selected-count");
  if (!count) return;
  const locale = document.getElementById("selection").dataset.locale;
  count.textContent = chosen().length.toLocaleString(locale);
  const sums = new Map();
  for (const box of chosen()) {
    const { currency, gross } = box.closest("tr").dataset;
    sums.set(currency, (sums.get(currency) ?? 0) + Math.round(Number(gross) * 10000));
  }
  const money = ([currency, sum]) => new Intl.NumberFormat(locale, { style: "currency", currency }).format(sum / 10000);
  document.getElementById("selected-total").textContent = [...sums].map(money).join(" + ");
  const all = document.getElementById("select-all");
  all.checked = chosen().length === boxes().length;
  all.indeterminate = !all.checked && chosen().length > 0;
}

function choose(some, isChosen) {
  for (const box of some) box.checked = isChosen;
  tellSelection();
}

// With the shift key, all from the one that was ticked before.
document.addEventListener("click", (event) => {
  if (event.target.closest?.("#select-none")) {
    choose(boxes(), false);
    document.getElementById("page").focus();
  } else if (event.target.matches?.("#orders input[name=order]")) {
    const [from, to] = [boxes().indexOf(lastChosen), boxes().indexOf(event.target)].sort((a, b) => a - b);
    if (event.shiftKey && from >= 0) choose(boxes().slice(from, to + 1), event.target.checked);
    lastChosen = event.target;
  }
});
document.addEventListener("change", (event) => {
  if (event.target.id === "select-all") choose(boxes(), event.target.checked);
  else if (event.target.name === "order") tellSelection();
});
document.addEventListener("htmx:afterSwap", () => {
  for (const done of document.querySelectorAll("#dialog [data-deselects], #notice [data-deselects]")) {
    const { deselects } = done.dataset;
    const told = deselects === "*" ? chosen() : [document.getElementById(deselects)];
    for (const box of told.filter(Boolean)) box.checked = false;
    done.removeAttribute("data-deselects"); // what is ticked again later stays so
  }
  tellSelection();
});
window.addEventListener("pageshow", tellSelection);

// Scanners end a number with Enter: it leads to the next one, and from the last one to the button.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !event.target.matches?.("[data-scanned]")) return;
  event.preventDefault();
  const places = [...event.target.form.querySelectorAll("[data-scanned], [type=submit]")];
  places[places.indexOf(event.target) + 1].focus();
});
