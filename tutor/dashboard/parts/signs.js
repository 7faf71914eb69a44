// Streamlit reads a sign in a text by the name of its drawing ("close icon"). Here it says what it
// means, or nothing where the words beside it say it.

const MEANINGS = {
  check: "passed",
  close: "failed",
  check_circle: "done",
  cancel: "failed",
  block: "not run",
  done_all: "known",
  timelapse: "started",
  play_circle: "next",
};
const DRAWN = '[data-testid="stMain"] [role="img"][aria-label$=" icon"]';
let watching = false;

function name() {
  for (const sign of document.querySelectorAll(DRAWN)) {
    const meaning = MEANINGS[sign.getAttribute("aria-label").slice(0, -" icon".length)];
    if (meaning) sign.setAttribute("aria-label", meaning);
    else {
      sign.removeAttribute("aria-label");
      sign.removeAttribute("role");
      sign.setAttribute("aria-hidden", "true");
    }
  }
}

export default function () {
  if (watching) return;
  watching = true;
  let asked;
  const soon = () => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(name);
  };
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
  soon();
}
