// The source beside an answer: its article opened at the quote, docked at the right of a wide window and in a sheet from below
// on a narrow one. Used by the staff page and by the panel.
// The server puts the words of this script before it, as `SAY` (web/shared/static_files.py).
import "./clipboard.js";
import "./sheets.js";

const WIDE = matchMedia("(min-width: 1100px)");
const CALM = matchMedia("(prefers-reduced-motion: reduce)");
const PATIENCE = 20_000; // milliseconds that an article may take
const PULLED = 80; // pixels that a sheet is pulled down before it closes
const EDITED = "input, textarea, select, [contenteditable], dialog, [role=menu]"; // have an Escape of their own

let styles = null; // a promise: the style sheet is there, or cannot be had
let frame = null; // the parts of the pane, in the language of `frame.lang`
let shown = null; // {opener, opened, path, sheet} while the pane is open
let loading = null; // the AbortController of the article on its way

// Fetched when it is needed: most answers are read without their articles.
function dress() {
  styles ??= new Promise((done) => {
    const href = new URL("pane.css", import.meta.url).href;
    document.head.append(el("link", "", { rel: "stylesheet", href, onload: done, onerror: done }));
  });
  return styles;
}

const warm = (event) => event.target.closest?.('a[href*="/sources/"]') && dress();
for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, warm, { passive: true });

function el(tag, name, values = {}, ...inside) {
  const made = Object.assign(document.createElement(tag), { className: name, ...values });
  made.append(...inside);
  return made;
}

function act(icon, name, run) {
  const inside = [el("span", `icon i-${icon}`), el("span", "pane-name", {}, name)];
  return run
    ? el("button", `pane-act pane-${icon}`, { type: "button", title: name, onclick: run }, ...inside)
    : el("a", `pane-act pane-${icon}`, { title: name, target: "_blank", rel: "noopener noreferrer" }, ...inside);
}

function build(lang) {
  const say = SAY[lang];
  const step = (way) => () => frame.steps[way] && load(frame.steps[way], true);
  const parts = {
    lang,
    say,
    steps: {},
    before: act("prev", say.pane_previous, step("before")),
    after: act("next", say.pane_next, step("after")),
    at: el("p", "pane-at"),
    of: el("p", "pane-of", { ariaHidden: "true" }), // the title, which at a quote has mostly scrolled away
    copy: act("copy", say.cite_copy_quote, copy),
    page: act("out", `${say.pane_open} ${say.new_tab}`),
    live: el("p", "pane-name", { role: "status" }),
    views: el("div", "pane-views"),
    // It takes the focus so that a keyboard can scroll it.
    body: el("div", "pane-body", { tabIndex: 0, role: "group", ariaLabel: say.pane_label }),
    aside: el("aside", "pane", { lang, hidden: true, ariaLabel: say.pane_label }),
    sheet: el("dialog", "pane-sheet", { lang, ariaLabel: say.pane_label }),
  };
  parts.head = el(
    "div", "pane-head", {}, parts.before, parts.after, el("div", "pane-where", {}, parts.at, parts.of),
    parts.copy, parts.page,
    act("close", say.pane_close, closeSource),
  );
  parts.box = el("div", "pane-box", {}, el("div", "pane-handle"), parts.head, parts.views, parts.body, parts.live);
  parts.sheet.addEventListener("close", () => parts.box.parentNode === parts.sheet && closeSource());
  closeByTap(parts.sheet);
  closeByPull(parts.sheet, parts.box);
  return parts;
}

// Opens the article at `address`, the address of a source link, which may lie below the prefix of a proxy. `opener` is that
// link: it gets the focus back, and `aria-current` while its quote is the one that was opened.
// `within` is the element that the pane is put into; with `sheet`, it is a sheet in a wide window, too.
export async function openSource(address, opener, { within = document.body, sheet = false } = {}) {
  const keyboard = Boolean(opener?.matches(":focus-visible"));
  await dress();
  const url = new URL(address, document.baseURI);
  const lang = url.searchParams.get("lang") === "en" ? "en" : "id";
  if (frame?.lang !== lang) {
    closeSource();
    frame?.aside.remove();
    frame?.sheet.remove();
    frame = build(lang);
  }
  if (frame.aside.parentNode !== within) within.append(frame.aside, frame.sheet);
  shown?.opener?.removeAttribute("aria-current");
  opener?.setAttribute("aria-current", "true");
  shown = { ...shown, opener, opened: url.href, sheet };
  place();
  // Not from a reader who has gone on while the style sheet came.
  if ((keyboard && document.activeElement === opener) || isSheet()) frame.body.focus({ preventScroll: true });
  await load(address);
}

// Closes the pane. Its opener gets the focus if the focus was in the pane.
export function closeSource() {
  if (!shown) return;
  const { opener, opened } = shown;
  const inside = isSheet() || frame.box.contains(document.activeElement) || document.activeElement === document.body;
  loading?.abort();
  shown = loading = null;
  opener?.removeAttribute("aria-current");
  frame.aside.hidden = true;
  frame.sheet.close();
  document.body.classList.remove("pane-open");
  if (!inside) return;
  // Gradio draws answers again whenever it likes: then the same link is another element.
  const back = opener?.isConnected ? opener : [...document.links].find((link) => link.href === opened);
  back?.focus({ preventScroll: true });
}

const isSheet = () => frame.box.parentNode === frame.sheet;

// Puts the pane where the window has room for it.
function place() {
  const docked = WIDE.matches && !shown.sheet;
  const home = docked ? frame.aside : frame.sheet;
  const [top, focused] = [frame.body.scrollTop, document.activeElement];
  if (frame.box.parentNode !== home) home.append(frame.box);
  frame.aside.hidden = !docked;
  document.body.classList.toggle("pane-open", docked);
  if (docked) frame.sheet.close();
  else if (!frame.sheet.open) frame.sheet.showModal();
  frame.body.scrollTop = top; // moved elements forget it, and the focus
  if (frame.box.contains(focused)) focused.focus({ preventScroll: true });
}

WIDE.addEventListener("change", () => shown && place());

// Loading

async function load(address, stepping = false) {
  const url = new URL(address, document.baseURI);
  const again = shown.path === url.pathname; // the text stays while its marks are changed
  shown.path = url.pathname;
  frame.page.href = address;
  frame.live.textContent = "";
  if (!again) showSkeleton();
  frame.body.ariaBusy = "true";
  loading?.abort();
  const mine = loading = new AbortController();
  const late = setTimeout(() => mine.abort(), PATIENCE);
  const found = await fetchSource(url, mine.signal);
  clearTimeout(late);
  if (mine !== loading) return; // closed, or another one was opened
  loading = null;
  frame.body.ariaBusy = "false";
  if (found && !found.matches(".source-problem")) fill(found, again, stepping);
  else showProblem(found, address);
}

// The server's own rendering, in which everything is escaped; a document parsed like this runs no script, whatever it holds.
// Null where there is none: no connection, no reply in time, or the page of a proxy.
async function fetchSource(url, signal) {
  try {
    const reply = await fetch(`${url.pathname}/pane${url.search}`, { signal });
    return new DOMParser().parseFromString(await reply.text(), "text/html").querySelector(".source");
  } catch {
    return null;
  }
}

function fill(found, again, stepping) {
  const top = frame.body.scrollTop;
  const { number, count, before, after, reference } = found.dataset;
  replace(found);
  frame.body.scrollTop = again ? top : 0;
  frame.steps = { before, after };
  frame.reference = reference;
  const at = Number(count) ? frame.say.pane_at.replace("{number}", number).replace("{count}", count) : "";
  frame.at.textContent = at;
  frame.of.textContent = found.querySelector("h2").textContent;
  showActs(Number(count) > 1, true);
  for (const way of ["before", "after"]) frame[way].ariaDisabled = String(!frame.steps[way]); // not disabled: that loses the focus
  const quote = [...found.querySelectorAll("mark.current")].map((mark) => mark.textContent).join(" ");
  frame.live.textContent = stepping ? `${at}: ${quote}` : at;
  window.netralSheets(found, toQuote);
  frame.views.replaceChildren(...found.querySelectorAll(".views-of")); // above the text, so that it stays in view
  toQuote();
}

function toQuote() {
  const quote = window.netralPlace(frame.body) ?? frame.body.querySelector("#quote");
  if (!quote) return;
  const [at, view] = [quote, frame.body].map((part) => part.getBoundingClientRect());
  const above = Math.max(16, (view.height - at.height) / 3);
  const top = frame.body.scrollTop + at.top - view.top - above;
  frame.body.scrollTo({ top, behavior: CALM.matches ? "instant" : "smooth" });
}

// What had the focus in the body is gone after this: the quote gets it, so that a reader goes on from there, else the title.
function replace(...inside) {
  const had = frame.body.contains(document.activeElement);
  frame.body.replaceChildren(...inside);
  if (had) (frame.body.querySelector("mark#quote") ?? frame.body.querySelector("h2") ?? frame.body).focus({ preventScroll: true });
}

function showActs(steps, copies) {
  frame.head.classList.toggle("steps-none", !steps);
  frame.copy.hidden = !copies;
}

function showSkeleton() {
  const lines = ["title", "title", "facts", "", "", "", "", "", "", ""].map((name) => el("span", `bone ${name}`));
  frame.at.textContent = frame.of.textContent = "";
  frame.steps = {};
  frame.views.replaceChildren();
  showActs(false, false);
  replace(el("div", "skeleton", {}, el("p", "pane-name", {}, frame.say.pane_loading), ...lines));
}

function showProblem(found, address) {
  const { say } = frame;
  shown.path = "";
  frame.at.textContent = frame.of.textContent = "";
  frame.views.replaceChildren();
  showActs(false, false);
  const told = found ?? el("div", "source source-problem", {}, el("h2", "source-title", { tabIndex: -1 }, say.pane_failed));
  told.append(el(
    "p", "source-acts", {},
    el("button", "pane-again", { type: "button", onclick: () => load(address) }, say.pane_retry),
    el("a", "", { href: address, target: "_blank", rel: "noopener noreferrer" }, `${say.pane_open} ${say.new_tab}`),
  ));
  replace(told);
  frame.live.textContent = told.querySelector("h2").textContent;
}

async function copy() {
  const done = await window.netralCopy(frame.reference);
  const said = done ? frame.say.cite_copied : frame.say.copy_failed;
  frame.live.textContent = said;
  frame.box.querySelector(".pane-said")?.remove();
  const note = el("p", "pane-said", { ariaHidden: "true" }, said); // heard already
  frame.head.after(note);
  setTimeout(() => note.remove(), 4000);
}

// Closing

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || !shown || isSheet()) return; // a sheet closes by itself
  if (!frame.box.contains(event.target) && event.target.closest?.(EDITED)) return;
  event.preventDefault();
  closeSource();
});

function closeByTap(sheet) {
  let pressed = null; // a text selected up to the backdrop is no tap on it
  sheet.addEventListener("pointerdown", (event) => { pressed = event.target; });
  sheet.addEventListener("click", (event) => event.target === sheet && pressed === sheet && closeSource());
}

function closeByPull(sheet, box) {
  let from = null;
  const pulled = (event) => (from === null ? 0 : Math.max(0, event.clientY - from));
  box.addEventListener("pointerdown", (event) => {
    if (!isSheet() || !event.target.closest(".pane-handle, .pane-head") || event.target.closest("button, a")) return;
    from = event.clientY;
    box.setPointerCapture(event.pointerId);
  });
  box.addEventListener("pointermove", (event) => {
    if (from !== null) sheet.style.transform = `translateY(${pulled(event)}px)`;
  });
  const release = (event) => {
    const far = event.type === "pointerup" && pulled(event) > PULLED;
    from = null;
    sheet.style.transform = "";
    if (far) closeSource();
  };
  for (const end of ["pointerup", "pointercancel"]) box.addEventListener(end, release);
}
