// Choosing quotes in the articles. A click on a sentence is the browser's own: it ticks a box. This script adds marked stretches, the
// short answer that is marked within a quote, and the list of what is chosen. Without it, sentences can be chosen and words typed.
const form = document.getElementById("reply-form");
const chosen = document.getElementById("chosen");
const loose = document.getElementById("loose");
const none = document.getElementById("none-chosen");
const short = document.getElementById("short");
const bar = document.getElementById("mark-bar");

const line = (text) => text.trim().replace(/\s+/g, " ");
// Offsets count characters as the server does, and not the two halves of a rare one.
const length = (text) => Array.from(text).length;
const words = (label) => label.querySelector(".words");

function boxes() {
  return Array.from(document.querySelectorAll("input[name=quote]:checked"));
}

function textOf(box) {
  return (box.closest(".sentence") ? words(box.closest(".sentence")) : box.parentElement.querySelector("span")).textContent;
}

function titleOf(box) {
  const source = box.value.slice(0, box.value.lastIndexOf(":"));
  const label = document.querySelector(`.sentence[data-source="${CSS.escape(source)}"]`);
  return label ? label.closest(".source").dataset.title : "";
}

// The part of a text before, within and after some words, as nodes.
function withMarked(text, part) {
  const at = part ? line(text).indexOf(part) : -1;
  if (at < 0) return [line(text)];
  const bold = document.createElement("b");
  bold.textContent = part;
  return [line(text).slice(0, at), bold, line(text).slice(at + part.length)];
}

function show() {
  const part = line(short.value);
  const all = boxes();
  // The quote that contains the short answer comes first, as the server puts it.
  all.sort((a, b) => Number(!line(textOf(a)).includes(part)) - Number(!line(textOf(b)).includes(part)));
  chosen.replaceChildren(
    ...all.map((box, at) => {
      const item = document.createElement("li");
      const of = document.createElement("span");
      of.className = "of";
      of.textContent = titleOf(box);
      const drop = document.createElement("button");
      drop.type = "button";
      drop.textContent = "×";
      drop.setAttribute("aria-label", `${chosen.dataset.drop}: ${line(textOf(box)).slice(0, 60)}`);
      drop.addEventListener("click", () => {
        box.checked = false;
        if (!box.closest(".sentence")) box.closest("li").remove();
        show();
        (chosen.querySelector("button") ?? short).focus();
      });
      if (at === 0 && all.length > 1) {
        const main = document.createElement("span");
        main.className = "main-quote";
        main.textContent = chosen.dataset.main;
        item.append(main);
      }
      const quote = document.createElement("span");
      quote.lang = "id";
      quote.append(...withMarked(textOf(box), at === 0 ? part : ""));
      item.append(quote, of, drop);
      return item;
    }),
  );
  chosen.hidden = all.length === 0;
  none.hidden = all.length > 0;
  paint(part);
}

// The range of an article's text between two offsets; null where they are not in one that is shown.
function rangeOf(source, start, end) {
  const range = document.createRange();
  let begun = false;
  for (const label of document.querySelectorAll(`.sentence[data-source="${CSS.escape(source)}"]`)) {
    const node = words(label).firstChild;
    const letters = Array.from(node.data);
    const first = Number(label.dataset.start);
    const place = (offset) => letters.slice(0, offset - first).join("").length;
    if (!begun && start < first + letters.length) {
      range.setStart(node, start > first ? place(start) : 0);
      begun = true;
    }
    if (begun && end <= first + letters.length) {
      range.setEnd(node, end > first ? place(end) : 0);
      return range;
    }
  }
  return null;
}

// Shows marked stretches and the short answer in the articles, where the browser can.
function paint(part) {
  if (!window.Highlight || !CSS.highlights) return;
  const quotes = [];
  const answers = [];
  for (const box of boxes()) {
    const [, source, start, end] = box.value.match(/^(.*):(\d+)-(\d+)$/s);
    if (!box.closest(".sentence")) quotes.push(rangeOf(source, Number(start), Number(end)));
    const at = part ? textOf(box).indexOf(part) : -1;
    if (at >= 0 && answers.length === 0) {
      const first = Number(start) + length(textOf(box).slice(0, at));
      answers.push(rangeOf(source, first, first + length(part)));
    }
  }
  CSS.highlights.set("quote", new Highlight(...quotes.filter(Boolean)));
  CSS.highlights.set("short", new Highlight(...answers.filter(Boolean)));
}

// What is marked in one article: its source, offsets and words; null where nothing is.
function marked() {
  const selection = window.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const labels = Array.from(document.querySelectorAll(".sentence")).filter((label) => range.intersectsNode(words(label).firstChild));
  const first = labels[0];
  const last = labels[labels.length - 1];
  if (!first || first.dataset.source !== last.dataset.source) return null;
  const start = inside(range.startContainer, range.startOffset, first, 0);
  const end = inside(range.endContainer, range.endOffset, last, words(last).textContent.length);
  const spoken = (label, offset) => Number(label.dataset.start) + length(words(label).textContent.slice(0, offset));
  const place = { source: first.dataset.source, start: spoken(first, start), end: spoken(last, end), text: selection.toString() };
  if (first === last) place.text = words(first).textContent.slice(start, end);
  const lead = place.text.length - place.text.trimStart().length;
  const tail = place.text.length - place.text.trimEnd().length;
  place.start += lead;
  place.end -= tail;
  place.text = place.text.trim();
  return place.text && place.start < place.end ? place : null;
}

function inside(node, offset, label, otherwise) {
  return node === words(label).firstChild ? offset : otherwise;
}

// The chosen quote that contains a marked place.
function around(place) {
  return boxes().find((box) => {
    const [, source, start, end] = box.value.match(/^(.*):(\d+)-(\d+)$/s);
    return source === place.source && Number(start) <= place.start && place.end <= Number(end);
  });
}

function makeQuote(place) {
  const item = document.createElement("li");
  const label = document.createElement("label");
  const box = document.createElement("input");
  const text = document.createElement("span");
  label.className = "tick";
  Object.assign(box, { type: "checkbox", name: "quote", value: `${place.source}:${place.start}-${place.end}`, checked: true });
  text.textContent = place.text;
  label.append(box, text);
  item.append(label);
  loose.append(item);
}

function take(asShort) {
  const place = marked();
  if (!place) return;
  if (asShort ?? around(place)) {
    if (!around(place)) makeQuote(place);
    short.value = line(place.text);
  } else {
    makeQuote(place);
  }
  window.getSelection().removeAllRanges();
  bar.hidden = true;
  show();
}

if (form) {
  document.body.classList.add("marking");
  document.addEventListener("change", (event) => {
    if (event.target.name === "quote") show();
  });
  short.addEventListener("input", show);
  // Whether the stretch that was dragged over is taken already: on a busy machine before its click comes.
  let taken = false;
  for (const article of document.querySelectorAll(".source .text")) {
    article.addEventListener("pointerdown", () => {
      taken = false;
    });
    article.addEventListener("click", (event) => {
      const label = event.target.closest(".sentence");
      if (!label || event.target.matches("input")) return;
      // A double click marks a word: its sentence stays, or becomes, a quote. A drag marks a stretch and ticks nothing.
      if (event.detail > 1) {
        event.preventDefault();
        label.querySelector("input").checked = true;
      } else if (taken || !window.getSelection().isCollapsed) {
        event.preventDefault();
      }
    });
    article.addEventListener("dblclick", (event) => {
      const label = event.target.closest(".sentence");
      if (label) take();
    });
    article.addEventListener("pointerup", (event) => {
      // After the browser has set the selection, and not on a phone, where it is dragged afterwards.
      if (event.pointerType !== "mouse" || event.detail > 1) return;
      setTimeout(() => {
        taken = marked() !== null;
        take();
      }, 0);
    });
  }
  document.addEventListener("selectionchange", () => {
    bar.hidden = !(matchMedia("(pointer: coarse)").matches && marked());
  });
  for (const [id, asShort] of [["mark-quote", false], ["mark-short", true]]) {
    const button = document.getElementById(id);
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
    button.addEventListener("click", () => take(asShort));
  }
  show();
}
