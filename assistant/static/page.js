// What the staff page needs beyond Gradio: the language of the document, the count of characters, one announcement for
// each answer, the newest question at the top of the window, copying and printing.
import { attend, heard } from "./answer.js";

const DRAFT = "netral-draft";
let kept = null;
let announced = "";
let asking = false;
let scrolling = false;
let opened = false;

const live = document.createElement("div");
live.className = "only-heard";
live.setAttribute("role", "status");

const boxOf = () => document.querySelector("#question textarea");

function setLanguage() {
  const english = document.querySelector(".page-lang-en");
  const lang = english ? "en" : "id";
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
  const over = length > Number(document.querySelector("#hint .count-limit").textContent);
  document.querySelector("#hint .hint").classList.toggle("over", over);
  if (over !== (box.getAttribute("aria-invalid") === "true")) {
    box.setAttribute("aria-invalid", over);
    if (over) say(document.querySelector(".say-too-long").textContent);
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
    kept = box.value;
    sessionStorage.setItem(DRAFT, kept);
  }
}

function say(text) {
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
}

// Gradio's log is a live region that would read out every step of a streamed answer, in raw HTML.
function quieten() {
  for (const log of document.querySelectorAll('#chat [role="log"]')) {
    if (log.getAttribute("aria-live") !== "off") log.setAttribute("aria-live", "off");
    log.removeAttribute("aria-label");
  }
  for (const message of document.querySelectorAll("#chat [data-testid][aria-label]")) {
    message.removeAttribute("aria-label");
  }
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
  const notice = document.querySelector("#notice .notice");
  const answers = document.querySelectorAll("#chat .answer.done");
  const last = answers[answers.length - 1];
  if (!notice && (!last || document.querySelector("#chat .answer:not(.done)"))) { announced = ""; return; }
  const text = notice ? notice.textContent.trim() : heard(last);
  const id = `${answers.length} ${text}`;
  if (id === announced) return;
  announced = id;
  say(text);
}

// The newest question stays at the top of the window while its answer grows below it, unless the reader scrolls.
function follow() {
  const questions = document.querySelectorAll('#chat [data-testid="user"]');
  const answer = document.querySelector("#chat .answer:not(.done)");
  if (answer && !asking) scrolling = true;
  if (scrolling && questions.length) questions[questions.length - 1].scrollIntoView({ block: "start" });
  if (!answer) scrolling = false;
  asking = Boolean(answer);
}

// The drawer takes the focus when it opens and gives it back when it shuts.
function drawer() {
  const open = Boolean(document.querySelector("#talks"));
  if (open === opened) return;
  const target = document.querySelector(open ? "#hide-talks" : "#show-talks");
  if (!target) return;  // drawn a moment later
  opened = open;
  target.focus();
}

function refresh() { setLanguage(); quieten(); follow(); announce(); count(); tellTrouble(); drawer(); }

addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelector("#hide-talks")?.click();
});

document.addEventListener("click", async (event) => {
  if (event.target.closest?.("#talk-links .print")) { print(); return; }
  const box = event.target.closest?.(".copy");
  if (!box || !event.target.closest(".copy-answer")) return;
  const done = await window.netralCopy(box.querySelector(".copy-text").textContent);
  const told = box.querySelector(done ? ".say-copied" : ".say-copy-failed").textContent;
  box.querySelector(".copy-said").textContent = told;
  say(told);
});

for (const act of ["wheel", "touchmove", "keydown"]) {
  addEventListener(act, () => { scrolling = false; }, { passive: true });
}
document.addEventListener("input", count, true);
function begin() {
  document.body.append(live);
  attend("#chat", (card) => card.scrollIntoView({ block: "nearest" }), say);
  new MutationObserver(refresh).observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["aria-label", "aria-live"],
  });
  refresh();
}

// Gradio adds this script to the head long after the document was read.
if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
else begin();
