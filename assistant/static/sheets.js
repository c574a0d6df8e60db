// The pages of a PDF beside its text, or in its place. Used by the page of an article and by the pane beside an answer.
(() => {
  const VIEW = "netral source view"; // the view that a reader chose is the one that the next article begins with
  const chosen = { read: () => localStorage.getItem(VIEW), keep: (view) => localStorage.setItem(VIEW, view) };
  const quietly = (act) => { try { return act(); } catch { return null; } }; // a browser that keeps nothing

  // Begins them, where `within` has any. `go` brings what is cited into view, and is called again whenever its place has changed.
  window.netralSheets = (within, go) => {
    const sheets = within.querySelector(".sheets");
    if (!sheets) return;
    const views = [...within.querySelectorAll(".views-of input")];
    const last = quietly(chosen.read);
    const show = (view) => {
      for (const each of views) sheets.parentElement.classList.toggle(`as-${each.value}`, each.value === view);
    };
    for (const view of views) {
      view.checked = view.value === (last ?? "text");
      view.addEventListener("change", () => { quietly(() => chosen.keep(view.value)); show(view.value); go(); });
    }
    show(last ?? "text");
    const paper = sheets.querySelector(".with-quote .paper");
    if (!paper) return;
    const at = Object.assign(document.createElement("span"), { className: "page-at" });
    at.style.top = `${100 * Number(sheets.dataset.depth)}%`;
    paper.append(at);
    // The pages that are not here yet are most likely of the same shape: room is kept for them, so that nothing moves when they come.
    const picture = paper.querySelector(".page-picture");
    const shape = () => {
      sheets.style.setProperty("--page-shape", `${picture.naturalWidth} / ${picture.naturalHeight}`);
      if (at.offsetParent) go();
    };
    if (picture.complete && picture.naturalWidth) shape();
    else picture.addEventListener("load", shape, { once: true });
  };

  // Where the quote is in the view that is shown: on the page's picture, else null.
  window.netralPlace = (within) => {
    const at = within.querySelector(".page-at");
    return at?.offsetParent ? at : null;
  };
})();
