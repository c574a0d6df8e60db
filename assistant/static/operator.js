// The operator's pages with a script: the progress of publishing, files that are dropped and sent one by one, editing within the list, and
// the lists of questions once they are counted. Without it every form works as it is; the page reloads itself while publishing.

// Publishing

const running = document.getElementById("running");

async function follow() {
  const bar = running.querySelector("progress");
  try {
    const response = await fetch(running.dataset.state, { headers: { Accept: "application/json" } });
    const state = response.ok ? await response.json() : { running: false };
    if (!state.running) {
      location.reload();
      return;
    }
    if (state.total) {
      bar.max = state.total;
      bar.value = state.done;
    }
  } catch {
    // The server is away for a moment: ask again.
  }
  setTimeout(follow, 1000);
}

if (running) setTimeout(follow, 500);

// Parts of a page that the server sends again

async function page(address, options) {
  const response = await fetch(address, options);
  if (!response.ok) throw new Error(String(response.status));
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

function takeOver(from, ...ids) {
  for (const id of ids) {
    const fresh = from.getElementById(id);
    if (fresh) document.getElementById(id)?.replaceWith(document.adoptNode(fresh));
  }
  if (document.getElementById("listing")) readyList();
}

async function countAsked() {
  const part = document.getElementById("asked");
  const address = part?.dataset.counting;
  if (!address) return;
  try {
    takeOver(await page(address), "asked");
  } catch {
    // Asked again below, until the server has counted or the page is left.
  }
  setTimeout(countAsked, 1500);
}

setTimeout(countAsked, 700);

// Editing within the list

function readyList() {
  for (const details of document.querySelectorAll(".op-edit")) {
    const form = details.querySelector("form");
    const close = () => {
      details.open = false; // first: a form that is reset while it is open asks to be closed
      form.reset();
      details.querySelector("summary").focus();
    };
    details.ontoggle = () => {
      if (details.open) form.elements.title.focus();
    };
    form.onreset = () => {
      if (details.open) setTimeout(close);
    };
    form.onkeydown = (event) => {
      if (event.key === "Escape") close();
    };
    form.onsubmit = (event) => {
      event.preventDefault();
      saveRow(form);
    };
  }
}

async function saveRow(form) {
  const row = form.dataset.inline;
  const button = form.querySelector("button.main");
  button.disabled = true;
  try {
    const fresh = await page(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!fresh.getElementById("listing")) throw new Error("another page");
    const wrong = fresh.querySelector("#notice.op-warn");
    takeOver(fresh, "said");
    if (wrong) {
      // What was typed stays where it is; the page says what is wrong with it.
      button.disabled = false;
      const seen = fresh.getElementById(row);
      for (const field of seen?.querySelectorAll("[name^=was-]") ?? []) form.elements[field.name].value = field.value;
      form.elements.title.focus();
      return;
    }
    takeOver(fresh, "listing");
    document.querySelector(".op-head").replaceWith(document.adoptNode(fresh.querySelector(".op-head")));
    document.querySelector(".op-tabs").replaceWith(document.adoptNode(fresh.querySelector(".op-tabs")));
    document.querySelector(`#${row} summary`)?.focus();
  } catch {
    form.onsubmit = null;
    form.submit();
  }
}

if (document.getElementById("listing")) readyList();

// Uploading

const upload = document.getElementById("upload");
if (upload) readyUpload(upload);

function readyUpload(form) {
  const labels = form.dataset;
  const input = form.elements.document;
  const drop = form.querySelector(".op-drop");
  const queue = document.getElementById("op-queue");
  const progress = document.getElementById("op-progress");
  const send = form.querySelector(".op-acts button");
  const entries = [];
  let busy = false;

  drop.classList.add("op-ready");
  form.querySelector(".op-script").hidden = false;
  input.required = false;

  const waiting = () => entries.filter((entry) => entry.state === "queued");

  function show() {
    const count = waiting().length;
    queue.hidden = entries.length === 0;
    send.disabled = busy || count === 0;
    send.textContent = count > 1 ? labels.sendSome.replace("{count}", count) : labels.send;
    const several = count > 1;
    const note = document.getElementById("op-alone");
    note.hidden = !several;
    note.textContent = several ? labels.alone : "";
    for (const field of form.querySelectorAll("[data-alone]:not(form)")) field.disabled = several;
  }

  function add(files) {
    for (const file of files) {
      const entry = { file, state: "queued", row: document.createElement("li") };
      const ending = `.${file.name.split(".").pop()}`.toLowerCase();
      entries.push(entry);
      queue.append(entry.row);
      if (!labels.endings.split(",").includes(ending)) paint(entry, "failed", labels.wrongType);
      else if (file.size > Number(labels.limit)) paint(entry, "failed", labels.tooLarge);
      else paint(entry, "queued", labels.stateQueued);
    }
    show();
  }

  function paint(entry, state, text, more = {}) {
    entry.state = state;
    const icon = document.createElement("span");
    const icons = { added: "check", same: "check", waiting: "flag", failed: "warn" };
    icon.className = `icon i-${icons[state] ?? "upload"}`;
    const box = document.createElement("div");
    const name = document.createElement("p");
    name.className = "op-file";
    name.textContent = entry.file.name;
    const line = document.createElement("p");
    line.className = "small";
    line.textContent = text;
    if (more.detail) line.append(" ", Object.assign(document.createElement("q"), { textContent: more.detail, lang: "en" }));
    box.append(name, line);
    if (state === "sending") {
      entry.bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
      entry.bar.setAttribute("aria-label", `${text} ${entry.file.name}`);
      entry.line = line;
      box.append(entry.bar);
    }
    entry.row.className = `op-${state}`;
    entry.row.replaceChildren(icon, box, ...acts(entry, more));
  }

  function acts(entry, more) {
    const made = [];
    const heard = (text) => Object.assign(document.createElement("span"), { className: "only-heard", textContent: text });
    const button = (text, act, icon = "") => {
      const one = document.createElement("button");
      one.type = "button";
      if (icon) {
        one.className = "op-icon";
        one.title = text;
        one.append(Object.assign(document.createElement("span"), { className: `icon i-${icon}` }), heard(`${text}: ${entry.file.name}`));
      } else one.append(text, heard(` ${entry.file.name}`));
      one.addEventListener("click", act);
      made.push(one);
    };
    if (more.page) {
      const link = Object.assign(document.createElement("a"), { className: "op-button", href: more.page });
      link.append(entry.state === "waiting" ? labels.decide : labels.open);
      link.append(heard(` ${entry.file.name}`));
      made.push(link);
    }
    if (more.again) {
      button(labels.again, () => {
        paint(entry, "queued", labels.stateQueued);
        show();
        sendAll();
      });
    }
    if (entry.state === "sending") button(labels.stop, () => entry.request?.abort(), "stop");
    if (entry.state === "queued" || entry.state === "failed") {
      button(labels.remove, () => {
        const next = entry.row.nextElementSibling ?? entry.row.previousElementSibling;
        entries.splice(entries.indexOf(entry), 1);
        entry.row.remove();
        show();
        (next?.querySelector("button, a") ?? input).focus();
      }, "close");
    }
    return made;
  }

  function sendOne(entry, several) {
    const data = new FormData(form);
    data.delete("document");
    if (several) for (const name of ["title", "url"]) data.delete(name);
    data.append("document", entry.file);
    const request = new XMLHttpRequest();
    entry.request = request;
    paint(entry, "sending", labels.stateSending);
    return new Promise((done) => {
      request.upload.onprogress = (event) => {
        entry.bar.value = event.loaded / event.total;
        const share = Math.round((100 * event.loaded) / event.total);
        entry.line.textContent = share < 100 ? `${labels.stateSending} ${share} %` : labels.stateReading;
      };
      request.onload = () => {
        const [result] = resultsOf(request);
        if (result) paint(entry, result.state, result.text, { ...result, again: result.state === "failed" });
        else paint(entry, "failed", { 401: labels.loggedOut, 403: labels.loggedOut, 413: labels.tooLarge }[request.status] ?? labels.failed, { again: true });
        done();
      };
      request.onerror = () => done(paint(entry, "failed", labels.failed, { again: true }));
      request.onabort = () => done(paint(entry, "failed", labels.stopped, { again: true }));
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "application/json");
      request.send(data);
    });
  }

  function resultsOf(request) {
    try {
      return request.status === 200 ? JSON.parse(request.responseText).results : [];
    } catch {
      return [];
    }
  }

  async function sendAll() {
    if (busy || !form.reportValidity()) return;
    busy = true;
    const sent = [];
    const several = waiting().length > 1;
    show();
    // One after the other: each is read by the server before the next, and one that fails stops none.
    for (let entry = waiting()[0]; entry; entry = waiting()[0]) {
      sent.push(entry);
      await sendOne(entry, several);
    }
    busy = false;
    show();
    const count = (...states) => sent.filter((entry) => states.includes(entry.state)).length;
    const counts = { added: count("added", "same"), waiting: count("waiting"), failed: count("failed") };
    progress.textContent = labels.done.replace(/\{(\w+)\}/g, (_, name) => counts[name]);
    const [only] = sent;
    // A single file is looked at next, as without a script.
    if (sent.length === 1 && entries.length === 1 && only.state !== "failed" && only.row.querySelector("a")) {
      location.assign(only.row.querySelector("a").href);
      return;
    }
    try {
      const fresh = await page(location.href);
      takeOver(fresh, "listing");
      document.querySelector(".op-head")?.replaceWith(document.adoptNode(fresh.querySelector(".op-head")));
      document.querySelector(".op-tabs")?.replaceWith(document.adoptNode(fresh.querySelector(".op-tabs")));
    } catch {
      // The results stand above all the same.
    }
  }

  input.addEventListener("change", () => {
    add(input.files);
    // Emptied, so that the same file can be chosen again; what was chosen is in the list.
    input.value = "";
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sendAll();
  });
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("op-over");
    });
  }
  drop.addEventListener("dragleave", (event) => {
    if (!drop.contains(event.relatedTarget)) drop.classList.remove("op-over");
  });
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("op-over");
    add(event.dataTransfer.files);
  });
  // Beside the field a dropped file would open in place of the page.
  for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault());
  window.addEventListener("beforeunload", (event) => {
    if (busy) event.preventDefault();
  });
  show();
}
