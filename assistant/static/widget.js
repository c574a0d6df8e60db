// Netral's widget: <netral-chat>, a button for any page, and what the script element of a page makes of its data- attributes. The
// panel behind it is widgetpanel.js, fetched when it is first asked for. The server calls this function with the name of the
// assistant, the drawing of its mark, and the style sheet. ASCII only: a page may read it in any charset. Nothing here needs more
// of the page's policy than script-src and frame-src for our host.
((NAME, MARK, STYLE) => {
  "use strict";
  const TAG = "netral-chat";
  const script = document.currentScript || document.querySelector('script[src*="/widget.js"]');
  if (!script || customElements.get(TAG)) return;
  const SET = ["lang", "theme", "color", "position", "title", "greeting", "greet-after", "questions", "button", "launcher", "inline"];
  const WORDS = {
    id: [`Tanya ${NAME}`, "Tutup", "Ada yang ingin ditanyakan tentang netralitas ASN?", `${NAME} tidak dapat dibuka di halaman ini.`, "Buka di tab baru"],
    en: [`Ask ${NAME}`, "Close", "Do you have a question about the neutrality of civil servants?", `${NAME} could not be opened on this page.`, "Open it in a new tab"],
  };

  const make = (tag, attributes, ...inside) => {
    const made = document.createElement(tag);
    for (const name in attributes) made.setAttribute(name, attributes[name]);
    made.append(...inside);
    return made;
  };
  const press = (attributes, act, ...inside) => {
    const made = make("button", { type: "button", ...attributes }, ...inside);
    made.onclick = act;
    return made;
  };
  // Drawn, and no picture: a page's policy may allow none.
  const draw = (name, d) => {
    const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", true);
    svg.setAttribute("class", name);
    path.setAttribute("d", d);
    svg.append(path);
    return svg;
  };
  const cross = () => draw("x", "m6 6 12 12M18 6 6 18");
  const sheet = (css) => {
    const made = new CSSStyleSheet();
    made.replaceSync(css);
    return made;
  };
  const STYLES = sheet(STYLE);
  // A page may have no storage; the panel is then closed on the next page.
  const stored = (act) => {
    try { return act(sessionStorage); } catch { return null; }
  };

  const warned = new Set();
  const warn = (name, value, allowed) => {
    const text = `Netral: ${name}="${value}" is left out. Allowed: ${allowed}.`;
    if (!warned.has(text)) console.warn(text);
    warned.add(text);
    return null;
  };

  let coming; // the script of the panel, or its failure, which the next click tries to mend
  const panelScript = () => (coming ??= new Promise((done, fail) => {
    const more = make("script");
    const address = new URL("widget-panel.js", script.src).href;
    // A page may require that scripts are named by a policy (Trusted Types); this one names no other.
    more.src = window.trustedTypes?.createPolicy("netral", { createScriptURL: () => address }).createScriptURL("") ?? address;
    more.nonce = script.nonce;
    more.onload = () => done(NetralChat.panel);
    more.onerror = () => { coming = more.remove(); fail(); };
    document.head.append(more);
  }));

  // Puts the button into the shadow root of `host`; what it returns works the panel, and takes everything away again.
  function build(host) {
    const gone = new AbortController(); // all that would outlive the element
    const set = (name, allowed, ...known) => {
      const value = host.getAttribute(name);
      return value === null || !allowed || known.some((one) => (one.test ? one.test(value) : one === value)) ? value : warn(name, value, allowed);
    };
    const choice = (name, ...known) => set(name, known.join(", "), ...known);
    const spoken = (value) => /^(id|en)/i.exec(value)?.[0].toLowerCase();
    const lang = spoken(set("lang", "id, en", /^(id|en)/i)) || spoken(host.closest("[lang]")?.lang) || "";
    const theme = choice("theme", "auto", "light", "dark") || "auto";
    const wait = set("greet-after", "a number of seconds", /^[\d.]+$/);
    const shown = choice("button", "shown", "none") !== "none";
    const inline = host.hasAttribute("inline");
    const colour = set("color", "#rgb, #rrggbb", /^#([\da-f]{3}){1,2}$/i)?.replace(/^#(.)(.)(.)$/, "#$1$1$2$2$3$3");

    const [ask, shut, hello, failed, tab] = WORDS[lang || "id"];
    const title = set("title") || ask;
    // Several on a page have an id each, and with it a conversation each.
    const hash = host.id && `#${encodeURIComponent(host.id)}`;
    const keep = (name, value) => stored((all) => (value === undefined ? all[name + hash] : all.setItem(name + hash, value)));
    const address = new URL(`panel?${lang && `lang=${lang}&`}theme=${theme}${hash}`, script.src).href;

    const look = [theme, choice("position", "right", "left"), choice("launcher", "label", "icon"), inline && "in"];
    const part = make("div", { class: `n ${look.filter(Boolean).join(" ")}` });
    let light;
    if (colour) {
      // Black or white on it, whichever is easier to read (relative luminance, WCAG 2).
      light = [0.2126, 0.7152, 0.0722].reduce((sum, weight, at) => {
        const value = parseInt(colour.substr(1 + 2 * at, 2), 16) / 255;
        return sum + weight * (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
      }, 0);
      for (const name of ["--a", "--h"]) part.style.setProperty(name, colour);
      for (const name of ["--o", "--k"]) part.style.setProperty(name, light > 0.179 ? "#000000" : "#ffffff");
    }
    const bubble = make("div", { role: "status" });
    const away = () => { bubble.replaceChildren(); button.focus(); };
    const say = (...inside) => bubble.replaceChildren(make("div", { class: "hello" }, ...inside, press({ "aria-label": shut }, away, cross())));
    const refuse = () => make("p", {}, `${failed} `, make("a", { href: address, target: "_blank", rel: "noopener" }, tab));
    const button = press({ class: "ask", "aria-haspopup": "dialog", "aria-expanded": false }, () => work("toggle"), draw("mark", MARK), cross(), make("span", {}, title));
    button.hidden = !shown || inline;
    bubble.onkeydown = ({ key }) => { if (key === "Escape") away(); };
    part.append(bubble, button);
    host.shadowRoot.adoptedStyleSheets = [STYLES];
    host.shadowRoot.replaceChildren(part);

    let panel;
    const work = (name, ...given) => panelScript().then((begin) => {
      if (gone.signal.aborted) return;
      panel ||= begin({
        host, part, button, bubble, title, shut, address, lang, refuse, set, keep, inline, colour, light, make, press, draw, cross, sheet, mark: MARK,
        signal: gone.signal, home: new URL(script.src).origin,
      });
      panel[name](...given);
    }, () => say(refuse()));

    // Kept open from page to page; on a phone it would hide the page that was asked for.
    if (inline) work("inline");
    else if (keep("netral-open") && innerWidth > 640) work("restore");
    else if (wait !== null && shown && !keep("netral-greeted")) {
      const due = setTimeout(() => {
        if (panel) return;
        keep("netral-greeted", 1);
        say(press({}, () => work("open"), set("greeting") || hello));
      }, wait * 1000);
      gone.signal.onabort = () => clearTimeout(due);
    }
    return { work, gone };
  }

  class NetralChat extends HTMLElement {
    static observedAttributes = SET;
    #built;
    #stale;

    connectedCallback() {
      if (!this.shadowRoot) this.attachShadow({ mode: "open" });
      this.#built ??= build(this);
    }

    disconnectedCallback() {
      this.#built?.gone.abort();
      this.#built = null;
      this.shadowRoot.replaceChildren();
    }

    // Once for all that a framework changes together.
    attributeChangedCallback(name, before, after) {
      if (!this.#built || this.#stale || before === after) return;
      this.#stale = true;
      queueMicrotask(() => {
        this.#stale = false;
        if (!this.#built) return;
        this.disconnectedCallback();
        this.connectedCallback();
      });
    }

    open() { this.#built?.work("open"); }
    close() { this.#built?.work("close"); }
    ask(question) { this.#built?.work("ask", String(question)); }
  }
  customElements.define(TAG, NetralChat);

  // The script's own element, unless the page has one.
  const own = make(TAG);
  for (const name of SET) if (script.hasAttribute(`data-${name}`)) own.setAttribute(name, script.getAttribute(`data-${name}`));
  const place = (element) => {
    own.toggleAttribute("inline", element !== document.body);
    element.append(own);
    return own;
  };
  const chat = () => document.querySelector(TAG) || place(document.body);

  // Calls may come before the page has been read.
  const whole = (act) => {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", act, { once: true });
    else act();
  };
  whole(() => {
    const selector = own.getAttribute("inline");
    const element = selector && document.querySelector(selector);
    if (selector && !element) warn("data-inline", selector, "a selector of an element of the page");
    if (element) place(element);
    // A page that opens the panel by itself may have left it open.
    else if (own.getAttribute("button") !== "none" || stored((all) => all["netral-open"])) chat();
  });
  window.Netral = Object.freeze({
    open: () => whole(() => chat().open()),
    close: () => whole(() => chat().close()),
    ask: (question) => whole(() => chat().ask(question)),
    inline: (element) => whole(() => place(element)),
  });
})
