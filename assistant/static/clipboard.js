// Puts text on the clipboard and says whether that worked. A page without TLS has no clipboard object: the old command does it.
window.netralCopy = async (text) => {
  try { await navigator.clipboard.writeText(text); return true; } catch { /* below */ }
  const box = document.createElement("textarea");
  Object.assign(box, { value: text, readOnly: true, className: "only-heard" });
  // While a dialog is open, nothing outside of it can be selected.
  (document.querySelector("dialog[open]") ?? document.body).append(box);
  const focused = document.activeElement;
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  focused?.focus({ preventScroll: true });
  return done;
};
