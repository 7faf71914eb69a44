// What is too wide for the window scrolls; this lets the keyboard scroll it too.

const WIDE = ".katex-display, [data-testid=stImageContainer], [data-testid=stCode] pre";
let watching = false;

function reach() {
  for (const part of document.querySelectorAll(WIDE)) {
    if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
    else if (part.tabIndex === 0) part.removeAttribute("tabindex");
  }
}

export default function () {
  if (watching) return;
  watching = true;
  let asked;
  const soon = () => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(reach);
  };
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
  window.addEventListener("resize", soon);
  soon();
}
