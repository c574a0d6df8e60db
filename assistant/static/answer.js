// What an answer does, on the staff page and in the panel alike: its markers lead to their cards, and its reader's opinion
// is sent. Both listen on the document, since Gradio draws answers again whenever it likes.
const HISTORY = 10; // earlier questions that the server takes with one

// Relative to this file, and so below the prefix of a reverse proxy.
export const post = (path, values, signal) => fetch(new URL(`../../${path}`, import.meta.url), {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(values),
  signal,
});

// What is read out of an answer: its text without the markers.
export const heard = (answer) => [...answer.querySelectorAll(".short, .text, .refusal-title, .refusal")]
  .map((part) => part.textContent.replace(/\s*\[\d+\]/g, "").trim()).join("\n");

// `within`: a selector of what holds the conversation. `bring` scrolls a card into view, `hear` has a text read out.
export function attend(within, bring, hear) {
  const find = (event, selector) => event.target.closest?.(`${within} ${selector}`);

  function lead(event, marker) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the reader wants the article
    const name = [...marker.classList].find((part) => part.startsWith("cite-"));
    const card = document.getElementById(name.replace("cite-", "card-"));
    if (!card) return;
    event.preventDefault();
    card.tabIndex = -1;
    card.focus({ preventScroll: true });
    bring(card);
  }

  function choose(box, chosen) {
    for (const one of box.querySelectorAll(".fb")) one.setAttribute("aria-pressed", one === chosen);
    box.classList.add("chosen");
    if (box.querySelector("textarea")) return;
    const label = box.querySelector(".fb-label");
    const comment = document.createElement("textarea");
    label.after(Object.assign(comment, { className: "fb-comment", rows: 2, maxLength: 1000, ariaLabel: label.textContent }));
  }

  // An opinion goes with the question and the ones before it: the server answers them again and keeps that.
  async function send(box) {
    const all = (name) => [...document.querySelectorAll(`${within} .${name}`)];
    const [answers, questions] = ["answer", "question"].map(all);
    const at = answers.indexOf(box.closest(".answer"));
    const asked = questions.map((part) => part.textContent);
    const before = asked.slice(0, at).filter((_, turn) => !answers[turn].classList.contains("talk")); // no part of the history
    const reply = await post("api/feedback", {
      question: asked[at],
      history: before.slice(-HISTORY),
      lang: document.documentElement.lang,
      verdict: [...box.querySelector('[aria-pressed="true"]').classList].find((part) => part.startsWith("fb-")).slice(3),
      comment: box.querySelector("textarea").value.trim(),
    }).catch(() => null); // no connection: said like any other failure
    const kept = Boolean(reply?.ok);
    box.classList.toggle("sent", kept);
    box.classList.toggle("failed", !kept);
    const told = box.querySelector(kept ? ".fb-sent" : ".fb-failed");
    hear(told.textContent);
    if (!kept) return;
    told.tabIndex = -1; // what had the focus is gone
    told.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const marker = find(event, "a.cite");
    if (marker) return lead(event, marker);
    const box = find(event, ".feedback");
    const chosen = find(event, ".fb");
    if (chosen) choose(box, chosen);
    else if (find(event, ".fb-send")) send(box);
    return undefined;
  });
}
