// Packing slips of many orders: lines before the PDF tell how far it is, then the browser keeps it to be opened.
"use strict";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches?.("form[data-makes]")) return;
  event.preventDefault();
  makeSlips(form, event.submitter);
});

async function makeSlips(form, button) {
  const said = form.querySelector("[data-said]");
  const link = form.querySelector("[data-made]");
  form.querySelector(".making").hidden = false;
  link.parentElement.hidden = true;
  form.querySelector("[data-left]").hidden = true;
  said.textContent = said.dataset.begun;
  button.disabled = true;
  try {
    const pdf = await fetchSlips(form, (told) => tellMade(form, told));
    URL.revokeObjectURL(link.href);
    link.href = URL.createObjectURL(pdf);
    link.parentElement.hidden = false;
    link.click();
    link.focus();
  } catch (error) {
    said.textContent = error.status === 404 ? said.dataset.none : said.dataset.failed;
  }
  button.disabled = false;
}

function tellMade(form, { made, of, left_out: leftOut }) {
  const said = form.querySelector("[data-said]");
  const locale = document.documentElement.lang;
  Object.assign(form.querySelector("progress"), { value: made, max: of });
  const numbers = { "{made}": made.toLocaleString(locale), "{of}": of.toLocaleString(locale) };
  said.textContent = said.dataset.said.replace(/{made}|{of}/g, (name) => numbers[name]);
  tellLeftOut(form, leftOut);
}

const NAMED = 20;

function tellLeftOut(form, leftOut) {
  if (!leftOut?.length) return;
  const left = form.querySelector("[data-left]");
  const named = leftOut.slice(0, NAMED).map(({ order_id, number }) => number ?? order_id);
  const more = leftOut.length > NAMED ? `… (${leftOut.length.toLocaleString(document.documentElement.lang)})` : "";
  left.textContent = left.dataset.left.replace("{orders}", () => named.join(", ") + more);
  left.hidden = false;
}

// Lines of JSON, of which the last has the size of what follows, and which orders it leaves out.
async function fetchSlips(form, tell) {
  const query = new URLSearchParams(new FormData(form));
  const answer = await fetch(`${form.getAttribute("action")}?${query}&told=yes`);
  if (!answer.ok) throw Object.assign(new Error("refused"), { status: answer.status });
  const parts = [];
  let line = "";
  let told = {};
  for (const reader = answer.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    let at = 0;
    while (told.bytes === undefined && at < value.length) {
      const letter = String.fromCharCode(value[at++]);
      if (letter !== "\n") line += letter;
      else [told, line] = [JSON.parse(line), ""];
      if (letter === "\n") tell(told);
    }
    if (at < value.length) parts.push(value.slice(at));
  }
  const pdf = new Blob(parts, { type: "application/pdf" });
  if (pdf.size !== told.bytes) throw new Error("cut off");
  return pdf;
}
