// Netral's widget: <netral-chat>, a button and a panel for any page, or the panel alone within an element of it. The server calls
// this function with the name of the assistant, whether the mark is Netral's, and the style sheet. ASCII only: a page may read it
// in any charset. Nothing here needs more of the page's policy than script-src and frame-src for our host.
((NAME, OWN_MARK, STYLE) => {
  "use strict";
  const TAG = "netral-chat";
  const script = document.currentScript || document.querySelector('script[src*="/widget.js"]');
  if (!script || customElements.get(TAG)) return;
  const home = new URL(script.src).origin;
  const phone = matchMedia("(max-width: 640px)");
  const SET = ["lang", "theme", "color", "position", "title", "greeting", "greet-after", "questions", "button", "launcher", "inline"];
  const WORDS = {
    id: {
      ask: `Tanya ${NAME}`, shut: "Tutup", tall: "Perbesar", low: "Perkecil", fresh: "ada jawaban baru",
      hello: "Ada yang ingin ditanyakan tentang netralitas ASN?",
      failed: `${NAME} tidak dapat dibuka di halaman ini.`, tab: "Buka di tab baru",
    },
    en: {
      ask: `Ask ${NAME}`, shut: "Close", tall: "Enlarge", low: "Make smaller", fresh: "there is a new answer",
      hello: "Do you have a question about the neutrality of civil servants?",
      failed: `${NAME} could not be opened on this page.`, tab: "Open it in a new tab",
    },
  };
  const ICONS = {
    mark: OWN_MARK
      ? "M12 4v16M7 20h10M5 8h14M5 8l-2.5 6a3 3 0 0 0 5 0L5 8zm14 0-2.5 6a3 3 0 0 0 5 0L19 8z"
      : "M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z",
    x: "m6 6 12 12M18 6 6 18",
    grow: "M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7",
  };

  const make = (tag, attributes, ...inside) => {
    const made = document.createElement(tag);
    for (const name in attributes) made.setAttribute(name, attributes[name]);
    made.append(...inside);
    return made;
  };
  // Drawn, and no picture: a page's policy may allow none.
  const icon = (name) => {
    const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
    for (const [key, value] of [["viewBox", "0 0 24 24"], ["aria-hidden", true], ["class", name]]) svg.setAttribute(key, value);
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
  };
  // A page may have no storage; the panel is then closed on the next page.
  const stored = (act) => {
    try { return act(sessionStorage); } catch { return null; }
  };

  const warned = new Set();
  const warn = (name, value, allowed) => {
    const text = `Netral: ${name}="${value}" is not known and is left out. Allowed: ${allowed}.`;
    if (!warned.has(text)) console.warn(text);
    warned.add(text);
  };

  // Black or white, whichever is easier to read on a colour, and how light that is (relative luminance, WCAG 2).
  const light = (colour) => [[1, 0.2126], [3, 0.7152], [5, 0.0722]].reduce((sum, [at, weight]) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return sum + weight * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  }, 0);

  // Puts the widget into the shadow root of `host`; what it returns works it, and takes it away again.
  function build(host) {
    const gone = new AbortController(); // all that would outlive the element
    const set = (name) => host.getAttribute(name);
    const choice = (name, ...allowed) => {
      const value = set(name);
      if (value === null || allowed.includes(value)) return value;
      warn(name, value, allowed.join(", "));
      return null;
    };
    const spoken = (value) => ["id", "en"].find((known) => value?.slice(0, 2).toLowerCase() === known);
    if (set("lang") && !spoken(set("lang"))) warn("lang", set("lang"), "id, en");
    const lang = spoken(set("lang")) || spoken(host.closest("[lang]")?.lang) || "";
    const theme = choice("theme", "auto", "light", "dark") || "auto";
    const left = choice("position", "right", "left") === "left";
    const bare = choice("launcher", "label", "icon") === "icon";
    const hidden = choice("button", "none", "shown") === "none";
    const inline = host.hasAttribute("inline");
    let colour = set("color");
    if (colour !== null && !/^#([0-9a-f]{3}){1,2}$/i.test(colour)) colour = warn("color", colour, "#rgb, #rrggbb");
    if (colour?.length === 4) colour = colour.replace(/\w/g, "$&$&");
    const ink = colour && (light(colour) > 0.179 ? "#000000" : "#ffffff");
    let wait = set("greet-after");
    if (wait !== null && !/^\d+(\.\d+)?$/.test(wait)) wait = warn("greet-after", wait, "a number of seconds") ?? null;

    const say = WORDS[lang || "id"];
    const title = set("title") || say.ask;
    // Several on a page have an id each, and with it a conversation each.
    const hash = host.id && `#${encodeURIComponent(host.id)}`;
    const key = (name) => `netral-${name}${hash}`;
    const address = new URL(`panel?${lang && `lang=${lang}&`}theme=${theme}${hash}`, script.src).href;
    const emit = (type, detail) => host.dispatchEvent(new CustomEvent(`netral:${type}`, { detail, bubbles: true, composed: true }));

    let frame, note, opener, ready, late, due;
    const waiting = [];
    const tell = (type, more) => frame.contentWindow.postMessage({ netral: 1, type, ...more }, home);
    const later = (message) => (ready ? tell(...message) : waiting.push(message));

    const part = make("div", { class: `n ${theme} ${left ? "left" : ""} ${bare ? "icon" : ""} ${inline ? "in" : ""}` });
    if (colour) {
      part.style.setProperty("--a", colour);
      part.style.setProperty("--o", ink);
    }
    host.shadowRoot.replaceChildren(part);
    const press = (attributes, act, ...inside) => {
      const made = make("button", { type: "button", ...attributes }, ...inside);
      made.onclick = act;
      return made;
    };

    const alone = { isOpen: () => true, open() {}, close() {}, fresh() {} }; // inline, there is only the panel
    const { isOpen, open, close, fresh } = inline ? alone : launcher();
    if (inline) load(part);

    // Where the server is down, or this origin is not listed, no script of ours answers from the frame.
    function expect(ms) {
      clearTimeout(late);
      late = setTimeout(() => {
        [frame.hidden, note.hidden] = [true, false];
        console.error(`Netral: no answer from ${address}. If the server can be reached, it does not list this page: add "${location.origin}" to allowed_origins in its netral.toml.`);
      }, ms);
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
      note = make("p", { role: "alert", hidden: "" }, `${say.failed} `, make("a", { href: address, target: "_blank", rel: "noopener" }, say.tab));
      frame = make("iframe", { title, src: address, allow: "clipboard-write" });
      frame.addEventListener("load", () => {
        ready = false;
        expect(3000);
        const questions = set("questions")?.split("|").map((text) => text.trim()).filter(Boolean);
        const kept = stored((all) => ({ talk: all[key("talk")], draft: all[key("draft")] }));
        tell("hello", { colour, ink, light: colour && light(colour), greeting: set("greeting"), questions, kept });
      });
      parent.append(note, frame);
    }

    function launcher() {
      const cross = press({ class: "x", "aria-label": say.shut }, () => shut(), icon("x"));
      const size = press({ class: "x grow" }, () => resize(!part.classList.contains("tall"), true), icon("grow"));
      const panel = make("dialog", { "aria-label": title }, make("div", { class: "top" }, icon("mark"), make("span", {}, title), size, cross));
      const dot = make("span", { class: "dot", hidden: "" });
      const button = press(
        { class: "ask", "aria-haspopup": "dialog", "aria-expanded": false },
        () => (panel.open ? shut() : show()), icon("mark"), icon("x"), make("span", { class: "tip" }, title), dot,
      );
      const hello = make("div", { role: "status" });
      button.hidden = hidden;
      part.append(panel, hello, button);

      function resize(tall, chosen) {
        part.classList.toggle("tall", tall);
        size.setAttribute("aria-label", tall ? say.low : say.tall);
        if (chosen) stored((all) => all.setItem(key("tall"), tall ? 1 : ""));
      }
      function news(there) {
        dot.hidden = !there;
        if (there) button.setAttribute("aria-label", `${title}: ${say.fresh}`);
        else button.removeAttribute("aria-label");
      }
      function appear(way) {
        const active = document.activeElement;
        opener = [document.body, host].includes(active) ? null : active;
        load(panel);
        way();
        news(false);
        hello.replaceChildren();
        button.setAttribute("aria-expanded", true);
        stored((all) => all.setItem(key("open"), 1));
        emit("open");
      }
      function show() {
        if (!panel.open) appear(() => (phone.matches ? panel.showModal() : panel.show()));
        frame.focus();
        if (!phone.matches) later(["focus"]); // a keyboard on the screen would hide half of the panel
      }
      function shut() { panel.close(); }
      panel.onclose = () => {
        stored((all) => all.removeItem(key("open")));
        button.setAttribute("aria-expanded", false);
        // To what opened it, else to the button; not away from where the reader has gone meanwhile.
        if ([document.body, host, opener].includes(document.activeElement)) (opener || button).focus();
        emit("close");
      };
      part.onkeydown = (event) => {
        if (event.key === "Escape") hello.firstChild ? hello.replaceChildren() : shut();
      };

      resize(Boolean(stored((all) => all.getItem(key("tall")))));
      // Kept open from page to page, without taking the focus; on a phone it would hide the page that was asked for.
      if (stored((all) => all.getItem(key("open"))) && !phone.matches) appear(() => panel.setAttribute("open", ""));
      else if (wait !== null && !hidden && !stored((all) => all.getItem(key("greeted")))) {
        due = setTimeout(() => {
          if (panel.open) return;
          stored((all) => all.setItem(key("greeted"), 1));
          const away = press({ class: "x", "aria-label": say.shut }, () => { hello.replaceChildren(); button.focus(); }, icon("x"));
          hello.append(make("div", { class: "hello" }, press({}, show, set("greeting") || say.hello), away));
        }, wait * 1000);
      }
      return { isOpen: () => panel.open, open: show, close: shut, fresh: () => news(true) };
    }

    addEventListener("message", ({ origin, source, data }) => {
      if (!frame || origin !== home || source !== frame.contentWindow || data?.netral !== 1) return;
      const { type, detail } = data;
      if (type === "ready") {
        clearTimeout(late);
        [frame.hidden, note.hidden] = [false, true];
        ready = true;
        for (const message of waiting.splice(0)) tell(...message);
        emit("ready");
      } else if (type === "close") close();
      else if (type === "keep") stored((all) => all.setItem(key(detail.name), detail.text));
      else if (["ask", "answer", "error"].includes(type)) {
        if (type === "answer" && !isOpen()) fresh();
        emit(type, detail);
      }
    }, { signal: gone.signal });

    return {
      open,
      close,
      ask(question) { open(); later(["ask", { question: String(question) }]); },
      remove() {
        gone.abort();
        clearTimeout(late);
        clearTimeout(due);
        host.shadowRoot.replaceChildren();
      },
    };
  }

  class NetralChat extends HTMLElement {
    static observedAttributes = SET;
    #built = null;
    #again = false;

    connectedCallback() {
      if (!this.shadowRoot) {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(STYLE);
        this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
      }
      this.#built ??= build(this);
    }

    disconnectedCallback() {
      this.#built?.remove();
      this.#built = null;
    }

    // Once for all that a framework changes together.
    attributeChangedCallback(name, before, after) {
      if (!this.#built || this.#again || before === after) return;
      this.#again = true;
      queueMicrotask(() => {
        this.#again = false;
        if (!this.#built) return;
        this.disconnectedCallback();
        this.connectedCallback();
      });
    }

    open() { this.#built?.open(); }
    close() { this.#built?.close(); }
    ask(question) { this.#built?.ask(question); }
  }
  customElements.define(TAG, NetralChat);

  // The script's own element, from its data- attributes; the first of the page where there is one.
  const own = make(TAG);
  for (const name of SET) if (script.hasAttribute(`data-${name}`)) own.setAttribute(name, script.getAttribute(`data-${name}`));
  own.removeAttribute("inline");
  const place = (element) => {
    own.toggleAttribute("inline", element !== document.body);
    element.append(own);
  };
  const chat = () => {
    const found = document.querySelector(TAG);
    if (!found) place(document.body);
    return found || own;
  };

  // Calls may come before the page has been read.
  const whole = (act) => {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", act, { once: true });
    else act();
  };
  whole(() => {
    const selector = script.dataset.inline;
    const element = selector && document.querySelector(selector);
    if (selector && !element) warn("data-inline", selector, "a CSS selector of an element of the page");
    if (element) place(element);
    // A page that opens the panel by itself may still have had it open before.
    else if (own.getAttribute("button") !== "none" || stored((all) => all.getItem("netral-open"))) chat();
  });
  window.Netral = Object.freeze({
    open: () => whole(() => chat().open()),
    close: () => whole(() => document.querySelector(TAG)?.close()),
    ask: (question) => whole(() => chat().ask(question)),
    inline: (element) => whole(() => place(element)),
  });
})
