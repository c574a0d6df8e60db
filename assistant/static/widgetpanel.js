// The panel of the widget in the page around it: a dialog beside the button of widget.js, or an element of the page, with the frame
// of our /panel in it. The server calls this function with the style sheet. ASCII only, as widget.js.
((STYLE) => {
  "use strict";
  const WORDS = { id: ["Perbesar", "Perkecil", "ada jawaban baru"], en: ["Enlarge", "Make smaller", "there is a new answer"] };
  const phone = matchMedia("(max-width: 640px)");
  let styles;

  customElements.get("netral-chat").panel = ({
    host, part, button, bubble, title, shut, address, lang, refuse, set, keep, inline, colour, light, make, press, draw, cross, sheet, mark, signal, home,
  }) => {
    const [larger, smaller, fresh] = WORDS[lang || "id"];
    const waiting = [];
    let opener, ready, late;
    styles ??= sheet(STYLE);
    host.shadowRoot.adoptedStyleSheets.push(styles);

    const note = make("div", { role: "alert", hidden: "" });
    const frame = make("iframe", { title, allow: "clipboard-write" });
    const tell = (type, more) => frame.contentWindow.postMessage({ netral: 1, type, ...more }, home);
    const later = (...message) => (ready ? tell(...message) : waiting.push(message));
    const emit = (type, detail) => host.dispatchEvent(new CustomEvent(`netral:${type}`, { detail, bubbles: true, composed: true }));

    const size = press({ class: "size" }, () => resize(!part.classList.contains("tall"), true), draw("", "M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7"));
    const dialog = make(
      "dialog", { "aria-label": title },
      make("div", { class: "top" }, draw("", mark), make("span", {}, title), size, press({ "aria-label": shut }, close, cross())),
    );
    const dot = make("span", { class: "dot", hidden: "" });

    function show(failed) {
      frame.hidden = failed;
      note.hidden = !failed;
      note.replaceChildren(...(failed ? [refuse()] : []));
    }

    // Where the server is down, or this origin is not listed, no script of ours answers from the frame.
    function expect(ms) {
      clearTimeout(late);
      late = setTimeout(() => {
        show(true);
        console.error(`Netral: no answer from ${address}. If the server is up, it does not list this page: add "${location.origin}" to allowed_origins in its netral.toml.`);
      }, ms);
    }

    function load(parent) {
      if (frame.isConnected && !frame.hidden) return;
      show(false);
      expect(15000);
      frame.src = address;
      if (!frame.isConnected) parent.append(note, frame);
    }

    frame.addEventListener("load", () => {
      ready = false;
      expect(3000);
      const questions = set("questions")?.split("|").map((text) => text.trim()).filter(Boolean);
      const kept = { talk: keep("netral-talk"), draft: keep("netral-draft"), opinions: keep("netral-opinions") };
      tell("hello", { colour, ink: part.style.getPropertyValue("--o"), light, greeting: set("greeting"), questions, kept });
    });

    function resize(tall, chosen) {
      part.classList.toggle("tall", tall);
      size.setAttribute("aria-label", tall ? smaller : larger);
      if (chosen) keep("netral-tall", tall ? 1 : "");
    }

    function news(there) {
      dot.hidden = !there;
      if (there) button.setAttribute("aria-label", `${title}: ${fresh}`);
      else button.removeAttribute("aria-label");
    }

    function appear(way) {
      const active = document.activeElement;
      opener = [document.body, host].includes(active) ? null : active;
      load(dialog);
      way();
      news(false);
      bubble.replaceChildren();
      button.setAttribute("aria-expanded", true);
      keep("netral-open", 1);
      emit("open");
    }

    function open() {
      if (inline) return;
      if (!dialog.open) appear(() => (phone.matches ? dialog.showModal() : dialog.show()));
      frame.focus();
      if (!phone.matches) later("focus"); // a keyboard on the screen would hide half of the panel
    }

    function close() { dialog.close(); }

    dialog.onclose = () => {
      keep("netral-open", "");
      button.setAttribute("aria-expanded", false);
      // To what opened it, else to the button; not away from where the reader has gone meanwhile.
      if ([document.body, host, opener].includes(document.activeElement)) (opener || button).focus();
      emit("close");
    };
    part.addEventListener("keydown", ({ key }) => { if (key === "Escape") close(); }, { signal });

    addEventListener("message", ({ origin, source, data }) => {
      if (origin !== home || source !== frame.contentWindow || data?.netral !== 1) return;
      const { type, detail } = data;
      if (type === "ready") {
        clearTimeout(late);
        show(false);
        ready = true;
        for (const message of waiting.splice(0)) tell(...message);
        emit("ready");
      } else if (type === "close") close();
      else if (type === "keep") keep(`netral-${detail.name}`, detail.text);
      else if (["ask", "answer", "error"].includes(type)) {
        if (type === "answer" && !inline && !dialog.open) news(true);
        emit(type, detail);
      }
    }, { signal });
    signal.addEventListener("abort", () => clearTimeout(late));

    if (!inline) part.prepend(dialog);
    button.append(dot);
    resize(Boolean(keep("netral-tall")));

    return {
      open,
      close,
      toggle: () => (dialog.open ? close() : open()),
      restore: () => appear(() => dialog.setAttribute("open", "")), // without taking the focus
      inline: () => load(part),
      ask(question) { open(); later("ask", { question }); },
    };
  };
})
