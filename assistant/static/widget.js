// Netral's widget: a button and a panel for any page, or the panel alone within an element of it. ASCII only: a page may
// read this file in any charset. Nothing here needs more of the page's policy than script-src and frame-src for our host.
(() => {
  "use strict";
  const script = document.currentScript || document.querySelector('script[src*="/widget.js"]');
  if (!script || window.Netral) return;
  const set = script.dataset;
  const home = new URL(script.src).origin;
  const language = (set.lang || document.documentElement.lang).slice(0, 2).toLowerCase();
  const lang = ["id", "en"].includes(language) ? language : "";
  const theme = ["light", "dark"].includes(set.theme) ? set.theme : "auto";
  const address = new URL(`panel?${lang && `lang=${lang}&`}theme=${theme}`, script.src).href;
  const [ask, shut, failed, tab] = lang === "en"
    ? ["Ask Netral", "Close", "Netral could not be opened on this page.", "Open it in a new tab"]
    : ["Tanya Netral", "Tutup", "Netral tidak dapat dibuka di halaman ini.", "Buka di tab baru"];
  const title = set.title || ask;
  const phone = matchMedia("(max-width: 640px)");

  // em and not rem, which a page may have changed; !important where rules of the page could reach the outermost element.
  const CSS = `
:host { all: initial !important; display: contents !important; }
:host([inline]) { display: block !important; height: 100% !important; }
@media print { :host { display: none !important; } }
.n { --a: #0d5c4f; --o: #ffffff; --p: #f7f8f7; --i: #17211f; --l: #74827d; color-scheme: light; font: medium/1.4 system-ui, sans-serif; color: var(--i); }
.dark { --a: #7fd1bd; --o: #0c1512; --p: #101614; --i: #e8eeeb; --l: #72847d; color-scheme: dark; }
@media (prefers-color-scheme: dark) {
  .auto { --a: #7fd1bd; --o: #0c1512; --p: #101614; --i: #e8eeeb; --l: #72847d; color-scheme: dark; }
}
[hidden] { display: none !important; }
button { border: 1px solid transparent; background: var(--a); color: var(--o); font: inherit; font-weight: 600; cursor: pointer; }
.ask { position: fixed; z-index: 2147483000; bottom: 1em; right: 1em; min-height: 3em; max-width: calc(100vw - 2em); padding: .5em 1.25em; border-radius: 1.5em; box-shadow: 0 2px 10px #0006; }
.ask:focus-visible { outline: 3px solid #ffffff; box-shadow: 0 0 0 6px #0d5c4f; }
dialog { position: fixed; z-index: 2147483000; box-sizing: border-box; inset: auto 1em 5em auto; width: 27em; max-width: calc(100vw - 2em); height: 42em; max-height: calc(100vh - 6em); margin: 0; padding: 0; overflow: hidden; border: 1px solid var(--l); border-radius: .875em; background: var(--p); color: inherit; box-shadow: 0 8px 30px #0006; }
dialog[open], .in { display: flex; flex-direction: column; }
.left .ask { right: auto; left: 1em; }
.left dialog { inset: auto auto 5em 1em; }
.top { display: flex; align-items: center; justify-content: space-between; padding: .375em .375em .375em 1em; background: var(--a); color: var(--o); font-weight: 700; overflow-wrap: anywhere; }
.top button { flex: none; width: 2.25em; height: 2.25em; padding: 0; border-radius: .5em; font-size: 1.25em; line-height: 1; }
.top button:focus-visible { outline: 3px solid currentColor; outline-offset: -4px; }
.in { height: 100%; min-height: 30em; background: var(--p); }
iframe { flex: 1; width: 100%; min-height: 0; border: 0; }
p { margin: 1em; }
a { color: inherit; }
@media (max-width: 640px) {
  .n dialog { inset: 0; width: 100%; max-width: none; height: 100%; max-height: none; border: 0; border-radius: 0; }
}`;

  const make = (tag, attributes, ...inside) => {
    const made = document.createElement(tag);
    for (const name in attributes) made.setAttribute(name, attributes[name]);
    made.append(...inside);
    return made;
  };
  // A page may have no storage; the panel is then closed on the next page.
  const stored = (act) => {
    try { return act(sessionStorage); } catch { return null; }
  };
  const OPEN = "netral-open";
  const emit = (type, detail) => document.dispatchEvent(new CustomEvent(`netral:${type}`, { detail }));

  // A colour of the page's own, with black or white on it, whichever is easier to read (relative luminance, WCAG 2).
  const colour = /^#([0-9a-f]{3}){1,2}$/i.test(set.color)
    ? set.color.length < 5 ? set.color.replace(/\w/g, "$&$&") : set.color
    : undefined;
  const light = (at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const ink = colour && (0.2126 * light(1) + 0.7152 * light(3) + 0.0722 * light(5) > 0.179 ? "#000000" : "#ffffff");

  let root, button, dialog, opener, frame, note, ready, late;
  const waiting = [];

  const tell = (type, more) => frame.contentWindow.postMessage({ netral: 1, type, ...more }, home);
  const later = (message) => (ready ? tell(...message) : waiting.push(message));

  // Where the server is down, or this origin is not listed, no script of ours answers from the frame.
  const expect = (ms) => {
    clearTimeout(late);
    late = setTimeout(() => { frame.hidden = true; note.hidden = false; }, ms);
  };

  function place(element, ...inside) {
    root = document.createElement("netral-widget");
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    const inner = root.attachShadow({ mode: "open" });
    inner.adoptedStyleSheets = [sheet];
    const part = make("div", { class: `n ${theme} ${set.position === "left" ? "left" : ""}` }, ...inside);
    if (colour) {
      part.style.setProperty("--a", colour);
      part.style.setProperty("--o", ink);
    }
    inner.append(part);
    element.append(root);
    return part;
  }

  // The panel, when it is first asked for: until then a page pays for the button alone.
  function load(parent) {
    if (frame && note.hidden) return;
    expect(15000);
    if (frame) {
      [frame.hidden, note.hidden] = [false, true];
      frame.src = address;
      return;
    }
    note = make("p", { role: "alert", hidden: "" }, `${failed} `, make("a", { href: address, target: "_blank", rel: "noopener" }, tab));
    frame = make("iframe", { title, src: address });
    frame.addEventListener("load", () => {
      ready = false;
      expect(3000);
      const questions = set.questions?.split("|").map((text) => text.trim()).filter(Boolean);
      const kept = stored((all) => ({ talk: all["netral-talk"], draft: all["netral-draft"] }));
      tell("hello", { colour, ink, greeting: set.greeting, questions, kept });
    });
    parent.append(note, frame);
  }

  function inline(element) {
    root?.remove();
    frame = dialog = null;
    const part = place(element);
    root.setAttribute("inline", "");
    part.classList.add("in");
    load(part);
  }

  function build() {
    const cross = make("button", { type: "button", "aria-label": shut }, "\u00d7");
    dialog = make("dialog", { "aria-label": title }, make("div", { class: "top" }, title, cross));
    button = make("button", { type: "button", class: "ask", "aria-haspopup": "dialog", "aria-expanded": false }, title);
    button.hidden = set.button === "none";
    button.onclick = () => (dialog.open ? close() : open());
    cross.onclick = close;
    dialog.onclose = () => {
      stored((kept) => kept.removeItem(OPEN));
      button.setAttribute("aria-expanded", false);
      // To what opened it, else to the button; not away from where the reader has gone meanwhile.
      if ([document.body, root, opener].includes(document.activeElement)) (opener || button).focus();
      emit("close");
    };
    place(document.body, dialog, button).onkeydown = (event) => { if (event.key === "Escape") close(); };
    // Kept open from page to page, without taking the focus; on a phone it would hide the page that was asked for.
    if (stored((kept) => kept.getItem(OPEN)) && !phone.matches) show(() => dialog.setAttribute("open", ""));
  }

  function show(way) {
    const active = document.activeElement;
    opener = [document.body, root].includes(active) ? null : active;
    load(dialog);
    way();
    button.setAttribute("aria-expanded", true);
    stored((kept) => kept.setItem(OPEN, 1));
    emit("open");
  }

  function open() {
    if (dialog && !dialog.open) show(() => (phone.matches ? dialog.showModal() : dialog.show()));
    frame.focus();
    if (!phone.matches) later(["focus"]); // a keyboard on the screen would hide half of the panel
  }

  function close() { dialog?.close(); }

  addEventListener("message", ({ origin, source, data }) => {
    if (!frame || origin !== home || source !== frame.contentWindow || data?.netral !== 1) return;
    if (data.type === "ready") {
      clearTimeout(late);
      [frame.hidden, note.hidden] = [false, true];
      ready = true;
      for (const message of waiting.splice(0)) tell(...message);
      emit("ready");
    } else if (data.type === "close") close();
    else if (data.type === "keep") stored((all) => all.setItem(`netral-${data.detail.name}`, data.detail.text));
    else if (["ask", "answer", "error"].includes(data.type)) emit(data.type, data.detail);
  });

  // Calls may come before the page has been read.
  const whole = (act) => {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", act, { once: true });
    else act();
  };
  whole(() => {
    const element = set.inline && document.querySelector(set.inline);
    if (element) inline(element);
    else build();
  });
  window.Netral = Object.freeze({
    open: () => whole(open),
    close: () => whole(close),
    ask: (question) => whole(() => { open(); later(["ask", { question: String(question) }]); }),
    inline: (element) => whole(() => inline(element)),
  });
})();
