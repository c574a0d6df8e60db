// What an answer does, on the staff page and in the panel alike: its markers lead to their cards, its sources open
// beside it, and acts.js does what is done with it. Everything listens on the document, since Gradio draws answers again
// whenever it likes.

// The name of this page's conversation: an office often has one address, and the server counts questions by conversation.
const asker = Math.random(); // no secret: it only tells readers apart

// Relative to this file, and so below the prefix of a reverse proxy.
export const send = (method, path, values, signal) => fetch(new URL(`../../${path}`, import.meta.url), {
  method,
  headers: { "Content-Type": "application/json", "Netral-Conversation": asker },
  body: JSON.stringify(values),
  signal,
});
export const post = (path, values, signal) => send("POST", path, values, signal);

export function el(tag, name, ...inside) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...inside);
  return made;
}

// The source beside the answer is fetched when it is first needed: most answers are read without their articles.
let pane = null;
const openSource = (address, ...more) => import("./pane.js").then(
  (loaded) => (pane = loaded).openSource(address, ...more),
  () => window.open(address, "_blank", "noopener"), // where it cannot be fetched, as without this script
);

export const closeSource = () => pane?.closeSource();

const textOf = (part) => part.textContent.replace(/\s+/g, " ").trim();

// A headline without its markers.
function bare(part) {
  const copy = part.cloneNode(true);
  for (const marker of copy.querySelectorAll("a.cite")) marker.remove();
  return textOf(copy);
}

const quotesOf = (answer) => [...answer.querySelectorAll(".card:not(.near) blockquote")].map(textOf);

// What is read out of an answer: its headline, or its quotes where it has none; of several questions, each with its question.
export function heard(answer) {
  const asked = [...answer.querySelectorAll(".part")];
  if (asked.length) return asked.map(heard).join("\n");
  const head = answer.querySelector(".short, .introduction, .refusal, .part-refused");
  const parts = [answer.querySelector(".part-asked"), head].filter(Boolean).map(bare);
  for (const part of answer.querySelectorAll(".refusal-more, .text, .disagreement > p")) parts.push(textOf(part));
  if (!head || head.matches(".introduction")) parts.push(...quotesOf(answer));
  return parts.join("\n");
}

// `within`: a selector of what holds the conversation. `bring` scrolls a part into view, `hear` has a text read out, `ask`
// asks ({question}, or {replacing: turn} with or without new words), `memory` keeps what the reader said of answers where that
// is not for the browser to do, `pane` are options for the source beside the answer.
// Returns `recall`, to be called whenever answers were drawn: it shows what the reader said of them before.
export function attend(within, { bring, hear, ask, memory, pane = {} }) {
  const find = (target, selector) => target.closest?.(`${within} ${selector}`);
  const all = (name) => [...document.querySelectorAll(`${within} .${name}`)];

  // Markers

  function cardOf(marker) {
    const name = [...marker.classList].find((part) => part.startsWith("cite-"));
    return document.getElementById(name.replace("cite-", "card-"));
  }

  function lead(event, marker) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the reader wants the article
    const card = cardOf(marker);
    if (!card) return;
    event.preventDefault();
    card.tabIndex = -1;
    card.focus({ preventScroll: true });
    bring(card);
  }

  document.addEventListener("click", (event) => {
    const marker = find(event.target, "a.cite");
    if (marker) return lead(event, marker);
    const source = find(event.target, ".card a.open");
    if (source && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      return openSource(source.href, source, pane);
    }
    if (find(event.target, "button")) acts().then(({ act }) => act(event.target), () => {});
    return undefined;
  });
  // A failed import is tried again with the next click.
  let loaded = null;
  function acts() {
    loaded ??= import("./acts.js")
      .then(({ beginActs }) => beginActs({ memory, find, all, bring, hear, ask, send, el, textOf, bare, quotesOf, cardOf }))
      .catch((error) => { loaded = null; throw error; });
    return loaded;
  }

  return {
    recall: () => { if (all("answer.done")[0]) acts().then((made) => made.recall(), () => {}); },
    edit: (question) => acts().then((made) => made.edit(question), () => {}),
  };
}
