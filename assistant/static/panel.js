// The page in the widget's frame: asks, shows the answers, and keeps the conversation of this tab.
// What comes from the stream, the storage or the page around is only ever put in as text. The one piece of markup is the
// server's own rendering of an answer, in which everything is escaped: see `putMarkup`.
import { attend, el, heard, post } from "./answer.js";

const config = JSON.parse(document.body.dataset.config);
const { say, lang } = config;
const KEPT = `netral ${location.pathname}${location.hash}`; // another Netral may be under another prefix, and several panels on a page
const TURNS = 20;
const at = (id) => document.getElementById(id);
const [talk, box, live, notice, count] = ["talk", "question", "live", "notice", "count"].map(at);

let turns = []; // {question, answer, number, shown}, the oldest first; never changed in place: `undo` needs the earlier ones
let follow = []; // questions that could come next
let examples = config.examples; // {text, subject}
let asking = null; // {question, stop, before} while an answer is on its way
let undo = null; // {turns, follow} that the notice's button brings back
let number = 0; // of the last turn shown
let denied = false; // whether the frame has no storage
let leaving = false; // what fails then is put into the box by the next page
let given = null; // what the page around has kept
let page = null; // the origin of the page around, once it has said hello

// Parts of the page

function button(name, act, ...inside) {
  const made = el("button", name, ...inside);
  made.type = "button";
  made.onclick = act;
  return made;
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// Not scrollIntoView, which in an inline panel could move the page around as well.
function bring(part) {
  talk.scrollTop += part.getBoundingClientRect().top - talk.getBoundingClientRect().top - 12;
}

// A question with the outline of its answer.
function showTurn(question, answer) {
  number += 1;
  const shown = at("turn").content.firstChild.cloneNode(true);
  shown.querySelector(".question").id = `question-${number}`;
  shown.querySelector(".asked").textContent = question;
  at("turns").append(shown);
  return { question, answer, number, shown };
}

const putAnswer = (turn, made) => turn.shown.querySelector(".answer").replaceWith(made);
const putText = (turn) => putAnswer(turn, el("div", "answer", el("p", "text", turn.answer.text ?? "")));

// A record that was kept goes back to the server, which makes of it what the staff page shows. It was kept in the storage or by
// the page around: the server trusts none of it. A document parsed as here runs no script, whatever it holds.
async function settle(turn) {
  const reply = await post("panel/answer", { answer: turn.answer, turn: turn.number, lang });
  if (!reply.ok) throw await problem(reply);
  putMarkup(turn, await reply.text());
}

function putMarkup(turn, html) {
  putAnswer(turn, new DOMParser().parseFromString(html, "text/html").querySelector(".answer"));
  parts.recall();
}

// State of the page

const choose = (question) => () => {
  talk.focus({ preventScroll: true });
  ask(question);
};

function refresh() {
  const begun = turns.length > 0 || asking !== null;
  const kept = asking ? asking.before.turns : turns; // until the answer is there, a changed question has replaced nothing
  const questions = follow.length ? follow : examples.map(({ text }) => text);
  at("welcome").hidden = begun;
  at("send").hidden = Boolean(asking);
  at("stop").hidden = !asking;
  at("clear").hidden = !begun || Boolean(asking);
  box.readOnly = Boolean(asking); // so that a question that comes back has its place
  at("suggestions").hidden = !begun || Boolean(asking) || !questions.length;
  const next = follow.length && turns.at(-1)?.answer.kind !== "talk"; // after talk there is nothing to follow from
  at("suggestions-title").textContent = next ? say.follow_ups_title : say.suggestions_title;
  at("questions").replaceChildren(...questions.map((text) => button("suggestion", choose(text), text)));
  at("examples").replaceChildren(...examples.map(({ text, subject }) => button(
    "example", choose(text), ...(subject ? [el("span", "subject", subject)] : []), el("span", "ask-text", text),
  )));
  const records = kept.map(({ question, answer }) => ({ question, answer }));
  keep("talk", JSON.stringify({ turns: records.slice(-TURNS), follow, asked: asking?.question }));
  measure();
}

const GROWS = CSS.supports("field-sizing", "content");
function measure() {
  const length = [...box.value.trim()].length;
  const over = length > config.limit;
  count.textContent = length > config.limit * 0.8 ? `${length}/${config.limit} ${say.counter_label}` : "";
  box.setAttribute("aria-invalid", over);
  if (!GROWS) {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  }
  keep("draft", JSON.stringify(box.value));
}

function hear(text) {
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
}

// `before`: what its button brings back.
function tellReader(text, before = null) {
  undo = before;
  const calm = before || text === say.stopped;
  notice.hidden = !text;
  notice.className = calm ? "info" : "";
  notice.querySelector(".icon").className = `icon i-${calm ? "check" : "warn"}`;
  notice.querySelector("p").textContent = text;
  at("undo").hidden = !before;
  if (text) hear(text);
}

// What had the focus is gone. On a touch screen the box would bring up the keyboard.
const refocus = () => (matchMedia("(pointer: coarse)").matches ? talk : box).focus({ preventScroll: true });

// Both conversations begin with the same turns: those stay as they are, with what is open in them.
function goBack(before) {
  ({ turns, follow } = before);
  const wanted = turns.map(({ shown }) => shown);
  for (const shown of [...at("turns").children]) if (!wanted.includes(shown)) shown.remove();
  at("turns").append(...wanted.slice(at("turns").childElementCount));
}

// The conversation of this tab, in the frame's own storage. A browser that shuts out third parties may give a frame none:
// the page around, which hears of questions and answers anyway, then keeps it in its own.
function keep(name, text) {
  try {
    sessionStorage.setItem(`${KEPT} ${name}`, text);
  } catch {
    denied = true;
    tellPage("keep", { name, text });
  }
}

const own = (name) => {
  try { return sessionStorage.getItem(`${KEPT} ${name}`); } catch { return null; }
};

function restore(read) {
  const kept = (name) => {
    try { return JSON.parse(read(name)); } catch { return null; }
  };
  const talked = kept("talk") ?? {};
  const old = Array.isArray(talked.turns) ? talked.turns.filter((turn) => turn?.answer) : [];
  turns = old.map(({ question, answer }) => showTurn(String(question), answer));
  if (Array.isArray(talked.follow)) follow = talked.follow.map(String);
  box.value ||= kept("draft") || talked.asked || ""; // not over what was typed before this ran
  if (talked.asked) tellReader(say.stopped);
  if (turns.length) showKept();
}

// The turns that were kept: at once as text, then as the server makes them.
async function showKept() {
  const last = () => bring(turns.at(-1).shown);
  const settled = turns.map(async (turn) => {
    putText(turn);
    await settle(turn).catch(({ code }) => {
      if (code !== "invalid") return; // the server cannot be reached now: the turn stays as text
      turn.shown.remove(); // of an older form
      turns = turns.filter((one) => one !== turn);
    });
  });
  refresh(); // hides the welcome above them first, or what was scrolled to would move up with it
  last();
  const seen = talk.scrollTop;
  await Promise.all(settled);
  refresh();
  if (talk.scrollTop === seen && turns.length) last(); // unless the reader has scrolled in the meantime
}

// Asking

const KEYS = { rate_limited: "rate", busy: "rate", index_unavailable: "store", too_large: "too_long" };
// What is thrown where an answer does not come; the code of what else is thrown is no text.
const problemOf = (code, seconds) => ({ code, seconds });
const wording = ({ code, seconds }) => (code === "stopped"
  ? say.stopped
  : fill(say[`error_${KEYS[code] ?? code}`] ?? say.error_internal, { seconds: seconds || 60, limit: config.limit }));

async function problem(reply) {
  const { code } = await reply.json().catch(() => ({})); // a proxy in between answers in its own form
  return problemOf(code ?? (reply.status === 429 ? "rate_limited" : "unreachable"), Number(reply.headers.get("Retry-After")));
}

async function* events(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + decoder.decode(value, { stream: true })).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const [, name, data] = /^event: ([^\n]*)\ndata: ([^\n]*)$/.exec(block);
      yield [name, JSON.parse(data)];
    }
  }
}

async function* stream(question, turn, stop) {
  const history = turns.filter((turn) => turn.answer.kind !== "talk").map((turn) => turn.question).slice(-config.history);
  const reply = await post("panel/ask", { question, history, lang, turn }, stop.signal);
  if (!reply.ok) throw await problem(reply);
  yield* events(reply.body);
}

function trouble(question) {
  const length = [...question].length;
  if (length && length <= config.limit) return null;
  return problemOf(length ? "too_long" : "empty");
}

// With `from`, in the place of the turn of that index and of those after it, once the answer is there.
async function ask(text, from = turns.length) {
  const question = text.trim();
  if (asking) return tellPage("error", { question, code: "busy" });
  const wrong = trouble(question);
  if (wrong) return fail(question, wrong);
  if (box.value.trim() === question) box.value = "";
  const before = { turns, follow };
  const changed = from < turns.length && turns[from].question !== question;
  const here = asking = { question, stop: new AbortController(), before };
  tellReader("");
  if (from < turns.length) goBack({ turns: turns.slice(0, from), follow: [] });
  const turn = showTurn(question, null);
  refresh();
  if (from < before.turns.length) refocus();
  bring(turn.shown);
  const seen = talk.scrollTop;
  tellPage("ask", { question });
  try {
    for await (const [name, data] of stream(question, turn.number, here.stop)) {
      if (name === "error") throw problemOf(data.code);
      if (name === "shown") putMarkup(turn, data.html);
      else if (name === "answer") turn.answer = data;
      else if (name === "follow_ups") follow = data.questions;
    }
    if (!turn.answer) throw problemOf("unreachable");
  } catch (error) {
    if (leaving) return undefined;
    if (!turn.answer) {
      asking = null;
      goBack(before);
      if (here.stop.signal.aborted) return fail(question, problemOf("stopped"));
      return fail(question, error.code?.length ? error : problemOf("unreachable"));
    }
  }
  asking = null;
  turns = [...turns, turn];
  refresh();
  if (talk.scrollTop === seen) bring(turn.shown); // unless the reader has scrolled in the meantime
  hear(heard(turn.shown.querySelector(".answer")));
  if (changed) tellReader(say.turn_replaced, before);
  tellPage("answer", { question, answer: turn.answer });
  return undefined;
}

// A question that failed is in its box again, unless another is being written there.
function fail(question, error) {
  if (!box.value.trim()) box.value = question;
  refresh();
  tellReader(wording(error));
  tellPage("error", { question, code: error.code });
  if (document.hasFocus()) box.focus(); // a page that asks for its reader keeps the focus
}

// A question that was edited in its place, or is to be asked again. False: not now, what was written stays where it is.
function askInPlace({ question, replacing }) {
  const from = turns.findIndex((turn) => turn.number === replacing);
  const wrong = question && trouble(question);
  if (wrong) tellReader(wording(wrong));
  if (asking || from < 0 || wrong) return false;
  ask(question ?? turns[from].question, from);
  return true;
}

// The page around: only one that the server lists, only the window that holds this frame

function tellPage(type, detail) {
  if (page) parent.postMessage({ netral: 1, type, detail }, page);
}

// The page's own accent, always with the ink that can be read on it; as the colour of words only where it can be read on ours.
function wear(colour, ink, light) {
  const { style, classList } = document.body;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const link = () => {
    const night = classList.contains("dark") || (classList.contains("follow") && dark.matches);
    style.setProperty("--n-link", (night ? light > 0.28 : light < 0.15) ? colour : "");
  };
  style.setProperty("--n-accent", colour);
  style.setProperty("--n-on-accent", ink);
  dark.onchange = link;
  link();
}

function greet({ colour, ink, light, greeting, questions, kept }) {
  const isColour = (text) => typeof text === "string" && /^#[0-9a-f]{6}$/i.test(text);
  if (isColour(colour) && isColour(ink)) wear(colour, ink, light);
  if (typeof greeting === "string" && greeting) at("greeting").textContent = greeting;
  if (Array.isArray(questions) && questions.length) examples = questions.map((text) => ({ text: String(text) }));
  given = kept;
  if (denied && kept && !turns.length && !asking) restore((name) => kept[name]);
  refresh();
  tellPage("ready");
}

addEventListener("message", ({ origin, source, data }) => {
  const known = origin === location.origin || config.origins.includes(origin);
  if (parent === window || source !== parent || !known || data?.netral !== 1) return;
  if (data.type === "hello") {
    page = origin;
    greet(data);
  } else if (data.type === "focus") box.focus();
  else if (data.type === "ask" && typeof data.question === "string") ask(data.question);
});

// Events of the reader

at("form").onsubmit = (event) => {
  event.preventDefault();
  box.focus();
  if (!asking) ask(box.value);
};
box.oninput = measure;
box.onkeydown = (event) => {
  if (event.isComposing) return;
  const last = turns.at(-1);
  if (event.key === "ArrowUp" && !box.value && last && !asking) {
    event.preventDefault();
    bring(last.shown);
    parts.edit(last.shown.querySelector(".question"));
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    if (!asking) ask(box.value);
  }
};
at("stop").onclick = () => asking?.stop.abort();
at("clear").onclick = () => {
  const before = { turns, follow };
  goBack({ turns: [], follow: [] });
  refresh();
  tellReader(say.talk_begun, before);
  talk.scrollTop = 0;
  refocus();
};
at("undo").onclick = () => {
  goBack(undo);
  tellReader("");
  refresh();
  bring(turns.at(-1).shown);
  refocus();
};

// Escape closes what lies on top first: the source, the preview of a quote, a form in an answer, and last the panel.
const ON_TOP = "dialog[open], .preview:not([hidden]), .feedback.open:focus-within, .editing:focus-within";
addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Escape" && !document.querySelector(ON_TOP)) tellPage("close");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, dialog")) return;
  event.preventDefault();
  box.focus();
}, true);

addEventListener("pagehide", () => { leaving = true; });
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); }); // what was on its way is lost

// What a reader said of answers is kept as long as these are.
const memory = { read: () => own("opinions") ?? given?.opinions, keep: (text) => keep("opinions", text) };
const parts = attend("#turns", { bring, hear, ask: askInPlace, memory, pane: { sheet: true } });
restore(own);
refresh();
