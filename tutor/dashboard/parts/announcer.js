// Tells a screen reader what came up, and brings it in front of the learner: scrolled to, or with
// the focus where the control that had it is gone. Each message is delivered once.

const delivered = new Set();
const PATIENCE = 5000; // milliseconds until what was named has to be on the page
const HEARD = 150; // a region has to be on the page before its text is

function whenThere(key, act) {
  const until = Date.now() + PATIENCE;
  const look = () => {
    const found = document.querySelector(`.st-key-${key}`);
    if (found) act(found);
    else if (Date.now() < until) setTimeout(look, 50);
  };
  look();
}

function reveal(part) {
  const { top } = part.getBoundingClientRect();
  if (top < 0 || top > window.innerHeight / 2) part.scrollIntoView({ block: "start" });
}

function focus(part) {
  const isOneControl = part.matches('[data-testid="stElementContainer"]');
  const control = isOneControl ? part.querySelector("button") : part;
  if (control === part) part.tabIndex = -1;
  control.focus();
}

export default function ({ data, parentElement }) {
  if (!data.message || delivered.has(data.message)) return;
  delivered.add(data.message);
  const region = parentElement.querySelector("[role=status]");
  setTimeout(() => (region.textContent = data.text), HEARD);
  if (data.reveal) whenThere(data.reveal, reveal);
  if (data.focus) whenThere(data.focus, focus);
}
