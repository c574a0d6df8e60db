// What the staff page needs beyond Gradio: the language of the document, questions and commands from its own buttons, one
// announcement for each answer, the newest question at the top of the window, the focus where a reader expects it.
import { attend, closeSource, el, heard } from "./answer.js";
import { beginSide, refreshSide } from "./side.js";

const DRAFT = "netral-draft";
const SETTLED = 250; // milliseconds after which Gradio has drawn what it had to draw
const NEAR_LIMIT = 0.8; // from here on the count of characters is shown
const LANDING = 1500; // milliseconds in which Gradio draws a conversation, one message after another
let kept = null;
let typing = false;
let later = 0;
let announced = "";
let asking = false;
let scrolling = false;
let landed = false;
let landing = 0;
let sent = 0;
let focused = document.activeElement; // this script may come after the first touch
let opinions = null;

const live = document.createElement("div");
live.className = "only-heard";
live.setAttribute("role", "status");

const boxOf = () => document.querySelector("#question textarea");
const isTouch = () => matchMedia("(pointer: coarse)").matches;

// Into a component that nobody sees, from which Gradio sends it. The number makes each message another one.
function write(component, values) {
  const box = document.querySelector(`#${component} textarea, #${component} input`);
  if (!box) return;
  sent += 1;
  box.value = JSON.stringify({ ...values, number: sent });
  box.dispatchEvent(new Event("input", { bubbles: true }));
}
const sendCommand = (values) => write("command", values);

// False where a question is on its way already: what was to be asked stays where it is.
function ask(values) {
  if (document.querySelector("#chat .answer:not(.done)")) return false;
  write("asked", values);
  return true;
}

function setLanguage() {
  const lang = document.querySelector(".page-lang-en") ? "en" : "id";
  if (document.documentElement.lang !== lang) document.documentElement.lang = lang;
  const title = document.querySelector("#header .say-title")?.textContent;
  if (title && document.title !== title) document.title = title;
  for (const part of document.querySelectorAll(".in-id:not([lang])")) part.lang = "id";
}

function count() {
  const box = boxOf();
  const now = document.querySelector("#hint .count-now");
  if (!box || !now) return;
  keep(box);
  const length = [...box.value.trim()].length;
  if (now.textContent !== String(length)) now.textContent = length;
  const limit = Number(document.querySelector("#hint .count-limit").textContent);
  const hint = document.querySelector("#hint .hint");
  hint.classList.toggle("near", length > limit * NEAR_LIMIT);
  hint.classList.toggle("over", length > limit);
  if (length > limit !== (box.getAttribute("aria-invalid") === "true")) {
    box.setAttribute("aria-invalid", length > limit);
    if (length > limit) say(document.querySelector(".say-too-long").textContent);
  }
}

// Gradio reloads the page when the server is back: what was typed is restored too, in this tab only.
function keep(box) {
  if (kept === null) {
    kept = sessionStorage.getItem(DRAFT) ?? "";
    if (kept && !box.value) {
      box.value = kept;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  } else if (box.value !== kept) {
    // A question that comes back from the server, after a stop or an error, goes behind what is being written meanwhile.
    const back = box.value.trim() !== kept.trim() && box.value && kept && !typing;
    // Gradio may set it more than once.
    if (!back) kept = box.value;
    else if (!kept.endsWith(box.value)) kept = `${kept}\n${box.value}`;
    if (back) {
      setTimeout(count, SETTLED);
      box.value = kept;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
    sessionStorage.setItem(DRAFT, kept);
  }
}

function say(text) {
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
}

// Gradio's log is a live region that would read out raw HTML, and its buttons have no place for an icon's name.
function quieten() {
  for (const log of document.querySelectorAll('#chat [role="log"]')) {
    if (log.getAttribute("aria-live") !== "off") log.setAttribute("aria-live", "off");
    log.removeAttribute("aria-label");
  }
  for (const message of document.querySelectorAll("#chat [data-testid][aria-label]")) message.removeAttribute("aria-label");
}

// Gradio tells of a lost connection or a refused question in a toast of its own words and language: hidden by the style
// sheet, and said in ours unless a notice says it already.
function tellTrouble() {
  const hint = document.querySelector("#hint .hint");
  if (!hint) return;
  const trouble = Boolean(document.querySelector('[data-testid="toast-body"]'));
  const shown = trouble && !document.querySelector("#notice .notice");
  if (shown && !hint.classList.contains("unreachable")) say(hint.querySelector(".say-unreachable").textContent);
  hint.classList.toggle("unreachable", shown);
}

function announce() {
  const notice = document.querySelector("#notice .notice-text");
  const answers = document.querySelectorAll("#chat .answer.done");
  const last = answers[answers.length - 1];
  if (!notice && (!last || document.querySelector("#chat .answer:not(.done)"))) { announced = ""; return; }
  const text = notice ? notice.textContent.trim() : heard(last);
  const id = `${answers.length} ${text}`;
  if (id === announced) return;
  announced = id;
  say(text);
}

// The newest question stays at the top of the window while its answer comes, unless the reader scrolls. A conversation that
// is opened, too, is read from its newest turn.
function follow() {
  const questions = document.querySelectorAll('#chat [data-testid="user"]');
  const answer = document.querySelector("#chat .answer:not(.done)");
  if (answer && !asking) scrolling = true;
  if (!landed && questions.length && !answer) landing = Date.now() + LANDING;
  landed = questions.length > 0;
  if ((scrolling || (Date.now() < landing && questions.length > 1)) && questions.length) questions[questions.length - 1].scrollIntoView({ block: "start" });
  if (!answer) scrolling = false;
  asking = Boolean(answer);
}

// What had the focus may be gone after an update: a reader must not begin at the top of the page again.
function refocus() {
  if (!focused || document.activeElement !== document.body || focused.isConnected) return;
  const row = focused.closest?.("[id^=talk-]")?.id;
  const again = row && document.getElementById(row)?.querySelector("button");
  if (!again && isTouch() && isBetween()) return;
  const instead = isTouch() && withoutKeyboard();
  focused = null;
  // What is behind the drawer takes no focus.
  for (const target of [again, instead, boxOf(), document.querySelector("#side .new")]) {
    if (!target) continue;
    if (target.matches("h2")) target.tabIndex = -1;
    target.focus({ preventScroll: true });
    if (document.activeElement === target) return;
  }
}

// Gradio draws part after part: a question was sent and cannot be stopped yet, or was answered and its answer is not there yet.
function isBetween() {
  return !document.querySelector("#stop") && (asking || !document.querySelector("#send"));
}

// On a touch screen the box would bring up the keyboard. Instead of it: what stops a question on its way, what takes something
// back, the newest headline if it is in sight, or the way to send.
function withoutKeyboard() {
  const first = document.querySelector("#stop") || document.querySelector("#notice .do-restore");
  const headline = [...document.querySelectorAll("#chat .answer.done h2")].at(-1);
  const top = headline?.getBoundingClientRect().top;
  return first || (top >= 0 && top < innerHeight ? headline : document.querySelector("#send"));
}

function refresh() {
  // What Gradio writes into the box is no change of the document: it may come after the one that told of it.
  clearTimeout(later);
  later = setTimeout(count, SETTLED);
  setLanguage();
  quieten();
  follow();
  announce();
  count();
  tellTrouble();
  refreshSide();
  opinions?.recall();
  refocus();
}

const isWriting = (part) => part.closest?.("input, textarea, select, [contenteditable]");

addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented) return;
  const box = boxOf();
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isWriting(event.target)) {
    event.preventDefault();
    box?.focus();
  } else if (event.key === "Escape" && document.querySelector("#stop")) {
    document.querySelector("#stop").click();
  } else if (event.key === "ArrowUp" && event.target === box && !box.value) {
    const last = [...document.querySelectorAll("#chat .question")].at(-1);
    if (!last || asking) return;
    event.preventDefault();
    opinions.edit(last);
  }
});

document.addEventListener("focusin", (event) => { focused = event.target; });

document.addEventListener("click", (event) => {
  const found = (selector) => event.target.closest?.(selector);
  const example = found(".ask-this");
  if (example) ask({ question: example.querySelector(".ask-text").textContent });
  else if (found(".do-switch")) sendCommand({ do: "switch" });
  else if (found(".do-new")) {
    sendCommand({ do: "new" });
    closeSource();
    if (!isTouch()) boxOf()?.focus();
  } else if (found(".do-retry")) sendCommand({ do: "open", id: found(".do-retry").id.slice("retry-".length) });
  else if (found(".do-restore")) sendCommand({ do: "restore", id: found(".do-restore").id.slice("undo-".length) });
});

for (const act of ["wheel", "touchmove", "keydown"]) {
  addEventListener(act, () => { scrolling = false; landing = 0; }, { passive: true });
}
document.addEventListener("input", () => {
  typing = true;
  count();
  typing = false;
}, true);

// Paper has no address bar: it says which conversation this is and of which day, and links are written out in full.
const printed = document.createElement("div");
printed.className = "printed";
addEventListener("beforeprint", () => {
  // The first question is the title, also before the list has it.
  const title = (document.querySelector("#talks-list .on .talk-title") || document.querySelector("#chat .asked"))?.textContent || document.title;
  const date = new Date().toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
  printed.replaceChildren(el("strong", "", title), el("span", "", `${document.querySelector(".brand-name").textContent} · ${date}`));
  document.querySelector("#middle").prepend(printed);
  for (const link of document.querySelectorAll("#chat a.open")) link.dataset.address = link.href;
});
addEventListener("afterprint", () => printed.remove());

function begin() {
  document.body.append(live);
  opinions = attend("#chat", { bring: (card) => card.scrollIntoView({ block: "nearest" }), hear: say, ask });
  beginSide({ command: sendCommand, open: () => { closeSource(); landed = false; } });
  new MutationObserver(refresh).observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["aria-label", "aria-live"],
  });
  refresh();
}

// Gradio adds this script to the head long after the document was read.
if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
else begin();
