// One stream for all tabs of this browser; a page that shows what changed reads itself again.
"use strict";

const channel = new BroadcastChannel("backshop-live");
const RECENT_MS = 5000;
let published = []; // by this tab to the others, with the time
let waiting = null;
let lastRead = 0;

if (page()?.dataset.live !== undefined) {
  channel.onmessage = (event) => (event.data.joined ? publishAgain() : receive(event.data));
  channel.postMessage({ joined: true });
  if (navigator.locks) navigator.locks.request("backshop-live", () => new Promise(listen));
  else listen(); // without a secure context each tab listens for itself
}

function listen() {
  const stream = new EventSource("/live");
  let lost = null;
  stream.onopen = () => {
    clearTimeout(lost);
    publish({ offline: false });
    if (lost !== null) publish({ changed: ["*"] }); // what happened meanwhile was missed
    lost = null;
  };
  stream.onmessage = (event) => publish({ changed: JSON.parse(event.data) });
  stream.onerror = () => {
    lost ??= setTimeout(() => publish({ offline: true }), 4000);
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 5000);
  };
}

window.addEventListener("offline", () => receive({ offline: true }));
window.addEventListener("online", () => receive({ offline: false }));

function publish(message) {
  published = published.filter(([at]) => at > Date.now() - RECENT_MS);
  published.push([Date.now(), message]);
  receive(message);
  channel.postMessage(message);
}

// To a tab that has just been opened: its page may be from before what was published.
function publishAgain() {
  for (const [at, message] of published) if (at > Date.now() - RECENT_MS) channel.postMessage(message);
}

function receive(message) {
  if ("offline" in message) document.getElementById("offline").hidden = !message.offline && navigator.onLine;
  if (message.changed && isShown(message.changed)) readAgain();
}

function isShown(changed) {
  const shown = (page()?.dataset.live ?? "").split(" ").filter(Boolean);
  return shown.some((one) => changed.some((hint) =>
    hint === "*" || hint === one || (one.endsWith(":*") && hint.startsWith(one.slice(0, -1)))));
}

function readAgain() {
  if (waiting) return;
  const every = Number(page().dataset.liveEvery ?? 500);
  waiting = setTimeout(() => {
    waiting = null;
    if (document.hidden) {
      document.addEventListener("visibilitychange", readAgain, { once: true });
      return;
    }
    lastRead = Date.now();
    htmx.trigger(page(), "stale");
  }, Math.max(60, lastRead + every - Date.now()));
}

// What no event is about, a page looks up by the clock: `data-every`, in milliseconds.
setInterval(() => {
  const every = Number(page()?.dataset.every);
  if (every && !document.hidden && Date.now() - Math.max(lastRead, performance.timeOrigin) >= every) readAgain();
}, 500);

// An area whose service was away is asked for again.
setInterval(() => {
  if (document.querySelector("[data-retry]") && !document.hidden) htmx.trigger(page(), "stale");
}, 3000);

window.addEventListener("pageshow", (event) => {
  if (event.persisted) readAgain();
});
