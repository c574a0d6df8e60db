// Brings the quote into the middle of the window and gives it the focus, so that reading on starts there.
// Without this script the #quote of the link does most of it.
const quote = document.getElementById("quote");
if (quote) {
  quote.focus({ preventScroll: true });
  quote.scrollIntoView({ block: quote.offsetHeight > window.innerHeight / 2 ? "start" : "center" });
}
