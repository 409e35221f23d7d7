// <readcast-player>: the player of one article.
//
//   article   id of the article, or external:ID; without it the page's canonical address is looked up
//   server    where readcast is; empty is where the page is
//   voice     who reads at first        lang   language of the player's own words
//   content   CSS selector of the article on the page; "none" shows no reading along there
//   theme     "light" or "dark"; else as the reader's system is
import { Along } from "./along.js";
import { Aside, untilThere } from "./aside.js";
import { clock } from "./clock.js";
import { onlyOne, sessionOf } from "./device.js";
import { bindKeys, bindSeek, bindVoices } from "./keys.js";
import { habits, noteHabit, notePlace, placeOf } from "./memory.js";
import { Report } from "./report.js";
import { Problem, Server, lookUp } from "./server.js";
import { Sound } from "./sound.js";
import { TEXTS, speaking } from "./texts.js";
import { element, frame, showTimes, takeaway, voiceRow } from "./view.js";

const STEP_SECONDS = 10;
const SAVE_SECONDS = 5;
const MOST_TRIES = 4; // to learn what to play, while the server is away
const LOADING_MS = 800; // shorter waits are not worth a word
const NEWS_MS = 8000; // between two words on how far the rendering is

class ReadcastPlayer extends HTMLElement {
  static texts = TEXTS;

  connectedCallback() {
    this.connection = new AbortController();
    if (!this.shadowRoot) this.#build();
    if (this.ready) this.#bind();
    else this.#start(this.connection.signal);
  }

  disconnectedCallback() {
    this.early = false;
    if (this.ready) this.#leave();
    this.connection.abort();
  }

  #build() {
    const page = document.documentElement.lang;
    const { say, direction, language } = speaking(this.getAttribute("lang"), page, ...navigator.languages);
    this.say = say;
    const style = element("link", { rel: "stylesheet", href: new URL("element.css", import.meta.url) });
    this.attachShadow({ mode: "open" }).append(style, frame(say));
    this.root = this.shadowRoot.querySelector(".player");
    this.root.dir = direction;
    this.root.lang = language;
    this.find(".play").addEventListener("click", () => (this.ready ? this.toggle() : this.#soon()));
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  // ---- how it begins

  async #start(signal) {
    this.#setAvailable(true);
    for (let left = MOST_TRIES; ; left--) {
      try {
        return await this.#begin(signal);
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        if (signal.aborted) return;
        const passing = problem.status >= 500 || (problem.status === 0 && navigator.onLine);
        if (!passing || left <= 1) return this.#unavailable(problem, signal);
      }
      const seconds = 2 ** (MOST_TRIES - left) * (0.5 + Math.random());
      await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
      if (signal.aborted) return;
    }
  }

  async #begin(signal) {
    const home = this.getAttribute("server") ?? "";
    const article = this.getAttribute("article") ?? (await lookUp(home, canonicalAddress()));
    if (!article) throw new Problem(404, "");
    const server = new Server(home, article);
    const shown = await server.shown();
    if (signal.aborted) return; // taken off the page meanwhile
    server.article = shown.id;
    this.shown = shown;
    this.sound = new Sound(server);
    this.report = new Report(server);
    this.aside = new Aside();
    this.along = new Along(this);
    this.#fill();
    this.#choose(this.#firstVoice());
    this.#resume();
    this.report.once("load", 0);
    this.ready = true;
    this.#bind();
    if (this.early) this.play();
    this.dispatchEvent(new Event("ready"));
  }

  /** Pressed before it is known what to play. */
  #soon() {
    this.early = !this.early;
    this.find(".play").classList.toggle("waiting", this.early);
  }

  #firstVoice() {
    const kept = placeOf(this.shown.id)?.voice ?? habits().voices?.[this.shown.language ?? ""];
    const asked = this.getAttribute("voice");
    const known = (name) => this.shown.voices.some((voice) => voice.name === name);
    return [asked, kept].find(known) ?? this.shown.voice;
  }

  #choose(voice) {
    const narration = this.#narration(voice);
    this.sound.reset(voice, narration);
    this.report.voice = voice;
    this.#showVoice();
    this.#setRate(Number(habits().rate) || 1);
    this.loud = habits().volume || 1;
    this.#setVolume(this.loud, habits().muted ?? false);
    if (narration?.status === "failed") this.sound.problem = new Problem(424, narration.error);
  }

  #narration(voice) {
    return this.shown.narrations.find((one) => one.kind === "article" && one.voice === voice) ?? null;
  }

  async #resume() {
    const { sound } = this;
    const place = placeOf(this.shown.id);
    if (!place) return;
    const into = place.voice === sound.voice ? place.into : 0; // another speaks faster or slower
    sound.resume({ block: place.block, start: place.start, into }); // before anything can be pressed
    try {
      await sound.learn();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      return; // only when that is, is not known
    }
    if (sound.mode !== null || sound.wanted || this.moved) return;
    this.hint = this.say("resume", clock(sound.now));
    this.draw();
  }

  #fill() {
    const { title, language, takeaways, voices } = this.shown;
    const heading = this.find(".title");
    heading.textContent = title ?? "";
    heading.lang = language ?? "";
    heading.hidden = !title || !this.hasAttribute("titled");
    const list = this.find(".takeaways ul");
    list.lang = language ?? "";
    for (const item of takeaways) {
      const { button, row } = takeaway(item, this.say);
      button.addEventListener("click", () => this.#hear(item));
      list.append(row);
    }
    this.find(".takeaways").hidden = !takeaways.length;
    this.find(".hear").hidden = !this.shown.takeaways_audio;
    for (const voice of voices) {
      const { row, sample } = voiceRow(voice, this.shown.voice, this.say);
      sample?.addEventListener("click", () => this.#beside(sample, voice.preview_url));
      this.find(".voices ul").append(row);
    }
    this.find(".voice").hidden = voices.length < 2;
    this.find(".transcript").hidden = false;
  }

  /** Until it is taken off the page. */
  #bind() {
    const { sound, aside } = this;
    const { signal } = this.connection;
    const on = (selector, event, act) => this.find(selector).addEventListener(event, act, { signal });
    on(".back", "click", () => this.skip(-STEP_SECONDS));
    on(".ahead", "click", () => this.skip(STEP_SECONDS));
    on(".again", "click", () => {
      sound.retry();
      this.find(".play").focus(); // this button goes away
    });
    bindSeek(this, signal);
    bindKeys(this, signal);
    bindVoices(this, signal);
    on(".speed select", "change", (event) => this.setRate(Number(event.target.value)));
    on(".mute", "click", () => this.#chooseVolume(this.loud, !sound.audio.muted));
    on(".level", "input", (event) => this.#setVolume(Number(event.target.value) || this.loud, event.target.value === "0"));
    on(".level", "change", (event) => this.#chooseVolume(Number(event.target.value) || this.loud, event.target.value === "0"));
    on(".hear", "click", (event) => this.#hearTakeaways(event.currentTarget));
    on(".transcript", "toggle", () => this.along.openTranscript());
    on(".follow", "click", () => {
      this.along.page?.follow();
      this.draw();
    });
    on(".download", "click", () => this.report.once("download", sound.now));
    for (const name of ["change", "timeline"]) sound.addEventListener(name, () => this.draw(), { signal });
    sound.addEventListener("ended", () => this.#ended(), { signal });
    aside.addEventListener("change", () => this.draw(), { signal });
    for (const { audio } of [sound, aside]) audio.addEventListener("play", () => audio.paused || this.quiet(), { signal });
    addEventListener("online", () => sound.interrupted && sound.retry(), { signal });
    addEventListener("pagehide", () => this.#keep(), { signal });
    const saving = setInterval(() => this.#keep(), SAVE_SECONDS * 1000);
    signal.addEventListener("abort", () => clearInterval(saving));
    this.report.bind(signal);
    this.quiet = onlyOne(this.#sounding(), signal);
    this.session = sessionOf(this, signal);
    this.draw();
  }

  /** All that sounds here, as one. */
  #sounding() {
    const { sound, aside } = this;
    return {
      get wanted() {
        return sound.wanted || aside.wanted;
      },
      pause: () => {
        if (sound.wanted) this.pause();
        if (aside.wanted) aside.stop();
      },
    };
  }

  /** Nothing goes on where nobody sees it; put back, it begins where it was. */
  #leave() {
    const { sound } = this;
    const { place } = sound;
    this.pause();
    this.aside.stop();
    this.along.end();
    sound.reset(sound.voice, sound.narration);
    sound.resume(place);
  }

  // ---- what can be done, by hand or by the page's own script

  toggle() {
    if (this.sound.wanted) this.pause();
    else this.play();
  }

  play() {
    this.aside.stop();
    this.quiet();
    this.hint = "";
    this.report.once("play", this.sound.now);
    this.sound.play();
    this.along.begin();
  }

  pause() {
    this.sound.pause();
    this.#keep();
  }

  seek(seconds) {
    this.report.note("seek", this.sound.now, Math.round(seconds));
    this.moved = true;
    this.hint = "";
    this.sound.seek(seconds);
  }

  skip(seconds) {
    this.seek(this.sound.now + seconds);
  }

  /** Play from the beginning of the sentence of that index. */
  playSentence(index) {
    if (!this.sound.wanted) this.play();
    this.sound.seekSentence(index);
  }

  setRate(rate) {
    noteHabit("rate", rate);
    this.report.note("speed", this.sound.now, rate);
    this.#setRate(rate);
  }

  changeVoice(name) {
    noteHabit("voices", { ...habits().voices, [this.shown.language ?? ""]: name });
    this.aside.stop();
    this.report.note("voice", this.sound.now, name);
    this.report.send();
    this.report.voice = name;
    this.sound.changeVoice(name, this.#narration(name));
    this.#showVoice();
  }

  // ---- the rest of what is done by hand

  async #hear(item) {
    const { sound } = this;
    this.report.note("takeaway", sound.now);
    if (sound.mode === null && !sound.wanted) {
      sound.resume({ block: item.block, start: item.start_char, into: 0 });
      return this.play();
    }
    try {
      await sound.learn();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      return; // what sounds, sounds on
    }
    this.playSentence(sound.timeline.indexOf(item.block, item.start_char));
  }

  #beside(button, address, ready) {
    if (this.sound.wanted) this.pause();
    this.aside.toggle(button, address, ready);
  }

  #hearTakeaways(button) {
    const address = this.sound.server.audio(this.sound.voice, "takeaways");
    this.#beside(button, address, (stopped) => untilThere(address, stopped));
  }

  #setRate(rate) {
    const { audio } = this.sound;
    audio.defaultPlaybackRate = audio.playbackRate = rate; // the former outlives a change of the source
    this.find(".speed select").value = String(rate);
  }

  /** Never 0: that is muted, and the volume is what it was. */
  #setVolume(volume, muted) {
    Object.assign(this.sound.audio, { volume, muted });
    Object.assign(this.aside.audio, { volume, muted });
    this.find(".level").value = muted ? 0 : volume;
    this.find(".mute").classList.toggle("silent", muted);
    const label = this.say(muted ? "unmute" : "mute");
    this.find(".mute").setAttribute("aria-label", label);
    this.find(".mute").title = label;
  }

  #chooseVolume(volume, muted) {
    this.loud = volume;
    this.#setVolume(volume, muted);
    noteHabit("volume", volume);
    noteHabit("muted", muted);
  }

  #ended() {
    const { duration } = this.sound;
    this.report.look(duration, duration, true); // the last look was a moment before the end
    this.report.once("complete", duration);
    this.report.send();
    this.moved = false;
    notePlace(this.shown.id, null, 1);
    this.along.page?.show(-1, null);
  }

  #keep() {
    const { sound } = this;
    const { place, now, duration } = sound;
    if (!this.moved || place.block < 0 || now <= 2) return; // another tab may know better
    this.moved = false;
    notePlace(this.shown.id, { voice: sound.voice, ...place }, duration ? now / duration : 0);
  }

  // ---- what is shown

  draw() {
    const { sound } = this;
    showTimes(this.root, sound, this.say);
    const play = this.find(".play");
    play.setAttribute("aria-label", this.say(sound.wanted ? "pause" : "play"));
    play.classList.toggle("playing", sound.wanted);
    play.classList.toggle("waiting", sound.waiting);
    this.find(".follow").hidden = !(sound.wanted && this.along.lost);
    this.#showState();
    const sounds = sound.wanted && !sound.audio.paused && !sound.waiting;
    if (sounds) this.moved = true; // since its place was saved
    this.report.look(sound.now, sound.duration, sounds);
    this.session.show();
  }

  #showState() {
    const { sound } = this;
    const bar = this.find("progress");
    this.find(".status").classList.toggle("failed", this.problem !== null);
    this.find(".again").hidden = sound.problem === null;
    bar.hidden = !(sound.rendering && sound.wanted);
    bar.value = sound.narration?.progress ?? 0;
    this.#say(this.#state());
    const download = this.find(".download");
    download.hidden = !(this.shown.download && sound.completed);
    if (!download.hidden) download.href = sound.server.audio(sound.voice);
  }

  get problem() {
    return this.sound.problem ?? this.aside.problem;
  }

  /** What a screen reader is told, too: so no word on short waits, and few on how far it is. */
  #state() {
    const { sound, problem, say } = this;
    if (!sound.waiting) this.waitingSince = null;
    if (problem?.status === 0 && !navigator.onLine) return say("offline");
    if (problem === sound.problem && problem && problem.status % 500 === 0) return say("broken");
    if (problem) return `${say("failed")} ${problem.message}`;
    if (sound.rendering && sound.wanted) {
      if (sound.narration.status === "queued") return say("waiting");
      if (this.news && performance.now() - this.newsAt < NEWS_MS) return this.news;
      this.newsAt = performance.now();
      return (this.news = say("rendering", Math.floor(20 * sound.narration.progress) * 5));
    }
    this.news = "";
    if (!sound.waiting) return this.hint ?? "";
    if (this.waitingSince === null) setTimeout(() => this.isConnected && this.draw(), LOADING_MS);
    this.waitingSince ??= performance.now();
    return performance.now() - this.waitingSince < LOADING_MS - 10 ? "" : say("loading");
  }

  #showVoice() {
    const { voice } = this.sound;
    this.find("#voice-name").textContent = this.shown.voices.find((one) => one.name === voice)?.label ?? voice;
    for (const radio of this.root.querySelectorAll(".voices input")) radio.checked = radio.value === voice;
  }

  #say(text) {
    const status = this.find(".status");
    if (status.textContent !== text) status.textContent = text;
  }

  #setAvailable(available) {
    this.find(".play").disabled = !available;
    this.find(".choices").hidden = !available;
    this.root.classList.toggle("unavailable", !available);
    this.#say("");
  }

  #again(signal) {
    const style = this.shadowRoot.querySelector("link");
    style.replaceWith(style.cloneNode()); // it may not have come either
    this.#start(signal);
  }

  #unavailable(problem, signal) {
    this.#setAvailable(false);
    const unreached = problem.status === 0 || problem.status >= 500;
    this.#say(this.say(problem.status === 0 && !navigator.onLine ? "offline" : "unavailable"));
    if (unreached) addEventListener("online", () => this.#again(signal), { once: true, signal });
    this.dispatchEvent(new CustomEvent("unavailable", { detail: problem }));
  }
}

function canonicalAddress() {
  return document.querySelector('link[rel="canonical"]')?.href ?? location.href.split("#")[0];
}

if (!customElements.get("readcast-player")) customElements.define("readcast-player", ReadcastPlayer);
