// The start page: an article in, a player out, with nothing but the public API.
import { clock } from "./clock.js";
import "./element.js";
import { Problem, ask } from "./server.js";

const KEY = "readcast-api-key";
const LIST_SECONDS = 5; // while something in the list is being made
const KINDS = { url: "the address of a page", html: "HTML", markdown: "Markdown", text: "plain text" };
const STATUSES = { queued: "Waiting", processing: "Being read", failed: "Failed", canceled: "Canceled", draft: "Draft" };
const FIELDS = {
  "body.text": "article",
  "body.html": "article",
  "body.markdown": "article",
  "body.url": "article",
  "body.title": "title",
  "body.voice": "voice",
  "body.language": "voice",
};
const EXAMPLE = `# The ferry that runs on sunshine

From Monday, May 4, 2026, a small electric ferry will cross the Lindwater every 20 minutes. The boat carries 85 \
passengers and 12 bicycles, and 340 square metres of solar panels on the terminal roof charge its batteries.

## Quiet and cheap

"The first thing people notice is the silence," said Dr. Mara Oyelaran, who led the project. A crossing of 1.8 km \
takes 9 minutes and uses about $2.40 worth of electricity, against $31 for the diesel boat that it replaces. Over a \
year, the town expects to save roughly $410,000 and 620 tonnes of carbon dioxide.

## What comes next

A second ferry is due in the autumn. It will serve the islands to the north, where 3 in 4 households have no bridge. \
Tickets stay at $1.50, and children under 6 travel free.
`;

const byId = (id) => document.getElementById(id);
const [form, article, title, voice, key] = ["form", "article", "title", "voice", "key"].map(byId);
const bar = form.querySelector("progress");
let current = null; // the AbortController of the narration that is waited for
let listTimer = null;

/** What was pasted: the name of the field of POST /v1/articles that takes it. */
function kindOf(text) {
  const trimmed = text.trim();
  if (/^https?:\/\/\S+$/i.test(trimmed)) return "url";
  if (trimmed.startsWith("<")) return "html";
  if (/^#{1,6} \S/m.test(trimmed) || /^---\r?\n/.test(trimmed)) return "markdown";
  return "text";
}

function headers() {
  const token = sessionStorage.getItem(KEY);
  return token ? { Authorization: `Bearer ${token}` } : {};
}

// ---- what is shown

function element(name, { text = "", ...attributes } = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}

function say(text, progress = null) {
  byId("status").textContent = text;
  bar.hidden = progress === null;
  bar.value = progress ?? 0;
}

function setError(field, message) {
  byId(`${field}-error`).textContent = message;
  byId(field).setAttribute("aria-invalid", Boolean(message));
}

function clearErrors() {
  for (const field of ["article", "title", "voice", "key"]) setError(field, "");
  byId("form-error").textContent = "";
}

function showProblem(problem) {
  const forbidden = [401, 403].includes(problem.status);
  const found = problem.errors.map(({ location, message }) => [FIELDS[location], message]);
  const fields = found.filter(([field]) => field);
  if (forbidden) {
    sessionStorage.removeItem(KEY);
    byId("key-field").hidden = false;
    fields.push(["key", problem.message]);
  } else if (problem.status === 413 && !fields.length) {
    fields.push(["article", problem.message]);
  }
  for (const [field, message] of fields) setError(field, message);
  if (fields.length) byId(fields[0][0]).focus();
  else byId("form-error").textContent = [problem.message, ...found.map(([, message]) => message)].join(" ");
}

function showDetected() {
  byId("detected").textContent = article.value.trim() ? `Will be read as ${KINDS[kindOf(article.value)]}.` : "";
}

// ---- narrating

async function narrate() {
  clearErrors();
  if (!article.value.trim()) {
    setError("article", "Paste an article or its address first.");
    article.focus();
    return;
  }
  if (key.value.trim()) sessionStorage.setItem(KEY, key.value.trim());
  const body = { [kindOf(article.value)]: article.value.trim() };
  if (title.value.trim()) body.title = title.value.trim();
  if (voice.value) body.voice = voice.value;

  current?.abort();
  const mine = (current = new AbortController());
  say(body.url ? "Fetching the page …" : "Sending the article …");
  try {
    const posted = await post(body, mine.signal);
    refreshLatest();
    say("");
    showResult(posted, body); // it can be heard while it is read
  } catch (error) {
    if (mine.signal.aborted) return; // the next one is on its way
    say("");
    if (!(error instanceof Problem)) throw error;
    showProblem(error);
  }
  refreshLatest();
}

function post(body, signal) {
  const json = { "Content-Type": "application/json", ...headers() };
  return ask("/v1/articles", { method: "POST", headers: json, body: JSON.stringify(body), signal });
}

function showResult(posted, body) {
  const player = element("readcast-player", { article: posted.id, server: "", content: "none", titled: "" });
  byId("player").replaceChildren(player);
  showSnippets(posted, body).catch(showListProblem);
  byId("result").hidden = false;
  byId("result-title").focus({ preventScroll: true });
  byId("result").scrollIntoView({ block: "start" });
}

// ---- what to copy

async function showSnippets(posted, body) {
  const login = sessionStorage.getItem(KEY) ? ' -H "Authorization: Bearer $READCAST_API_KEY"' : "";
  const address = posted.urls.self.slice(0, posted.urls.self.lastIndexOf("/"));
  const curl = `curl ${forShell(address)}${login} -H 'Content-Type: application/json' -d ${forShell(JSON.stringify(body))}`;
  const forms = await ask(posted.urls.snippets);
  const snippets = [
    ["Player for your page", forms.script],
    ["The same in a frame", forms.iframe],
    ["Page to share", forms.share],
    ["Address of the audio (MP3)", posted.urls.audio],
    ["The same from a program", curl],
  ];
  byId("result").querySelector(".snippets").replaceChildren(...snippets.map(snippet));
}

function snippet([heading, code]) {
  const made = byId("snippet").content.firstElementChild.cloneNode(true);
  const button = made.querySelector("button");
  made.querySelector("h3").textContent = heading;
  made.querySelector("pre").setAttribute("aria-label", heading);
  made.querySelector("code").textContent = code;
  button.setAttribute("aria-label", `Copy: ${heading}`);
  button.addEventListener("click", () => copy(code, made.querySelector("code"), button));
  return made;
}

async function copy(text, shown, button) {
  try {
    await navigator.clipboard.writeText(text); // is not there over plain http, and may be refused
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(shown);
    button.textContent = "Press Ctrl+C";
  }
  setTimeout(() => (button.textContent = "Copy"), 2500);
}

function forShell(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

// ---- voices and the latest articles

async function showVoices() {
  const { items } = await ask("/v1/voices?installed=true", { headers: headers() });
  for (const item of items) {
    const text = item.default ? `${item.name} (default)` : item.name;
    voice.append(element("option", { value: item.name, text }));
  }
  if (!items.length) setError("voice", "No voice is installed yet: readcast voices install NAME");
}

async function showLatest() {
  clearTimeout(listTimer);
  const { items } = await ask("/v1/articles?limit=10", { headers: headers(), cache: "no-store" });
  byId("latest").replaceChildren(...items.map(listed));
  byId("latest").hidden = items.length === 0;
  byId("latest-hint").textContent = items.length ? "" : "None yet. What you narrate appears here.";
  const unfinished = items.some((item) => ["queued", "processing"].includes(item.status));
  clearTimeout(listTimer); // of a call that overtook this one
  if (unfinished) listTimer = setTimeout(refreshLatest, LIST_SECONDS * 1000);
}

function refreshLatest() {
  showLatest().catch(showListProblem);
}

function listed(item) {
  const row = element("li");
  const own = item.narrations.filter((narration) => narration.kind === "article");
  const done = own.find((narration) => narration.status === "completed");
  const name = item.title ?? `Untitled article (${item.id})`;
  const where = { href: `/listen/${item.id}`, text: name, lang: item.language ?? "" };
  row.append(item.status === "draft" ? element("span", { text: name }) : element("a", where));
  const about = item.status === "completed" && done ? clock(done.duration) : STATUSES[item.status];
  row.append(element("span", { class: "about", text: about }));
  const failed = own.find((narration) => narration.status === "failed");
  if (item.status === "failed" && failed) row.append(element("p", { class: "error", text: failed.error }));
  return row;
}

function showListProblem(problem) {
  if (!(problem instanceof Problem)) throw problem;
  if ([401, 403].includes(problem.status)) showProblem(problem);
  else byId("latest-hint").textContent = problem.message;
}

// ---- how it begins

form.addEventListener("submit", (event) => {
  event.preventDefault();
  narrate();
});
article.addEventListener("input", showDetected);
byId("example").addEventListener("click", () => {
  article.value = EXAMPLE;
  showDetected();
  clearErrors();
  form.querySelector(".primary").focus();
});
showDetected(); // the browser may have kept what was typed
showVoices().catch(showListProblem);
refreshLatest();
