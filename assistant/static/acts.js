// What a reader does with an answer: its quotes are previewed, it is copied, edited, asked again and judged. Fetched once an
// answer is there, by answer.js, which gives it what both need: the first answer comes sooner without it.
import "./clipboard.js";

const HISTORY = 10; // earlier questions that the server takes with one
const OPINIONS = "netral-opinions";
const OPINIONS_KEPT = 200;

const styles = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("acts.css", import.meta.url).href });
document.head.append(styles);

async function copyRich(html, text) {
  try {
    const blob = (type, value) => new Blob([value], { type });
    const item = new ClipboardItem({ "text/html": blob("text/html", html), "text/plain": blob("text/plain", text) });
    await navigator.clipboard.write([item]);
    return true;
  } catch {
    return window.netralCopy(text); // no secure page, or a browser that copies text alone
  }
}

// A short name for a long text, to find a reader's own opinion again: no secret, nothing else depends on it.
function digest(text) {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (const char of text) {
    const code = char.codePointAt(0);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  return `${(a >>> 0).toString(36)}${(b >>> 0).toString(36)}`;
}

// What this browser's reader said, by digest; in memory where nothing is stored.
const BROWSER = {
  read: () => localStorage.getItem(OPINIONS),
  keep: (text) => localStorage.setItem(OPINIONS, text),
};
let opinions = null;
function readOpinions({ read }) {
  if (opinions) return opinions;
  try { opinions = JSON.parse(read()) || {}; } catch { opinions = {}; }
  return opinions;
}
function keepOpinion(name, value, memory) {
  const others = Object.entries(readOpinions(memory)).filter(([other]) => other !== name).slice(1 - OPINIONS_KEPT);
  opinions = Object.fromEntries([...others, [name, value]]);
  try { memory.keep(JSON.stringify(opinions)); } catch { /* in memory */ }
}

// `find` and `all` look for parts of the conversation, `bring` scrolls to one, `hear` has a text read out, `ask` asks, `memory` keeps a
// text and gives it back; the others make and read elements.
export function beginActs({ memory = BROWSER, find, all, bring, hear, ask, send, el, textOf, bare, quotesOf, cardOf }) {
  const turnOf = (part) => Number((part.id || "").split("-").at(-1));

  // The quote that a marker leads to

  const preview = el("div", "preview");
  preview.id = "preview";
  preview.setAttribute("role", "tooltip");
  preview.hidden = true;
  let due = 0;

  function showPreview(marker) {
    const card = cardOf(marker);
    if (!card) return;
    preview.replaceChildren(card.querySelector("blockquote").cloneNode(true), el("p", "source", textOf(card.querySelector(".title"))));
    if (!preview.isConnected) document.body.append(preview);
    preview.hidden = false;
    marker.setAttribute("aria-describedby", preview.id);
    placePreview(marker);
  }
  function placePreview(marker) {
    const place = marker.getBoundingClientRect();
    const size = preview.getBoundingClientRect();
    const above = place.bottom + size.height + 16 > innerHeight && place.top > size.height + 16;
    preview.style.top = `${above ? place.top - size.height - 8 : place.bottom + 8}px`;
    preview.style.left = `${Math.max(8, Math.min(place.left, innerWidth - size.width - 8))}px`;
  }
  function hidePreview() {
    clearTimeout(due);
    preview.hidden = true;
    document.querySelector("[aria-describedby=preview]")?.removeAttribute("aria-describedby");
  }

  document.addEventListener("pointerover", (event) => {
    const marker = event.pointerType === "mouse" && find(event.target, "a.cite");
    if (!marker) return;
    clearTimeout(due);
    due = setTimeout(showPreview, 150, marker);
  });
  document.addEventListener("pointerout", (event) => { if (find(event.target, "a.cite")) hidePreview(); });
  document.addEventListener("focusin", (event) => {
    const marker = find(event.target, "a.cite");
    if (marker?.matches(":focus-visible")) showPreview(marker);
    else hidePreview();
  });
  // A marker that the keyboard reaches is scrolled into view after it has the focus: its preview goes along.
  addEventListener("scroll", () => {
    const marker = !preview.hidden && document.querySelector("a.cite[aria-describedby=preview]:focus-visible");
    if (marker) placePreview(marker);
    else hidePreview();
  }, { passive: true, capture: true });

  // What is copied

  function plain(answer) {
    const head = [...answer.querySelectorAll(".short, .introduction, .refusal")].map(bare);
    const more = [...answer.querySelectorAll(".refusal-more")].map(textOf);
    return [...head, ...more, ...quotesOf(answer).map((quote) => `“${quote}”`)].join("\n\n");
  }

  // For a word processor: the same as the text with its sources, with links.
  function rich(answer) {
    const made = el("div");
    for (const head of answer.querySelectorAll(".short, .introduction")) made.append(el("p", "", el("strong", "", bare(head))));
    for (const one of answer.querySelectorAll(".card:not(.near) .quoted")) {
      const link = el("a", "", textOf(one.querySelector(".title")));
      link.href = one.querySelector("a.open").href;
      made.append(el("blockquote", "", textOf(one.querySelector("blockquote"))));
      const facts = [...one.querySelectorAll(".where, .facts")].map(textOf).filter(Boolean);
      made.append(el("p", "", `[${textOf(one.querySelector(".number"))}] `, link, ...facts.map((fact) => `, ${fact}`)));
    }
    return made.innerHTML;
  }

  // Copying

  async function copy(answer, sources) {
    const tools = answer.querySelector(".tools");
    const text = tools.querySelector(".copy-text").textContent;
    const done = await (sources ? copyRich(rich(answer), text) : window.netralCopy(plain(answer)));
    tell(answer, done ? ".say-copied" : ".say-copy-failed");
  }

  function tell(answer, selector) {
    const text = answer.querySelector(`.tools ${selector}`).textContent;
    answer.querySelector(".tools .said").textContent = text;
    hear(text);
  }

  // An edited question, in its own place

  function edit(question) {
    if (question.querySelector("form")) return;
    const asked = question.querySelector(".asked");
    const box = Object.assign(el("textarea", "edit-box"), { value: asked.textContent, rows: 2, ariaLabel: textOf(question.querySelector(".edit")) });
    const cancel = Object.assign(el("button", "edit-cancel", question.querySelector(".say-cancel").textContent), { type: "button" });
    const form = el("form", "editing", box, el("p", "edit-row", cancel, el("button", "edit-send", question.querySelector(".say-send").textContent)));
    const later = all("question").at(-1) !== question;
    if (later) form.firstChild.after(el("p", "edit-note", question.querySelector(".say-copies").textContent));
    const shut = () => {
      form.remove();
      question.classList.remove("edited");
      question.querySelector(".edit").focus();
    };
    const go = (event) => {
      event.preventDefault();
      const words = box.value.trim();
      if (!words) return box.focus();
      if (ask({ question: words, replacing: turnOf(question) }) === false) return undefined;
      return shut();
    };
    cancel.onclick = shut;
    form.onsubmit = go;
    box.onkeydown = (event) => {
      event.stopPropagation(); // neither the page nor the panel closes for it
      if (event.key === "Escape" && !event.isComposing) shut();
      else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) go(event);
    };
    question.classList.add("edited");
    question.append(form);
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  }

  // Opinions

  // An opinion goes with the question and the ones before it: the server answers them again and keeps that.
  function judged(answer) {
    const [answers, questions] = [all("answer"), all("asked")];
    const at = answers.indexOf(answer);
    const asked = questions.map((part) => part.textContent);
    const before = asked.slice(0, at).filter((_, turn) => !answers[turn].classList.contains("talk")); // no part of the history
    return { question: asked[at], history: before.slice(-HISTORY) };
  }
  const nameOf = (answer) => digest(JSON.stringify(judged(answer)));

  function press(answer, opinion) {
    for (const one of answer.querySelectorAll(".tools .fb")) {
      one.setAttribute("aria-pressed", Boolean(opinion) && one.classList.contains(`fb-${opinion.verdict}`));
    }
  }

  function recall() {
    for (const answer of all("answer.done:not(.talk)")) {
      if (!answer.querySelector(".tools .fb[aria-pressed]")) press(answer, readOpinions(memory)[nameOf(answer)]);
    }
  }

  function askWhat(answer) {
    const box = answer.querySelector(".feedback");
    const known = readOpinions(memory)[nameOf(answer)] || {};
    box.classList.add("open");
    for (const field of ["comment", "passage"]) {
      if (box.querySelector(`textarea.${field}`)) continue;
      const label = box.querySelector(`.fb-${field}`);
      const made = el("textarea", field);
      label.after(Object.assign(made, { rows: 2, maxLength: field === "comment" ? 1000 : 2000, ariaLabel: textOf(label), value: known[field] || "" }));
    }
    for (const one of box.querySelectorAll(".reason")) one.setAttribute("aria-pressed", one.classList.contains(`reason-${known.reason}`));
    bring(box);
    box.querySelector(".reason").focus({ preventScroll: true });
  }

  // An opinion takes a moment to be stored: the focus stays where the reader has gone meanwhile.
  function shut(answer) {
    const box = answer.querySelector(".feedback");
    const inside = box.contains(document.activeElement) || document.activeElement === document.body;
    box.classList.remove("open");
    if (inside) answer.querySelector(".fb-down").focus();
  }

  async function judge(answer, verdict) {
    const box = answer.querySelector(".feedback");
    const reason = box.querySelector('.reason[aria-pressed="true"]');
    const said = verdict === "up" ? { comment: "" } : {
      comment: box.querySelector("textarea.comment").value.trim(),
      passage: box.querySelector("textarea.passage").value.trim(),
      ...(reason && { reason: [...reason.classList].find((part) => part.startsWith("reason-")).slice(7) }),
    };
    const name = nameOf(answer);
    const known = readOpinions(memory)[name];
    const opinion = { verdict, ...said };
    let reply = known && await send("PUT", `api/feedback/${known.key}`, opinion).catch(() => null);
    if (!known || reply?.status === 404) { // it was deleted with the records
      reply = await send("POST", "api/feedback", { ...judged(answer), lang: document.documentElement.lang, ...opinion }).catch(() => null);
    }
    if (!reply?.ok) return tell(answer, ".say-fb-failed"); // no connection: said like any other failure
    const key = reply.status === 201 ? (await reply.json()).key : known.key;
    keepOpinion(name, { ...opinion, key }, memory);
    press(answer, opinion);
    if (verdict === "down") shut(answer);
    return tell(answer, ".say-fb-sent");
  }

  // `target` was clicked on.
  function act(target) {
    const found = (selector) => find(target, selector);
    const question = found(".question");
    if (question) return found(".edit") && edit(question);
    const answer = found(".answer.done");
    if (!answer) return undefined;
    if (found(".copy-answer")) return copy(answer, false);
    if (found(".copy-sources")) return copy(answer, true);
    if (found(".again")) return ask({ replacing: turnOf(answer.querySelector(".feedback")) });
    if (found(".fb-up")) return judge(answer, "up");
    if (found(".fb-down")) return askWhat(answer);
    if (found(".fb-cancel")) return shut(answer);
    if (found(".fb-send")) return judge(answer, "down");
    const reason = found(".reason");
    if (reason) {
      for (const one of answer.querySelectorAll(".reason")) one.setAttribute("aria-pressed", one === reason);
    }
    return undefined;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    hidePreview();
    const box = find(event.target, ".feedback.open");
    if (!box) return;
    event.stopPropagation();
    shut(box.closest(".answer"));
  });
  return { act, recall, edit };
}
