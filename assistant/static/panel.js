// The page in the widget's frame: asks, shows the answers, and keeps the conversation of this tab.
// What comes from the stream, the storage or the page around is only ever put in as text. The one piece of markup is the
// server's own rendering of an answer, in which everything is escaped: see `settle`.
import { attend, heard, post } from "./answer.js";

const config = JSON.parse(document.body.dataset.config);
const { say, lang } = config;
const KEPT = `netral ${location.pathname}`; // there may be another Netral under another prefix
const TURNS = 20;
const at = (id) => document.getElementById(id);
const [talk, box, live, notice, count] = ["talk", "question", "live", "notice", "count"].map(at);

let turns = []; // {question, answer}, the oldest first
let follow = []; // questions that could come next
let examples = config.questions;
let asking = null; // {question, stop} while an answer is on its way
let number = 0; // of the last turn shown
let denied = false; // whether the frame has no storage
let leaving = false; // what fails then is put into the box by the next page
let page = null; // the origin of the page around, once it has said hello

// Parts of the page

function el(tag, name, ...inside) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...inside.filter((part) => part !== null && part !== ""));
  return made;
}

function button(name, text, act) {
  const made = el("button", name, text);
  made.type = "button";
  made.onclick = act;
  return made;
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// Not scrollIntoView, which in an inline panel could move the page around as well.
function bring(part) {
  talk.scrollTop += part.getBoundingClientRect().top - talk.getBoundingClientRect().top - 8;
}

function showTurn(question, ...inside) {
  number += 1;
  const made = el("section", "turn", el("h2", "question", question), el("div", "answer", ...inside));
  at("turns").append(made);
  return made;
}

// The record goes back to the server, which makes of it what the staff page shows. It may have been kept in the storage or by
// the page around: the server trusts none of it. A document parsed like this runs no script, whatever it holds.
async function settle(shown, answer, turn) {
  const reply = await post("panel/answer", { answer, turn, lang });
  if (!reply.ok) throw await problem(reply);
  const made = new DOMParser().parseFromString(await reply.text(), "text/html");
  shown.lastChild.replaceWith(made.querySelector(".answer"));
}

// State of the page

function refresh() {
  const begun = turns.length > 0 || asking !== null;
  const questions = turns.length && follow.length ? follow : examples;
  at("welcome").hidden = begun;
  at("send").hidden = Boolean(asking);
  at("stop").hidden = !asking;
  at("clear").hidden = !begun || Boolean(asking);
  box.readOnly = Boolean(asking); // so that a question that comes back has its place
  at("suggestions").hidden = Boolean(asking) || !questions.length;
  const next = questions === follow && turns.at(-1).answer.kind !== "talk"; // after talk there is nothing to follow from
  at("suggestions-title").textContent = next ? say.follow_ups_title : say.suggestions_title;
  at("questions").replaceChildren(...questions.map((question) => button("suggestion", question, () => {
    talk.focus({ preventScroll: true });
    ask(question);
  })));
  keep("talk", { turns, follow, asked: asking?.question });
  measure();
}

function measure() {
  const length = [...box.value.trim()].length;
  const over = length > config.limit;
  count.textContent = length > config.limit * 0.8 ? `${length}/${config.limit} ${say.counter_label}` : "";
  box.setAttribute("aria-invalid", over);
  keep("draft", box.value);
}

function hear(text) {
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
}

function tellReader(text) {
  notice.textContent = text;
  notice.hidden = !text;
  if (text) hear(text);
}

// The conversation of this tab, in the frame's own storage. A browser that shuts out third parties may give a frame none:
// the page around, which hears of questions and answers anyway, then keeps it in its own.
function keep(name, value) {
  const text = JSON.stringify(value);
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
  turns = old.map(({ question, answer }) => ({ question: String(question), answer }));
  if (Array.isArray(talked.follow)) follow = talked.follow.map(String);
  box.value ||= kept("draft") || talked.asked || ""; // not over what was typed before this ran
  if (talked.asked) tellReader(say.stopped);
  if (turns.length) showKept();
}

// The turns that were kept: at once as text, then as the server makes them.
async function showKept() {
  const last = () => bring(at("turns").lastChild);
  const settled = turns.map(async (turn) => {
    const shown = showTurn(turn.question, el("p", "text", turn.answer.text ?? ""));
    await settle(shown, turn.answer, number).catch(({ code }) => {
      if (code !== "invalid") return; // the server cannot be reached now: the turn stays as text
      shown.remove(); // of an older form
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

const KEYS = { rate_limited: "rate", index_unavailable: "store", too_large: "too_long" };
class Trouble extends Error {
  constructor(code, seconds) { super(code); Object.assign(this, { code, seconds }); }
}
const wording = ({ code, seconds }) => (code === "stopped"
  ? say.stopped
  : fill(say[`error_${KEYS[code] ?? code}`] ?? say.error_internal, { seconds: seconds || 60, limit: config.limit }));

async function problem(reply) {
  const { code } = await reply.json().catch(() => ({})); // a proxy in between answers in its own form
  return new Trouble(code ?? (reply.status === 429 ? "rate_limited" : "unreachable"), Number(reply.headers.get("Retry-After")));
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

async function* stream(question, stop) {
  const history = turns.filter((turn) => turn.answer.kind !== "talk").map((turn) => turn.question).slice(-config.history);
  const reply = await post("api/ask/stream", { question, history, lang }, stop.signal);
  if (!reply.ok) throw await problem(reply);
  yield* events(reply.body);
}

async function ask(text) {
  const question = text.trim();
  const length = [...question].length;
  if (asking) return tellPage("error", { question, code: "busy" });
  if (!length || length > config.limit) return fail(question, new Trouble(length ? "too_long" : "empty"));
  if (box.value.trim() === question) box.value = "";
  const here = { question, stop: new AbortController() };
  asking = here;
  tellReader("");
  const shown = showTurn(question, el("p", "status", say.status_search));
  const turn = number;
  const place = shown.lastChild;
  refresh();
  bring(shown);
  const seen = talk.scrollTop;
  tellPage("ask", { question });
  let answer = null;
  let grown = null;
  try {
    for await (const [name, data] of stream(question, here.stop)) {
      if (name === "error") throw new Trouble(data.code);
      if (name === "delta") {
        if (!grown) place.replaceChildren(grown = el("p", "text"));
        grown.append(data.text);
      } else if (name === "answer") {
        answer = data;
        turns = [...turns, { question, answer }].slice(-TURNS);
        follow = [];
        // The answer is there; where the server cannot show it now, its text stays, and the next page shows it whole.
        await settle(shown, data, turn).catch(() => place.replaceChildren(el("p", "text", data.text)));
      } else if (name === "follow_ups") follow = data.questions;
    }
    if (!answer) throw new Trouble("unreachable");
  } catch (error) {
    if (leaving) return undefined;
    if (!answer) {
      shown.remove();
      asking = null;
      if (here.stop.signal.aborted) return fail(question, new Trouble("stopped"));
      return fail(question, error instanceof Trouble ? error : new Trouble("unreachable"));
    }
  }
  asking = null;
  refresh();
  if (talk.scrollTop === seen) bring(shown); // unless the reader has scrolled in the meantime
  hear(heard(shown.lastChild));
  tellPage("answer", { question, answer });
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

// The page around: only one that the server lists, only the window that holds this frame

function tellPage(type, detail) {
  if (page) parent.postMessage({ netral: 1, type, detail }, page);
}

function greet({ colour, ink, greeting, questions, kept }) {
  const isColour = (text) => typeof text === "string" && /^#[0-9a-f]{6}$/i.test(text);
  if (isColour(colour) && isColour(ink)) {
    document.body.style.setProperty("--n-accent", colour);
    document.body.style.setProperty("--n-on-accent", ink);
  }
  if (typeof greeting === "string" && greeting) at("greeting").textContent = greeting;
  if (Array.isArray(questions) && questions.length) examples = questions.map(String);
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
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (!asking) ask(box.value);
};
at("stop").onclick = () => asking?.stop.abort();
at("clear").onclick = () => {
  [turns, follow] = [[], []];
  at("turns").replaceChildren();
  tellReader("");
  refresh();
  talk.scrollTop = 0;
  box.focus();
};
addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.isComposing) tellPage("close"); });

addEventListener("pagehide", () => { leaving = true; });
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); }); // what was on its way is lost

attend("#turns", bring, hear);
restore(own);
refresh();
