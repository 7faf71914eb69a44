// A transparent textarea over a painted copy of its text. The browser keeps its own editing
// (undo, selection, input methods); this file adds colours, indentation and two messages:
// the state `draft` while somebody types, and the trigger `submit`.

const INDENT = "    ";
const EVERY = 2000; // milliseconds between two messages about a draft, which is then kept
const ABOVE = 4; // lines that stay in sight above the one to replace

const KEYWORDS =
  "and as assert async await break class continue def del elif else except finally for from " +
  "global if import in is lambda nonlocal not or pass raise return try while with yield " +
  "None True False self";
const TOKEN = new RegExp(
  [
    `(?<string>[rRbBfFuU]{0,2}(?:"""[\\s\\S]*?(?:"""|$)|'''[\\s\\S]*?(?:'''|$)` +
      `|"(?:\\\\.|[^"\\\\\\n])*"?|'(?:\\\\.|[^'\\\\\\n])*'?))`,
    "(?<comment>#[^\\n]*)",
    "(?<decorator>(?<=^|\\n)[ \\t]*@[\\w.]+)",
    "(?<name>(?<=\\b(?:def|class)[ \\t]+)\\w+)",
    `(?<keyword>\\b(?:${KEYWORDS.replaceAll(" ", "|")})\\b)`,
    "(?<number>\\b\\d[\\w.]*)",
    "(?<word>\\w+)", // swallowed, so that `r` in `for"` never starts a string
  ].join("|"),
  "g",
);
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const escape = (text) => text.replace(/[&<>]/g, (sign) => ESCAPES[sign]);

function paint(source) {
  let html = "";
  let last = 0;
  for (const match of source.matchAll(TOKEN)) {
    const kind = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
    html += escape(source.slice(last, match.index));
    html += kind === "word" ? match[0] : `<i class="${kind}">${escape(match[0])}</i>`;
    last = match.index + match[0].length;
  }
  return html + escape(source.slice(last)) + "\n";
}

// Through execCommand, because nothing else leaves the browser's undo in working order.
function insert(area, text) {
  if (text === "" ? document.execCommand("delete") : document.execCommand("insertText", false, text))
    return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input"));
}

const lineStart = (area, at) => area.value.lastIndexOf("\n", at - 1) + 1;

function replaceLines(area, change) {
  const start = lineStart(area, area.selectionStart);
  const until = area.value.indexOf("\n", Math.max(area.selectionEnd - 1, area.selectionStart));
  const end = until < 0 ? area.value.length : until;
  const changed = area.value.slice(start, end).split("\n").map(change).join("\n");
  area.setSelectionRange(start, end);
  insert(area, changed);
  area.setSelectionRange(start, start + changed.length);
}

function indent(area, back) {
  const several = area.value.slice(area.selectionStart, area.selectionEnd).includes("\n");
  if (back) replaceLines(area, (line) => line.replace(/^ {1,4}/, ""));
  else if (several) replaceLines(area, (line) => (line ? INDENT + line : line));
  else {
    const column = area.selectionStart - lineStart(area, area.selectionStart);
    insert(area, " ".repeat(INDENT.length - (column % INDENT.length)));
  }
}

function breakLine(area) {
  const before = area.value.slice(lineStart(area, area.selectionStart), area.selectionStart);
  const margin = before.match(/^\s*/)[0];
  if (/:\s*(#.*)?$/.test(before)) insert(area, "\n" + margin + INDENT);
  else if (/^\s*(return|raise|pass|break|continue)\b/.test(before))
    insert(area, "\n" + margin.slice(INDENT.length));
  else insert(area, "\n" + margin);
}

function backspaceInMargin(area) {
  const at = area.selectionStart;
  const before = area.value.slice(lineStart(area, at), at);
  if (at !== area.selectionEnd || !before || before.trim()) return false;
  area.setSelectionRange(at - (((before.length - 1) % INDENT.length) + 1), at);
  insert(area, "");
  return true;
}

function toggleComment(area) {
  replaceLines(area, (line) =>
    /^\s*# ?/.test(line) ? line.replace(/^(\s*)# ?/, "$1") : line.replace(/^(\s*)(?=\S)/, "$1# "),
  );
}

// A page that is closed or loaded again may take a message with it. So what is typed stays in the
// browser too, until the tutor gives it back: `known` are digests of what the tutor may have by now.
const backup = (key) => `tutor:${key}`;

function digest(text) {
  let sum = 0;
  for (let at = 0; at < text.length; at += 1) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0;
  return `${text.length}:${sum}`;
}

function keep(key, area) {
  try {
    const value = { text: area.value, known: [...area.known] };
    localStorage.setItem(backup(key), JSON.stringify(value));
  } catch {
    // No room, or not allowed: the messages alone have to do.
  }
}

function forget(key) {
  try {
    localStorage.removeItem(backup(key));
  } catch {
    // Nothing was kept then either.
  }
}

/** What was typed and did not arrive, unless another window has changed the draft since then. */
function unsaved(key, code) {
  try {
    const { text, known } = JSON.parse(localStorage.getItem(backup(key)));
    return known.includes(digest(code)) && text !== code ? text : null;
  } catch {
    return null;
  }
}

function firstToReplace(text) {
  const at = text.search(/^[ \t]*raise NotImplementedError/m);
  return at < 0 ? 0 : at + text.slice(at).search(/\S/);
}

/** Put the caret on the first line to replace, and that line in sight. */
function openAt(area, box) {
  const at = firstToReplace(area.value);
  area.setSelectionRange(at, at);
  const line = area.value.slice(0, at).split("\n").length - 1;
  requestAnimationFrame(() => {
    const height = parseFloat(getComputedStyle(area).lineHeight) || 20;
    box.scrollTop = Math.max(0, (line - ABOVE) * height);
  });
}

/** Let a click on a link wait for a message on its way, which would call the visit off if it came
 * second: Streamlit sends a message one task after it gets it, and a visit at once. */
function letGoFirst(area, event) {
  const isLink = event.composedPath().some((part) => part instanceof HTMLAnchorElement);
  if (!area.going || !isLink || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  setTimeout(() => event.target.click());
}

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const box = parentElement.querySelector(".box");
  const area = parentElement.querySelector("textarea");
  const view = parentElement.querySelector("pre");
  const numbers = parentElement.querySelector(".numbers");

  const draw = () => {
    view.innerHTML = paint(area.value);
    numbers.textContent = area.value.split("\n").map((_, index) => index + 1).join("\n");
  };
  const work = () => ({ seed: area.dataset.seed, text: area.value });
  const sending = () => {
    clearTimeout(area.waiting);
    area.waiting = undefined;
    area.sent = area.value;
    area.known.add(digest(area.value));
    keep(data.key, area);
  };
  const send = () => {
    // After a visit to another page has begun, a message would call it off; `keep` has the text.
    if (area.sent === area.value || location.pathname !== area.page) return;
    sending();
    setStateValue("draft", work());
    area.going = true;
    setTimeout(() => (area.going = false));
  };

  area.setAttribute("aria-label", data.label);
  area.page = location.pathname;
  if (area.dataset.seed !== data.seed) {
    const replaces = area.dataset.seed !== undefined;
    area.dataset.seed = data.seed;
    area.sent = data.code;
    area.known = new Set([digest(data.code)]);
    clearTimeout(area.waiting);
    area.waiting = undefined;
    if (replaces) {
      // The learner asked for another text: type it, so that undo brings the old one back.
      forget(data.key);
      area.focus();
      area.select();
      insert(area, data.code);
    } else {
      area.value = unsaved(data.key, data.code) ?? data.code;
      send();
    }
    openAt(area, box);
  }
  if (data.code === area.value) {
    area.known = new Set([digest(data.code)]);
    forget(data.key);
  }

  area.oninput = () => {
    draw();
    if (area.value === area.sent) return;
    keep(data.key, area);
    area.waiting ??= setTimeout(send, EVERY);
  };
  area.onblur = () => {
    area.leaving = false;
    send();
  };
  area.listening?.abort(); // the view before listened with a `send` of its own
  area.listening = new AbortController();
  const { signal } = area.listening;
  window.addEventListener("pagehide", send, { signal });
  window.addEventListener("click", (event) => letGoFirst(area, event), { capture: true, signal });
  area.onkeydown = (event) => {
    const leaving = area.leaving;
    area.leaving = event.key === "Escape" || (leaving && event.key === "Shift");
    const command = event.ctrlKey || event.metaKey;
    if (event.isComposing) return;
    if (event.key === "Tab" && !command && !leaving) indent(area, event.shiftKey);
    else if (event.key === "Enter" && command) {
      sending();
      setTriggerValue("submit", work());
    } else if (event.key === "Enter" && !event.shiftKey) breakLine(area);
    else if (event.key === "/" && command) toggleComment(area);
    else if (event.key !== "Backspace" || command || !backspaceInMargin(area)) return;
    event.preventDefault();
  };
  draw();
  return () => area.listening.abort();
}
