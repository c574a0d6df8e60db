// Shows the progress of publishing, and says at once that a file is too large. Without this script the page reloads itself while
// publishing, and the server refuses the file.
const running = document.getElementById("running");
const upload = document.querySelector("#upload input[type=file]");

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

if (upload) {
  const notice = document.getElementById("too-large");
  const check = () => {
    const large = upload.files.length > 0 && upload.files[0].size > Number(upload.dataset.limit);
    notice.hidden = !large;
    return !large;
  };
  upload.addEventListener("change", check);
  upload.form.addEventListener("submit", (event) => {
    if (!check()) event.preventDefault();
  });
}
