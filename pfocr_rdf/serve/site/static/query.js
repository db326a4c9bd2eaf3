/* The page where queries are written: the editor instead of the text area, and results below it instead of elsewhere.
   Nothing of an answer ever becomes markup: all of it is text, and only http addresses become links. */
"use strict";

const MOST_ROWS = 1000;
const LONGEST_TEXT = 200000;
const form = document.getElementById("asking");
const area = document.getElementById("query");
const status = document.getElementById("status");
const results = document.getElementById("results");
const link = document.getElementById("link");
const pages = JSON.parse(form.dataset.pages);
const first = area.value;
const here = location.href;
let editor = null;
let running = null;
let prefixes = {};

function make(name, text, properties = {}) {
  const element = Object.assign(document.createElement(name), properties);
  element.textContent = text;
  return element;
}

function written() {
  return editor ? editor.getValue() : area.value;
}

/* The form of a query, by its first word that is neither declared nor a comment. */
function kindOf(query) {
  const plain = query.replace(/<[^<>\s]*>|"[^"]*"|'[^']*'|#.*/g, " ");
  const found = /\b(select|ask|construct|describe)\b/i.exec(plain);
  return found ? found[1].toLowerCase() : "select";
}

function showForms() {
  const kind = kindOf(written());
  for (const button of document.querySelectorAll("[data-download]")) {
    button.hidden = !button.dataset.download.split(" ").includes(kind);
  }
}

function permanent() {
  return written() === first ? here : `/query?${new URLSearchParams({ query: written() })}`;
}

function placed(iri) {
  for (const [start, path] of Object.entries(pages)) {
    if (iri.startsWith(start) && !iri.includes("#")) return path + iri.slice(start.length);
  }
  return /^https?:\/\//.test(iri) ? iri : null;
}

function shortened(iri) {
  for (const [prefix, start] of Object.entries(prefixes)) {
    if (iri.startsWith(start) && iri.length > start.length) return `${prefix}:${iri.slice(start.length)}`;
  }
  return iri;
}

function cell(term) {
  if (!term) return make("td", "");
  if (term.type !== "uri") {
    const number = /#(integer|decimal|double|float|nonNegativeInteger)$/.test(term.datatype || "");
    return make("td", term.value, { className: number ? "numeric" : "", lang: term["xml:lang"] || "" });
  }
  const place = placed(term.value);
  if (!place) return make("td", term.value);
  const inside = make("a", shortened(term.value), { href: place, title: term.value, rel: "noreferrer" });
  const found = make("td", "");
  found.append(inside);
  return found;
}

function table(answer) {
  const names = answer.head.vars;
  const head = make("tr", "");
  for (const name of names) head.append(make("th", name, { scope: "col" }));
  const body = make("tbody", "");
  for (const binding of answer.results.bindings.slice(0, MOST_ROWS)) {
    const row = make("tr", "");
    for (const name of names) row.append(cell(binding[name]));
    body.append(row);
  }
  const found = make("table", "", { className: "answer" });
  const top = make("thead", "");
  top.append(head);
  found.append(top, body);
  return found;
}

function shown(answer, seconds, capped) {
  const took = `in ${seconds.toFixed(seconds < 1 ? 3 : 2)} s`;
  if (typeof answer === "string") {
    const cut = answer.length > LONGEST_TEXT;
    status.textContent = `A graph ${took}${cut ? "; its beginning is shown, the downloads have all of it" : ""}.`;
    return make("pre", answer.slice(0, LONGEST_TEXT), { className: "code", tabIndex: 0 });
  }
  if ("boolean" in answer) {
    status.textContent = `Answered ${took}.`;
    return make("p", answer.boolean ? "Yes" : "No", { className: "lead" });
  }
  const count = answer.results.bindings.length;
  const more = count > MOST_ROWS ? `; the first ${MOST_ROWS} are shown, the downloads have all` : "";
  const cap = capped ? "; the service gives no more than these" : "";
  status.textContent = `${count.toLocaleString("en")} ${count === 1 ? "row" : "rows"} ${took}${more}${cap}.`;
  return table(answer);
}

async function refused(response) {
  const kind = response.headers.get("content-type") || "";
  if (!kind.includes("json")) return `The service answered ${response.status}.`;
  const problem = await response.json();
  const place = problem.line ? `Line ${problem.line}, column ${problem.column}: ` : "";
  if (editor && problem.line) editor.setCursor(problem.line - 1, problem.column - 1);
  return place + (problem.detail || problem.title);
}

function ask(query, format) {
  running = new AbortController();
  return fetch(form.action, {
    method: "POST",
    body: new URLSearchParams({ query, format }),
    headers: { Accept: "application/sparql-results+json, text/turtle;q=0.9" },
    signal: running.signal,
  });
}

async function run() {
  if (running) running.abort();
  const query = written();
  results.hidden = true;
  results.replaceChildren();
  status.className = "soft";
  status.textContent = "Running…";
  link.hidden = false;
  link.href = permanent();
  const began = performance.now();
  const graph = ["construct", "describe"].includes(kindOf(query));
  try {
    const response = await ask(query, graph ? "turtle" : "json");
    if (!response.ok) throw new Error(await refused(response));
    const answer = graph ? await response.text() : await response.json();
    const seconds = (performance.now() - began) / 1000;
    results.append(shown(answer, seconds, response.headers.get("X-Result-Truncated") === "true"));
    results.hidden = false;
  } catch (error) {
    if (error.name === "AbortError") return;
    status.className = "fault";
    status.textContent = error.message;
  }
}

async function download(format) {
  const endings = { turtle: "ttl", ntriples: "nt" };
  try {
    const response = await ask(written(), format);
    if (!response.ok) throw new Error(await refused(response));
    const address = URL.createObjectURL(await response.blob());
    make("a", "", { href: address, download: `results.${endings[format] || format}` }).click();
    URL.revokeObjectURL(address);
  } catch (error) {
    status.className = "fault";
    status.textContent = error.message;
  }
}

/* What is completed: IRIs that begin with what was typed, the most used first, as the data have them. */
function completer(name, kind, terms) {
  Yasqe.forkAutocompleter(kind, {
    name,
    bulk: false,
    persistenceId: null,
    get: (_, token) => {
      const typed = token ? token.autocompletionString || "" : "";
      return terms.filter((term) => term.iri.startsWith(typed)).map((term) => term.iri);
    },
  }, false);
}

function completers(known) {
  completer("known-classes", "class", known.classes);
  completer("known-properties", "property", known.properties);
  const declared = Object.entries(known.prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`).sort();
  Yasqe.forkAutocompleter("prefixes", { name: "known-prefixes", persistenceId: null, get: () => declared }, false);
  return ["known-prefixes", "known-classes", "known-properties", "variables"];
}

function edit(known) {
  const place = document.getElementById("editor");
  Yasqe.defaults.autocompleters = [];
  Yasqe.defaults.extraKeys = { ...Yasqe.defaults.extraKeys, "Ctrl-Enter": run, "Cmd-Enter": run };
  editor = new Yasqe(place, {
    value: first,
    autocompleters: completers(known),
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: null,
    editorHeight: "auto",
    showQueryButton: false,
    resizeable: false,
    screenReaderLabel: "Query",
    requestConfig: { endpoint: form.action },
  });
  area.hidden = true;
  area.required = false;
  place.hidden = false;
  editor.refresh();
  editor.on("change", showForms);
  document.querySelector("label[for=query]").addEventListener("click", () => editor.focus());
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  area.value = written();
  if (event.submitter && event.submitter.id !== "run") download(event.submitter.value);
  else run();
});
area.addEventListener("input", showForms);
area.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
});
document.getElementById("name").addEventListener("change", (event) => event.target.form.submit());

async function begin() {
  showForms();
  const known = await (await fetch("/api/terms")).json();
  prefixes = known.prefixes;
  if (window.Yasqe) edit(known);
  if (form.dataset.runs === "true") run();
}

begin();
