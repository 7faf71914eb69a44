// A transparent textarea over a painted copy of its text. The browser keeps its own editing
// (undo, selection, input methods); this file adds colours, indentation and two messages:
// the state `draft` while somebody types, and the trigger `submit`.

const INDENT = "    ";
const EVERY = 3000; // milliseconds between two messages about a draft, which is then kept

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

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const area = parentElement.querySelector("textarea");
  const view = parentElement.querySelector("pre");
  const numbers = parentElement.querySelector(".numbers");

  const draw = () => {
    view.innerHTML = paint(area.value);
    numbers.textContent = area.value.split("\n").map((_, index) => index + 1).join("\n");
  };
  const work = () => ({ seed: area.dataset.seed, text: area.value });
  const send = () => {
    clearTimeout(area.waiting);
    area.waiting = undefined;
    if (area.sent === area.value) return;
    area.sent = area.value;
    setStateValue("draft", work());
  };

  area.setAttribute("aria-label", data.label);
  if (area.dataset.seed !== data.seed) {
    const replaces = area.dataset.seed !== undefined;
    area.dataset.seed = data.seed;
    if (replaces) {
      // The learner asked for another text: type it, so that undo brings the old one back.
      area.focus();
      area.select();
      insert(area, data.code);
    } else area.value = data.code;
    area.sent = data.code;
    area.setSelectionRange(0, 0);
  }

  area.oninput = () => {
    draw();
    area.waiting ??= setTimeout(send, EVERY);
  };
  area.onblur = () => {
    area.leaving = false;
    send();
  };
  area.onkeydown = (event) => {
    const leaving = area.leaving;
    area.leaving = event.key === "Escape" || (leaving && event.key === "Shift");
    const command = event.ctrlKey || event.metaKey;
    if (event.isComposing) return;
    if (event.key === "Tab" && !command && !leaving) indent(area, event.shiftKey);
    else if (event.key === "Enter" && command) {
      clearTimeout(area.waiting);
      area.waiting = undefined;
      area.sent = area.value;
      setTriggerValue("submit", work());
    } else if (event.key === "Enter" && !event.shiftKey) breakLine(area);
    else if (event.key === "/" && command) toggleComment(area);
    else if (event.key !== "Backspace" || command || !backspaceInMargin(area)) return;
    event.preventDefault();
  };
  draw();
}
