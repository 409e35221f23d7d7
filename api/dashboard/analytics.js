// The page "Who listens": asks /v1/analytics, with the key if there is one, and draws what it says.
import { Refused, forgetKey, hasKey, keepKey, ask as fetched } from "./ask.js";
import { columns, curve } from "./charts.js";
import { byId, html, table } from "./elements.js";
import * as figures from "./figures.js";

const TOP = 10;
const [from, to, kind, problem, shown] = ["from", "to", "kind", "problem", "shown"].map(byId);
const today = figures.toDay(new Date());
let current = null; // the AbortController of what is being asked

// ---- asking

function query(more = {}) {
  const asked = { from: from.value, to: to.value, kind: kind.value, ...more };
  const article = new URLSearchParams(location.search).get("article");
  if (article) asked.article = article;
  return new URLSearchParams(asked);
}

const ask = (path, more, signal) => fetched(path, query(more), signal);

async function allDays(signal) {
  const answer = { items: [], totals: null };
  let cursor = null;
  do {
    const page = await (await ask("/v1/analytics", { group: "day", limit: 100, ...(cursor && { cursor }) }, signal)).json();
    answer.items.push(...page.items);
    answer.totals = page.totals;
    cursor = page.next_cursor;
  } while (cursor);
  return answer;
}

async function load() {
  if (!from.value || !to.value) return;
  remember();
  current?.abort();
  const { signal } = (current = new AbortController());
  shown.setAttribute("aria-busy", "true");
  const days = figures.daysFrom(from.value, to.value);
  const before = { from: figures.daysAfter(from.value, -days), to: figures.daysAfter(from.value, -1), limit: 1 };
  const json = (more) => ask("/v1/analytics", more, signal).then((answer) => answer.json());
  try {
    const [daily, articles, voices, past] = await Promise.all([
      allDays(signal),
      json({ group: "article", limit: TOP }),
      json({ group: "voice", limit: TOP }),
      json(before),
    ]);
    show(daily, articles.items, voices.items, past.totals, days);
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof Refused)) throw error;
    refuse(error);
  }
  shown.removeAttribute("aria-busy");
}

function refuse(error) {
  const wanted = error.status === 401;
  const first = wanted && byId("key-form").hidden && !hasKey();
  problem.textContent = first ? "" : error.message;
  shown.hidden = byId("empty").hidden = true;
  byId("key-form").hidden = !wanted;
  if (wanted) {
    forgetKey();
    byId("key").focus();
  }
}

// ---- showing

function show(daily, articles, voices, past, days) {
  const { totals } = daily;
  const nothing = totals.plays === 0 && totals.loads === 0;
  problem.textContent = "";
  byId("key-form").hidden = true;
  byId("empty").hidden = !nothing;
  shown.hidden = nothing;
  showOnly(articles);
  const period = `${figures.written(from.value)} to ${figures.written(to.value)}`;
  byId("status").textContent = nothing ? "Nobody has listened in these days." : `${figures.count(totals.plays)} plays, ${period}.`;
  if (nothing) return;
  byId("tiles").replaceChildren(...tiles(totals, past, days));
  const { bins, unit } = figures.bins(daily.items, from.value, to.value);
  showColumns("plays", `Plays by ${unit}`, bins, (bin) => bin.plays, figures.count, true);
  showColumns("hours", `Hours listened by ${unit}`, bins, (bin) => figures.inHours(bin.seconds), oneDigit, false);
  showCurve(totals);
  byId("articles").hidden = new URLSearchParams(location.search).has("article");
  showRanked("articles", "article", "Top articles", "Article", articles, articleName);
  showRanked("voices", "voice", "Voices", "Voice", voices, ({ voice }) => voice);
}

function showOnly(articles) {
  const only = new URLSearchParams(location.search).get("article");
  byId("only").hidden = !only;
  byId("only-title").textContent = articles[0]?.article.title ?? only;
  byId("only-clear").href = address({ article: null });
}

function tiles(totals, past, days) {
  const entries = [
    ["Plays", figures.count(totals.plays), figures.change(totals.plays, past.plays, days)],
    ["Hours listened", figures.hours(totals.listened_seconds), figures.change(totals.listened_seconds, past.listened_seconds, days)],
    ["Heard to the end", figures.percent(totals.completion_rate), figures.changeOfShare(totals.completion_rate, past.completion_rate, days)],
    ["Heard on average", figures.percent(totals.listened_share), figures.changeOfShare(totals.listened_share, past.listened_share, days)],
  ];
  return entries.map(([name, number, changed]) =>
    html("div", { class: "card" }, html("dt", {}, name), html("dd", { class: "number" }, number), html("dd", { class: "change" }, changed)),
  );
}

function showColumns(id, title, bins, value, show, whole) {
  const most = bins.reduce((best, bin) => (value(bin) > value(best) ? bin : best));
  const summary = `${title}: most on ${most.name}, ${show(value(most))}. The table below has all of them.`;
  const shapes = bins.map((bin) => ({ label: bin.label, value: value(bin), tip: `${bin.name}: ${show(value(bin))}` }));
  const chart = columns(shapes, { summary, whole, show: (number) => (number < 1000 ? show(number) : figures.compact(number)) });
  const rows = bins.map((bin) => [bin.name, show(value(bin))]).reverse();
  card(id, title, id === "plays" ? "day" : null, chart, behind(table(title, ["When", title.split(" by ")[0]], rows, "details-table")));
}

function showCurve(totals) {
  const plays = totals.plays;
  const counts = [plays, ...totals.reached];
  const shares = counts.map((reached) => (plays ? Math.min(1, reached / plays) : 0));
  const tips = shares.map((share, index) => `${figures.percent(share)} hear ${index === 0 ? "the beginning" : `${10 * index}%`}`);
  const summary = `How far plays come: ${tips[5]}, ${tips[10]}. The table below has all of it.`;
  const rows = counts.map((reached, index) => [`${10 * index}%`, figures.count(reached), figures.percent(shares[index])]);
  const title = "Where listeners stop";
  const chart = curve(shares, tips, summary);
  card("curve", title, null, chart, behind(table(title, ["Comes to", "Plays", "Share"], rows, "details-table")));
}

function showRanked(id, group, title, heading, items, name) {
  const most = Math.max(1, ...items.map((item) => item.plays));
  const rows = items.map((item) => [
    name(item),
    figures.count(item.plays),
    figures.hours(item.listened_seconds),
    figures.percent(item.completion_rate),
  ]);
  const made = table(title, [heading, "Plays", "Hours", "To the end"], rows, "ranked");
  made.querySelectorAll("tbody th").forEach((cell, index) => cell.style.setProperty("--share", (100 * items[index].plays) / most));
  card(id, title, group, made);
}

function articleName({ article }) {
  return html("a", { href: address({ article: article.id }) }, article.title ?? `Untitled article (${article.id})`);
}

function card(id, title, group, ...content) {
  const heading = html("h2", { id: `${id}-title` }, title);
  const save = group && html("button", { type: "button", class: "small", "aria-label": `Download CSV: ${title}` }, "CSV");
  save?.addEventListener("click", () => download(group).catch(refuse));
  byId(id).replaceChildren(html("div", { class: "head" }, heading, save), ...content);
}

function behind(rows) {
  return html("details", {}, html("summary", {}, "Show as a table"), html("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Table" }, rows));
}

async function download(group) {
  const answer = await ask("/v1/analytics.csv", { group });
  const name = answer.headers.get("Content-Disposition")?.match(/filename="([^"]+)"/)?.[1] ?? "listening.csv";
  const link = html("a", { href: URL.createObjectURL(await answer.blob()), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const oneDigit = (number) => (Math.round(number * 10) / 10).toLocaleString("en");

// ---- which days

/** The address of this page with other values in its query; null takes one away. */
function address(changes) {
  const values = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) value === null ? values.delete(name) : values.set(name, value);
  return values.size ? `/analytics?${values}` : "/analytics";
}

/** Puts what is chosen into the address, so that it can be sent to somebody. */
function remember() {
  history.replaceState(null, "", address({ from: from.value, to: to.value, kind: kind.value }));
  const days = to.value === today ? String(figures.daysFrom(from.value, to.value)) : "";
  for (const button of document.querySelectorAll("[data-days]")) button.setAttribute("aria-pressed", button.dataset.days === days);
}

function choose(days) {
  to.value = today;
  from.value = figures.daysAfter(today, 1 - days);
}

// ---- how it begins

const given = new URLSearchParams(location.search);
choose(30);
if (given.get("from")) from.value = given.get("from");
if (given.get("to")) to.value = given.get("to");
if ([...kind.options].some(({ value }) => value === given.get("kind"))) kind.value = given.get("kind");
byId("snippet").textContent = `<iframe src="${location.origin}/embed/external:YOUR_ID" width="100%" height="560" title="Listen to the article"></iframe>`;
for (const button of document.querySelectorAll("[data-days]")) {
  button.addEventListener("click", () => {
    choose(Number(button.dataset.days));
    load();
  });
}
for (const field of [from, to, kind]) field.addEventListener("change", load);
byId("filters").addEventListener("submit", (event) => event.preventDefault());
byId("key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  keepKey(byId("key").value.trim());
  load();
});
load();
