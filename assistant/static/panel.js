// The page in the widget's frame: asks, shows the answer with its quotes, and keeps the conversation of this tab.
// What comes from the server, the storage or the page around is only ever put in as text, never as markup.
(() => {
  "use strict";
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

  const inIndonesian = (made) => Object.assign(made, { lang: "id" });
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // Not scrollIntoView, which in an inline panel could move the page around as well.
  function bring(part) {
    talk.scrollTop += part.getBoundingClientRect().top - talk.getBoundingClientRect().top - 8;
  }

  function marker(cited, turn) {
    const made = button("cite", `[${cited}]`, () => {
      const card = at(`card-${turn}-${cited}`);
      card.focus({ preventScroll: true });
      bring(card);
    });
    made.setAttribute("aria-label", fill(say.citation, { number: cited }));
    return made;
  }

  function linked(text, answer, turn) {
    const cited = new Set(answer.citations.map((citation) => `[${citation.number}]`));
    return text.split(/(\[\d{1,2}\])/).map((part) => (cited.has(part) ? marker(part.slice(1, -1), turn) : part));
  }

  const shorts = (text, numbers, turn) => [el("strong", "", text), ...numbers.flatMap((cited) => [" ", marker(cited, turn)])];

  function published({ published: iso, derived }) {
    if (!iso) return say.date_unknown;
    const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(iso) ?? [];
    const date = year ? `${Number(day)} ${say.months.split(" ")[month - 1]} ${year}` : iso;
    return fill(derived.includes("published") ? say.date_event : say.date_published, { date });
  }

  // Offsets count characters as the server does, not the halves that a JavaScript string is made of.
  function marked({ quote, start, highlights }) {
    const characters = [...quote];
    const cut = (first, last) => characters.slice(first, last).join("");
    const parts = [];
    let done = 0;
    for (const [from, to] of [...highlights].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
      const first = Math.max(from - start, done);
      const last = Math.min(to - start, characters.length);
      if (first >= last) continue;
      parts.push(cut(done, first), el("mark", "", cut(first, last)));
      done = last;
    }
    return [...parts, cut(done)];
  }

  function card(citation, turn) {
    const facts = [citation.publisher, published(citation), citation.derived.includes("title") ? say.title_derived : null];
    const title = inIndonesian(el(turn ? "h4" : "h3", "", citation.title));
    const head = el("div", "", title, el("p", "small", facts.filter(Boolean).join(" \u00b7 ")));
    const link = el("a", "", `${say.open_source} `, el("span", "small", say.new_tab));
    const address = new URL(`${citation.url}${citation.url.includes("?") ? "&" : "?"}lang=${lang}#quote`, location.href);
    link.href = address.pathname + address.search + address.hash; // whatever was kept, it stays on this server
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    const made = el(
      "article", "card",
      el("div", "head", turn ? el("span", "number", String(citation.number)) : null, head),
      citation.speaker ? el("p", "speaker", fill(say.speaker, { name: citation.speaker })) : null,
      inIndonesian(el("blockquote", "", ...marked(citation))),
      el("p", "", link),
    );
    if (turn) made.id = `card-${turn}-${citation.number}`;
    made.tabIndex = -1;
    return made;
  }

  function spoken(answer, turn) {
    const lines = answer.text.split("\n").filter((line) => line.trim());
    const parts = [];
    if (answer.short_answer) {
      const { text, citation } = answer.short_answer;
      // The text begins with the short answer and all who give it: said once.
      const said = lines.length > 0 && lines[0].startsWith(text.trim().split(/\s+/).join(" "));
      const first = said ? lines.shift() : "";
      const numbers = [...first.matchAll(/\[(\d{1,2})\]/g)].map((found) => found[1]).filter((n) => cites(answer, n));
      parts.push(el("p", "short", ...shorts(text, numbers.length ? numbers : [citation], turn)));
    }
    return [...parts, ...lines.map((line) => el("p", "text", ...linked(line, answer, turn)))];
  }

  const cites = (answer, cited) => answer.citations.some((citation) => citation.number === Number(cited));

  function refused({ refusal, text }) {
    return [el("p", "refusal-title", say.refusal_title), el("p", "refusal", refusal ? refusal.message : text)];
  }

  function disagreement({ disagreement: found }, turn) {
    if (!found) return [];
    const rows = found.answers.map((short) => el("li", "", ...shorts(short.text, [short.citation], turn)));
    return [el("div", `disagreement ${found.kind}`, el("p", "", say[`disagreement_${found.kind}`]), el("ul", "", ...rows))];
  }

  function meta({ answered, confidence, searched_as: searched, question }) {
    const parts = [];
    if (answered) {
      const level = confidence >= config.high ? "high" : confidence >= config.medium ? "medium" : "low";
      parts.push(el("span", `confidence ${level}`, `${say.confidence}: ${say[`confidence_${level}`]}`));
    }
    if (searched && searched.trim() !== question.trim()) {
      parts.push(el("span", "searched", `${say.searched_as}: \u201c${searched}\u201d`));
    }
    return parts.length ? [el("p", "meta", ...parts)] : [];
  }

  function quotes({ answered, citations, nearest }, turn) {
    if (answered) return [el("h3", "", say.citations_title), ...citations.map((citation) => card(citation, turn))];
    if (!nearest.length) return [];
    const summary = el("summary", "", `${say.nearest_title} (${nearest.length})`);
    return [el("details", "nearest", summary, el("p", "small", say.nearest_note), ...nearest.map((near) => card(near)))];
  }

  // The reader's opinion goes with the question and the ones before it: the server answers them again and keeps that.
  function opinion({ question }) {
    const history = turns.map((turn) => turn.question).slice(-config.history);
    const told = el("p", "small");
    const comment = Object.assign(el("textarea"), { rows: 2, maxLength: 1000, ariaLabel: say.feedback_comment });
    let verdict = "";
    const more = el("div", "", el("p", "small", say.feedback_comment), comment, button("", say.feedback_send, async () => {
      const reply = await post("api/feedback", { question, history, lang, verdict, comment: comment.value.trim() }).catch(() => null);
      told.textContent = reply?.ok ? say.feedback_sent : say.feedback_failed;
      told.tabIndex = -1;
      told.focus({ preventScroll: true }); // read out by that
      if (reply?.ok) made.replaceChildren(told);
    }));
    more.hidden = true;
    const choices = ["up", "down", "wrong_source", "no_answer"].map((name) => button("fb", say[`feedback_${name}`], ({ target }) => {
      verdict = name;
      more.hidden = false;
      for (const one of choices) one.setAttribute("aria-pressed", one === target);
    }));
    const made = el("div", "feedback", el("p", "small", say.feedback_ask), el("p", "", ...choices), more, told);
    return made;
  }

  const answerParts = (answer, turn) => [
    ...(answer.answered ? spoken(answer, turn) : refused(answer)),
    ...disagreement(answer, turn),
    ...meta(answer),
    ...quotes(answer, turn),
    opinion(answer),
  ];

  function showTurn(question, ...inside) {
    number += 1;
    const made = el("section", "turn", el("h2", "question", question), el("div", "answer", ...inside));
    at("turns").append(made);
    return made;
  }

  function settle(shown, answer, turn) {
    shown.lastChild.replaceChildren(...answerParts(answer, turn));
    shown.lastChild.classList.add("done");
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
    at("suggestions-title").textContent = questions === follow ? say.follow_ups_title : say.suggestions_title;
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
    try {
      for (const { question, answer } of talked.turns ?? []) {
        settle(showTurn(question), answer, number);
        turns.push({ question, answer });
      }
      follow = talked.follow ?? [];
    } catch { /* of an older form: go on with what could be read */ }
    box.value ||= kept("draft") || talked.asked || ""; // not over what was typed before this ran
    if (talked.asked) tellReader(say.stopped);
    if (turns.length) bring(at("turns").lastChild);
  }

  // Asking

  const KEYS = { rate_limited: "rate", index_unavailable: "store", too_large: "too_long" };
  class Trouble extends Error {
    constructor(code, seconds) { super(code); Object.assign(this, { code, seconds }); }
  }
  const wording = ({ code, seconds }) => (code === "stopped"
    ? say.stopped
    : fill(say[`error_${KEYS[code] ?? code}`] ?? say.error_internal, { seconds: seconds || 60 }));

  async function problem(reply) {
    const { code } = await reply.json().catch(() => ({})); // a proxy in between answers in its own form
    return new Trouble(code ?? (reply.status === 429 ? "rate_limited" : "unreachable"), Number(reply.headers.get("Retry-After")));
  }

  const post = (path, values, signal) => fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(values),
    signal,
  });

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
    const history = turns.map((turn) => turn.question).slice(-config.history);
    let reply;
    try {
      reply = await post("api/ask/stream", { question, history, lang }, stop.signal);
      if (!reply.ok) throw await problem(reply);
      yield* events(reply.body);
    } catch (error) {
      if (stop.signal.aborted) throw new Trouble("stopped");
      throw error instanceof Trouble ? error : new Trouble("unreachable");
    }
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
          settle(shown, data, turn);
          answer = data;
          turns = [...turns, { question, answer }].slice(-TURNS);
          follow = [];
        } else if (name === "follow_ups") follow = data.questions;
      }
      if (!answer) throw new Trouble("unreachable");
    } catch (error) {
      if (leaving) return undefined;
      if (!answer) {
        shown.remove();
        asking = null;
        return fail(question, error);
      }
    }
    asking = null;
    refresh();
    if (talk.scrollTop === seen) bring(shown); // unless the reader has scrolled in the meantime
    hear([...place.querySelectorAll(".short, .text, .refusal-title, .refusal")]
      .map((part) => part.textContent.replace(/\s*\[\d+\]/g, "").trim()).join("\n"));
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

  restore(own);
  refresh();
})();
