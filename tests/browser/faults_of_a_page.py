"""What the browser is asked of a page as it is shown: each gives a list of what is wrong with it."""

RUN_AXE = """
async (rules) => {
  const only = rules.length ? { runOnly: { type: "rule", values: rules } } : {};
  const shown = document.querySelector("dialog[open]") ?? document; // the page below has a sight of its own
  // Selectors are for reports, and what is preloaded is for rules that are off: both take long.
  const found = await axe.run(shown, { ...only, resultTypes: ["violations"], selectors: false, preload: false });
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`);
}
"""

WIDER_THAN_THE_WINDOW = """
() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const isWide = (element) => element.getBoundingClientRect().right > root.clientWidth + 1;
  return [...document.querySelectorAll("body *")].filter(isWide).map((one) => one.outerHTML.slice(0, 120)).slice(0, 5);
}
"""

TOO_SMALL_FOR_A_THUMB = r"""
() => {
  const LEAST = 44;
  const scope = document.querySelector("dialog[open]") ?? document;
  const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]";
  const inSentence = (one) => getComputedStyle(one).display === "inline" &&
    [...one.parentNode.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && /\p{L}/u.test(node.textContent));
  const hits = (one, x, y) => {
    const there = document.elementFromPoint(x, y);
    const ofRow = there?.closest("a, button, input, summary, label") ? null : there?.closest("[data-row]");
    const isOfLabel = there?.closest("label")?.control === one;
    return there && (one.contains(there) || isOfLabel || ofRow?.querySelector("th a") === one);
  };
  const reach = (one, x, y, dx, dy) => {
    let far = 0;
    while (far < LEAST && hits(one, x + dx * (far + 1), y + dy * (far + 1))) far++;
    return far;
  };
  const small = [];
  const at = [scrollX, scrollY];
  for (const one of scope.querySelectorAll(wanted)) {
    // What a command did is told over the page for a while: it goes by itself.
    document.getElementById("notice")?.style.setProperty("visibility", one.closest("#notice") ? "visible" : "hidden");
    const isSeen = one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (!isSeen || one.disabled || inSentence(one)) continue;
    one.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const box = one.getBoundingClientRect();
    const [x, y] = [Math.floor(box.x + box.width / 2), Math.floor(box.y + box.height / 2)];
    if (!hits(one, x, y)) continue; // under what is open over it, or out of sight until it has the focus
    const wide = reach(one, x, y, -1, 0) + reach(one, x, y, 1, 0) + 1;
    const high = reach(one, x, y, 0, -1) + reach(one, x, y, 0, 1) + 1;
    if (wide < LEAST - 1 || high < LEAST - 1) small.push(`${wide} × ${high}: ${one.outerHTML.slice(0, 120)}`);
  }
  document.getElementById("notice")?.style.removeProperty("visibility");
  scrollTo(...at);
  return small;
}
"""
"""What is pressed, but for links in a sentence, and how many pixels of it answer, across and down."""

NOT_IN_THE_MIDDLE = """
() => {
  const middle = ({ top, bottom }) => (top + bottom) / 2;
  const isOff = (one) => {
    const words = document.createRange();
    words.selectNodeContents(one);
    return Math.abs(middle(words.getBoundingClientRect()) - middle(one.getBoundingClientRect())) > 3;
  };
  const buttons = [...document.querySelectorAll("button:not([aria-hidden]), [role=button], .button")];
  return buttons.filter((one) => one.checkVisibility() && isOff(one)).map((one) => one.outerHTML.slice(0, 120));
}
"""

TABS_OVER_EACH_OTHER = """
() => {
  const tabs = [...document.querySelectorAll(".tabs a")].filter((one) => one.checkVisibility());
  const boxes = tabs.map((one) => {
    const words = document.createRange();
    words.selectNodeContents(one);
    return words.getBoundingClientRect();
  });
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const isCovered = (_, at) => boxes.some((box, other) => other > at && meet(boxes[at], box));
  return tabs.filter(isCovered).map((one) => one.innerText);
}
"""

COLLECT_WHAT_GETS_THE_FOCUS = """
() => {
  const scope = document.querySelector("dialog[open]") ?? document;
  const buttons = "button:not([aria-hidden])"; // one is hidden that Return presses
  const wanted = `a[href], ${buttons}, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]`;
  const isOneOfSeveral = (one) => one.type === "radio" && !one.checked;
  const canBeUsed = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && !isOneOfSeveral(one);
  window.controls = new Set([...scope.querySelectorAll(wanted)].filter(canBeUsed));
  window.unseen = new Set();
  document.activeElement.blur();
  document.addEventListener("focusin", ({ target }) => {
    controls.delete(target);
    const style = getComputedStyle(target);
    if (style.outlineStyle === "none" && style.boxShadow === "none") unseen.add(target);
  });
  return controls.size;
}
"""

LEFT_OUT_BY_FOCUS = """
() => [
  ...[...controls].map((one) => `not reached by keyboard: ${one.outerHTML.slice(0, 120)}`),
  ...[...unseen].map((one) => `its focus is not seen: ${one.outerHTML.slice(0, 120)}`),
]
"""
