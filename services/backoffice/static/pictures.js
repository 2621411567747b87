// Files and colours in forms: what is chosen goes along as text, a picture made small; samples open beside the page.
"use strict";

const LARGEST = [1200, 480];
const MOST_BYTES = 150000;
const MOST_LETTERS = 100000;
const fieldOf = (form, name) => form.elements.namedItem(name);

document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.dataset?.picture && target.files.length) choosePicture(target);
  if (target.dataset?.reads && target.files.length) readFile(target);
  if (target.dataset?.picks) fieldOf(target.form, target.dataset.picks).value = target.value.toUpperCase();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-sample]");
  if (button) openSample(button);
});

// What cannot be drawn is sent as it is: the answer says what is wrong with it.
async function choosePicture(input) {
  const name = input.dataset.picture;
  const shown = document.querySelector(`[data-chosen="${name}"]`);
  let picture = input.files[0];
  try {
    const canvas = await drawn(picture);
    shown.replaceChildren(canvas);
    picture = await smallEnough(canvas);
  } catch {
    shown.replaceChildren();
  }
  fieldOf(input.form, `${name}_content`).value = await inBase64(picture.slice(0, MOST_BYTES));
  const removed = fieldOf(input.form, `${name}_removed`);
  if (removed) removed.checked = false;
}

// Whole lines of it: a form is not to be too long.
async function readFile(input) {
  const text = (await input.files[0].text()).slice(0, MOST_LETTERS + 1);
  const whole = text.length > MOST_LETTERS ? text.slice(0, text.lastIndexOf("\n") + 1) : text;
  fieldOf(input.form, input.dataset.reads).value = whole;
}

async function drawn(file) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, LARGEST[0] / bitmap.width, LARGEST[1] / bitmap.height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.className = "logo";
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function smallEnough(canvas) {
  const as = (type, quality) => new Promise((resolve) => canvas.toBlob(resolve, type, quality));
  const exact = await as("image/png");
  if (exact.size <= MOST_BYTES) return exact;
  for (const quality of [0.92, 0.8, 0.6]) {
    const blob = await as("image/jpeg", quality);
    if (blob.size <= MOST_BYTES) return blob;
  }
  return as("image/jpeg", 0.3);
}

// With - and _, which a form need not write as three letters each.
async function inBase64(blob) {
  let text = "";
  for (const byte of new Uint8Array(await blob.arrayBuffer())) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function openSample(button) {
  const copy = document.createElement("form");
  Object.assign(copy, { method: "post", action: button.dataset.sample, target: "_blank", hidden: true });
  const fields = [...new FormData(button.form)].filter(([, value]) => typeof value === "string");
  for (const [name, value] of [...fields, ["language", button.value]]) {
    copy.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(copy);
  copy.submit();
  copy.remove();
}
