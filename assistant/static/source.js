// Scrolls the quote to the middle of the window and gives it the focus, so that a screen reader goes on from there.
// Without this script the #quote of the link does most of it.
const quote = document.getElementById("quote");
if (quote?.offsetParent) {
  quote.focus({ preventScroll: true });
  toQuote();
}

function toQuote() {
  quote?.scrollIntoView({ block: quote.offsetHeight > window.innerHeight / 2 ? "start" : "center" });
}

// Of a PDF: its pages beside the text scroll by themselves, in its place with the window.
window.netralSheets?.(document, () => {
  const at = window.netralPlace(document);
  const box = at?.closest(".sheets");
  if (!at) toQuote();
  else if (getComputedStyle(box).overflowY === "auto") {
    box.scrollTop += at.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
  } else at.scrollIntoView({ block: "center" });
});

// What stands beside the text on a wide window is open there; on a narrow one it is folded, above the text.
if (matchMedia("(min-width: 60.01rem)").matches) {
  for (const fold of document.querySelectorAll(".narrow > details, .beside > details")) fold.open = true;
}

for (const button of document.querySelectorAll(".copy-cite")) {
  const text = button.parentElement.querySelector(".cite-text");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const done = await window.netralCopy(text.textContent);
    document.querySelector(".references .said").textContent = done ? button.dataset.copied : button.dataset.failed;
    if (!done) getSelection().selectAllChildren(text); // so that a reader can copy it by hand
  });
}

// The style of references that a reader chose is the one that the next article begins with.
const STYLE = "netral reference style";
const styles = [...document.querySelectorAll(".styles input")];
try {
  const chosen = styles.find((style) => style.value === localStorage.getItem(STYLE));
  if (chosen) chosen.checked = true;
  for (const style of styles) style.addEventListener("change", () => localStorage.setItem(STYLE, style.value));
} catch { /* a browser that keeps nothing */ }

const print = document.querySelector("button.print");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
