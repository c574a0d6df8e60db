// Scrolls the quote to the middle of the window and gives it the focus, so that a screen reader goes on from there.
// Without this script the #quote of the link does most of it.
const quote = document.getElementById("quote");
if (quote) {
  quote.focus({ preventScroll: true });
  quote.scrollIntoView({ block: quote.offsetHeight > window.innerHeight / 2 ? "start" : "center" });
}

const button = document.querySelector(".copy-cite");
if (button) {
  const text = document.querySelector(".cite-text");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const done = await window.netralCopy(text.textContent);
    document.querySelector(".cite .said").textContent = done ? button.dataset.copied : button.dataset.failed;
    if (done) return;
    text.closest("details").open = true;  // so that a reader can copy it by hand
    getSelection().selectAllChildren(text);
  });
}
