// The player of one article. The server says in data-* how its narration stood when the page was made.
import { Problem, clock, untilReady } from "./ready.js";

const MOST_RECOVERIES = 3; // of one voice: an address that ran out is asked for anew, a broken file is given up
const SEEK_SECONDS = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -30, PageUp: 30 };

const player = document.querySelector(".player");
const find = (selector) => player.querySelector(selector);
const [play, seek, status, bar, again] = [".play", ".seek", ".status", "progress", ".again"].map(find);
const voices = find("select");
const audio = document.createElement("audio");

let voice = player.dataset.voice;
let length = Number(player.dataset.duration) || 0; // seconds, as far as known
let start = 0; // where to begin once the audio is there, as a part of the whole
let wanted = false; // the listener wants to hear it
let preparing = null; // the AbortController of the wait for a narration
let recoveries = 0;

function source() {
  const query = voice ? `?${new URLSearchParams({ voice })}` : "";
  return `/v1/articles/${encodeURIComponent(player.dataset.article)}/audio${query}`;
}

// ---- what is shown

function showTime() {
  const known = Number.isFinite(audio.duration) ? audio.duration : length;
  const now = audio.readyState ? audio.currentTime : start * known;
  seek.disabled = !known;
  seek.max = known;
  seek.value = now;
  seek.style.setProperty("--played", known ? `${(100 * now) / known}%` : "0%");
  seek.setAttribute("aria-valuetext", `${clock(now)} of ${clock(known)}`);
  find(".elapsed").textContent = clock(now);
  find(".total").textContent = clock(known);
}

function showButton() {
  const playing = preparing ? wanted : !audio.paused;
  play.setAttribute("aria-label", playing ? "Pause" : "Play");
  play.classList.toggle("playing", playing);
  play.classList.toggle("waiting", wanted && (preparing !== null || audio.readyState < audio.HAVE_FUTURE_DATA));
}

function say(text, { failed = false, progress = null } = {}) {
  status.textContent = text;
  status.classList.toggle("failed", failed);
  bar.hidden = progress === null;
  bar.value = progress ?? 0;
  again.hidden = !failed;
}

function showProgress(narration) {
  const reading = narration.status === "processing";
  const percent = Math.round(100 * narration.progress);
  say(reading ? `Preparing the audio: ${percent}%` : "Preparing the audio …", { progress: narration.progress });
}

function fail(reason) {
  wanted = false;
  say(`${reason} You can try again, or choose another voice.`, { failed: true });
}

// ---- from a wish to sound

/** Waits for the narration by the chosen voice, then goes on at `start` if the listener wants to hear it. */
async function prepare() {
  preparing?.abort();
  const mine = (preparing = new AbortController());
  audio.pause();
  audio.removeAttribute("src");
  audio.load();
  say("Loading …");
  showButton();
  try {
    await untilReady(source(), showProgress, mine.signal);
  } catch (error) {
    if (mine.signal.aborted) return; // another voice was chosen meanwhile
    preparing = null;
    if (!(error instanceof Problem)) throw error;
    fail(error.message);
    showButton();
    return;
  }
  preparing = null;
  say(wanted ? "" : "Ready to play");
  load();
  if (wanted) await begin();
  showButton();
}

function load() {
  audio.preload = wanted ? "auto" : "metadata";
  audio.src = source();
}

async function begin() {
  try {
    await audio.play();
  } catch (error) {
    if (error.name !== "NotAllowedError") return; // paused meanwhile, or the error event tells
    wanted = false;
    say("The audio is ready: press play."); // the browser wants a fresh click
  }
}

function toggle() {
  if (preparing) {
    wanted = !wanted;
  } else if (!audio.paused) {
    audio.pause();
  } else if (audio.src || player.dataset.status === "completed") {
    say("");
    wanted = true;
    if (!audio.src) load();
    begin(); // before any await: Safari lets a click start sound only directly
  } else {
    wanted = true;
    prepare();
  }
  showButton();
}

/** Second at which the chosen voice begins the sentence at that place of the article; null if it did not read it. */
async function placeOf(block, start) {
  const { narrations } = await (await fetch(`/v1/articles/${encodeURIComponent(player.dataset.article)}`)).json();
  const mine = narrations.find((n) => n.kind === "article" && n.voice === voice && n.status === "completed");
  if (!mine) return null;
  const { marks } = await (await fetch(new URL(mine.urls.marks).pathname)).json();
  const before = (mark) => mark.block < block || (mark.block === block && mark.start_char <= start);
  const sentences = marks.filter((mark) => mark.type === "sentence" && before(mark));
  return sentences.length ? sentences[sentences.length - 1].start : null;
}

/** Plays the article from the sentence that a takeaway stands for. */
async function hear(block, start) {
  if (!audio.src) {
    wanted = false; // or it would begin at its beginning
    await prepare();
    if (!audio.src) return; // it failed, and that is shown
  }
  const seconds = await placeOf(block, start);
  if (seconds === null) return;
  const go = () => (audio.currentTime = seconds);
  if (audio.readyState) go();
  else audio.addEventListener("loadedmetadata", go, { once: true });
  say("");
  wanted = true;
  begin();
}

function proportion() {
  return audio.readyState && audio.duration ? audio.currentTime / audio.duration : start;
}

function moveTo(seconds) {
  if (audio.readyState) audio.currentTime = seconds;
  else start = Number(seek.max) ? seconds / Number(seek.max) : 0;
  showTime();
}

audio.addEventListener("loadedmetadata", () => {
  length = audio.duration;
  if (start) audio.currentTime = start * audio.duration;
  start = 0;
  showTime();
});
audio.addEventListener("play", () => (wanted = true));
audio.addEventListener("pause", () => {
  if (!preparing) wanted = false;
});
for (const name of ["play", "pause", "playing", "waiting", "canplay"]) audio.addEventListener(name, showButton);
for (const name of ["timeupdate", "seeking", "durationchange", "ended"]) audio.addEventListener(name, showTime);
audio.addEventListener("error", () => {
  start = proportion();
  if (recoveries++ < MOST_RECOVERIES) {
    prepare();
  } else {
    fail("The audio cannot be played.");
    showButton();
  }
});

// ---- the controls

play.addEventListener("click", toggle);
again.addEventListener("click", () => {
  recoveries = 0;
  wanted = true;
  prepare();
  play.focus(); // this button goes away
});
seek.addEventListener("input", () => moveTo(Number(seek.value)));
seek.addEventListener("keydown", (event) => {
  const step = SEEK_SECONDS[event.key];
  if (step === undefined) return;
  event.preventDefault();
  moveTo(Math.min(Number(seek.max), Math.max(0, Number(seek.value) + step)));
});
for (const choice of player.querySelectorAll('input[name="speed"]')) {
  choice.addEventListener("change", () => {
    audio.defaultPlaybackRate = audio.playbackRate = Number(choice.value); // the former outlives a change of voice
  });
}
for (const item of player.querySelectorAll(".takeaways li")) {
  const button = document.createElement("button");
  button.type = "button";
  button.title = "Hear it in the article";
  button.textContent = item.textContent;
  button.addEventListener("click", () => hear(Number(item.dataset.block), Number(item.dataset.start)));
  item.replaceChildren(button);
}
voices.addEventListener("change", () => {
  start = proportion();
  voice = voices.value;
  recoveries = 0;
  const here = new URL(location.href);
  here.searchParams.set("voice", voice);
  history.replaceState(null, "", here);
  prepare();
});

// ---- how it begins

document.body.classList.toggle("alone", window.top === window);
audio.preservesPitch = true;
player.append(audio);
find(".deck").hidden = false;
find(".speeds").hidden = false;
showTime();
if (["queued", "processing"].includes(player.dataset.status)) prepare();
else if (player.dataset.status === "failed") fail(`This narration failed: ${player.dataset.error}`);
