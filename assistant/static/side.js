// The side of the staff page: the reader's conversations with a menu for each, and the look of the page. Docked at the left
// of a wide window, where it can be shut; a drawer over a narrow one.
const SHUT = "netral-side-shut";
const LOOK = "netral-look";
const LOOKS = ["auto", "light", "dark"];
const SEARCH = "#talk-search :is(input, textarea)";
const narrow = matchMedia("(max-width: 1023.98px)");
const touched = matchMedia("(pointer: coarse)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const at = (selector) => document.querySelector(selector);

// A browser may store nothing.
function stored(name) { try { return localStorage.getItem(name); } catch { return null; } }
function store(name, value) { try { localStorage.setItem(name, value); } catch { /* for this page alone */ } }

let command = null;
let openElsewhere = null;
let menuOf = null; // the row whose menu is open
let opener = null; // what had the focus before the drawer

// The drawer

const isOpen = () => (narrow.matches ? document.body.classList.contains("side-open") : !document.body.classList.contains("side-shut"));

function toggleSide(open, focus = true) {
  hideMenu();
  if (!narrow.matches) {
    document.body.classList.toggle("side-shut", !open);
    store(SHUT, open ? "" : "1");
  } else {
    if (open && !isOpen()) opener = document.activeElement;
    document.body.classList.toggle("side-open", open);
    at("#main").inert = open;
  }
  refreshSide();
  if (!focus) return;
  // On a touch screen, a field would bring up the keyboard.
  if (open) at(touched.matches ? ".hide-talks" : SEARCH)?.focus();
  else (opener?.isConnected ? opener : at(".show-talks"))?.focus();
}

// On a narrow window, what is behind the drawer takes no focus, nor does a drawer that is shut.
export function refreshSide() {
  const side = at("#side");
  if (!side) return;
  const shown = isOpen();
  if (side.inert === shown) side.inert = !shown;
  const button = at(".show-talks");
  if (button && button.getAttribute("aria-expanded") !== String(shown)) button.setAttribute("aria-expanded", shown);
  for (const row of document.querySelectorAll("#talks-list .talk-menu:not([aria-haspopup])")) row.setAttribute("aria-haspopup", "true");
  wear();
}

// The look

function wear() {
  const look = stored(LOOK) || "auto";
  const wanted = look === "auto" ? dark.matches : look === "dark";
  if (document.body.classList.contains("dark") !== wanted) document.body.classList.toggle("dark", wanted);
  const name = at(".theme-name");
  const said = at(`.say-theme-${look}`)?.textContent;
  if (!name || !said) return;
  name.dataset.say ??= name.textContent;
  const text = `${name.dataset.say}: ${said}`;
  if (name.textContent !== text) name.textContent = text;
}

function changeLook() {
  store(LOOK, LOOKS[(LOOKS.indexOf(stored(LOOK) || "auto") + 1) % LOOKS.length]);
  wear();
}

// The menu of one conversation

const idOf = (row) => row.id.slice("talk-".length);

function showMenu(row) {
  const menu = at("#menu");
  if (menuOf === row) return hideMenu(true);
  hideMenu();
  menuOf = row;
  for (const link of menu.querySelectorAll(".export")) {
    const kind = [...link.classList].find((name) => name.startsWith("export-")).slice("export-".length);
    link.href = `${at(".say-root").textContent}/conversations/${idOf(row)}.${kind}?lang=${document.documentElement.lang}`;
  }
  menu.classList.toggle("is-pinned", row.classList.contains("pinned"));
  menu.querySelector(".menu-print").hidden = !row.classList.contains("on"); // the page prints what it shows
  menu.classList.add("open");
  const button = row.querySelector(".talk-menu");
  button.setAttribute("aria-expanded", true);
  const place = button.getBoundingClientRect();
  menu.style.top = `${Math.max(8, Math.min(place.bottom + 4, innerHeight - menu.offsetHeight - 8))}px`;
  menu.style.left = `${Math.max(8, Math.min(place.right - menu.offsetWidth, innerWidth - menu.offsetWidth - 8))}px`;
  menu.querySelector("button").focus();
  return undefined;
}

function hideMenu(focus = false) {
  at("#menu")?.classList.remove("open");
  const button = menuOf?.querySelector(".talk-menu");
  button?.removeAttribute("aria-expanded");
  menuOf = null;
  if (focus) button?.focus();
}

function step(event) {
  const parts = [...at("#menu").querySelectorAll("button:not([hidden]), a")];
  const now = parts.indexOf(document.activeElement);
  const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: parts.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  parts.at(next % parts.length).focus();
}

// A new name, in the place of the old one

function rename(row) {
  const button = row.querySelector(".open-talk");
  const title = row.querySelector(".talk-title").textContent;
  const box = Object.assign(document.createElement("input"), { className: "rename", value: title, maxLength: 80, ariaLabel: at(".say-rename").textContent });
  let done = false;
  const end = (save, focus = true) => {
    if (done) return;
    done = true;
    if (save && box.value.trim() !== title) command({ do: "rename", id: idOf(row), text: box.value.trim() });
    box.remove();
    button.hidden = false;
    if (focus) button.focus();
  };
  box.onkeydown = (event) => {
    event.stopPropagation();
    if (event.isComposing || !["Enter", "Escape"].includes(event.key)) return;
    event.preventDefault(); // else Enter would press the button that takes the focus
    end(event.key === "Enter");
  };
  box.onblur = () => end(true, false); // the reader is elsewhere already
  button.hidden = true;
  button.before(box);
  box.focus();
  box.select();
}

export function beginSide({ command: act, open }) {
  [command, openElsewhere] = [act, open];
  document.body.classList.toggle("side-shut", stored(SHUT) === "1");
  narrow.addEventListener("change", () => {
    document.body.classList.remove("side-open");
    if (at("#main")) at("#main").inert = false;
    refreshSide();
  });
  dark.addEventListener("change", wear);
  document.addEventListener("click", (event) => {
    const found = (selector) => event.target.closest?.(selector);
    const row = found("#talks-list .talk");
    if (found(".show-talks")) toggleSide(!isOpen());
    else if (found(".hide-talks")) toggleSide(false);
    else if (found(".theme")) changeLook();
    else if (row && found(".talk-menu")) showMenu(row);
    else if (row && found(".open-talk")) {
      openElsewhere();
      command({ do: "open", id: idOf(row) });
      if (narrow.matches) toggleSide(false);
    } else if (found("#menu")) {
      const chosen = menuOf;
      if (!chosen || !found("button, a")) return;
      hideMenu(!found(".menu-rename"));
      if (found(".menu-rename")) rename(chosen);
      else if (found(".menu-pin")) command({ do: "pin", id: idOf(chosen), on: !chosen.classList.contains("pinned") });
      else if (found(".menu-print")) print();
      else if (found(".menu-delete")) {
        command({ do: "delete", id: idOf(chosen) });
        if (narrow.matches) toggleSide(false); // the way back stands behind the drawer
      }
    } else {
      hideMenu();
      if (found(".do-new") && narrow.matches && isOpen()) {
        toggleSide(false);
        if (!touched.matches) at("#question textarea")?.focus();
      }
      // The shade beside the drawer is drawn by the style sheet: a click on it is one on the page's own frame.
      else if (narrow.matches && isOpen() && !found("#side")) toggleSide(false);
    }
  });
  addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "k" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      toggleSide(true);
      at(SEARCH)?.focus();
    } else if (menuOf) {
      if (event.key === "Escape") { event.preventDefault(); hideMenu(true); }
      else if (event.key === "Tab") hideMenu();
      else step(event);
    } else if (event.key === "Escape" && narrow.matches && isOpen()) {
      event.preventDefault();
      toggleSide(false);
    }
  }, { capture: true });
}
