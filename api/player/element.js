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
import { bindKeys, bindSeek } from "./keys.js";
import { habits, noteHabit, notePlace, placeOf } from "./memory.js";
import { Report } from "./report.js";
import { Problem, Server, lookUp } from "./server.js";
import { Sound } from "./sound.js";
import { TEXTS, speaking } from "./texts.js";
import { element, frame, showTimes, takeaway, voiceRow } from "./view.js";

const STEP_SECONDS = 10;
const SAVE_SECONDS = 5;

class ReadcastPlayer extends HTMLElement {
  static texts = TEXTS;

  connectedCallback() {
    if (this.shadowRoot) return;
    const page = document.documentElement.lang;
    const { say, direction, language } = speaking(this.getAttribute("lang"), page, ...navigator.languages);
    this.say = say;
    const style = element("link", { rel: "stylesheet", href: new URL("element.css", import.meta.url) });
    this.attachShadow({ mode: "open" }).append(style, frame(say));
    this.root = this.shadowRoot.querySelector(".player");
    this.root.dir = direction;
    this.root.lang = language;
    this.find(".play").addEventListener("click", () => (this.ready ? this.toggle() : this.#soon()));
    this.#begin().catch((problem) => {
      if (!(problem instanceof Problem)) throw problem;
      this.#unavailable(problem);
    });
  }

  disconnectedCallback() {
    this.early = false;
    this.sound?.pause();
    this.along?.end();
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  // ---- how it begins

  async #begin() {
    const home = this.getAttribute("server") ?? "";
    const article = this.getAttribute("article") ?? (await lookUp(home, canonicalAddress()));
    if (!article) throw new Problem(404, "");
    const server = new Server(home, article);
    const shown = await server.shown();
    server.article = shown.id;
    this.shown = shown;
    this.sound = new Sound(server);
    this.report = new Report(server);
    this.aside = new Aside();
    this.along = new Along(this);
    this.#fill();
    this.#bind();
    this.#choose(this.#firstVoice());
    this.#resume();
    this.draw();
    this.report.once("load", 0);
    this.ready = true;
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
    this.#setVolume(habits().volume ?? 1, habits().muted ?? false);
    if (narration?.status === "failed") this.sound.problem = new Problem(424, narration.error);
  }

  #narration(voice) {
    return this.shown.narrations.find((one) => one.kind === "article" && one.voice === voice) ?? null;
  }

  async #resume() {
    const place = placeOf(this.shown.id);
    try {
      if (place) await this.sound.learn();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
    }
    if (place && this.sound.mode === null && !this.sound.wanted) {
      const { timeline } = this.sound;
      const index = timeline.indexOf(place.block, place.start);
      const same = this.sound.voice === place.voice;
      this.sound.resting = same ? place.seconds : timeline.startOf(index);
      this.#say(this.say("resume", clock(this.sound.resting)));
      this.draw();
    }
  }

  #fill() {
    const { title, language, takeaways, voices, download } = this.shown;
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
      const { radio, row, sample } = voiceRow(voice, this.shown.voice, this.say);
      radio.addEventListener("change", () => this.changeVoice(voice.name));
      sample?.addEventListener("click", () => this.#beside(sample, voice.preview_url));
      this.find(".voices ul").append(row);
    }
    this.find(".voice").hidden = voices.length < 2;
    this.find(".transcript").hidden = false;
    this.find(".download").hidden = !download;
  }

  #bind() {
    const { sound } = this;
    const on = (selector, event, act) => this.find(selector).addEventListener(event, act);
    on(".back", "click", () => this.skip(-STEP_SECONDS));
    on(".ahead", "click", () => this.skip(STEP_SECONDS));
    on(".again", "click", () => {
      sound.retry();
      this.find(".play").focus(); // this button goes away
    });
    bindSeek(this);
    bindKeys(this);
    on(".speed select", "change", (event) => this.setRate(Number(event.target.value)));
    on(".mute", "click", () => this.#setVolume(sound.audio.volume, !sound.audio.muted, true));
    on(".level", "input", (event) => this.#setVolume(Number(event.target.value), false, true));
    on(".hear", "click", (event) => this.#hearTakeaways(event.currentTarget));
    on(".transcript", "toggle", () => this.along.openTranscript());
    on(".follow", "click", () => {
      this.along.page?.follow();
      this.draw();
    });
    on(".download", "click", () => this.report.once("download", sound.now));
    document.addEventListener("click", (event) => event.composedPath().includes(this.find(".voices")) || this.closeMenu());
    sound.addEventListener("change", () => this.draw());
    sound.addEventListener("timeline", () => this.draw());
    sound.addEventListener("ended", () => this.#ended());
    addEventListener("online", () => sound.problem && sound.retry());
    addEventListener("pagehide", () => this.#keep());
    this.quiet = onlyOne(sound);
    this.session = sessionOf(this);
    setInterval(() => this.#keep(), SAVE_SECONDS * 1000);
  }

  // ---- what can be done, by hand or by the page's own script

  toggle() {
    if (this.sound.wanted) this.pause();
    else this.play();
  }

  play() {
    this.aside.stop();
    this.quiet();
    this.#say("");
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
    this.closeMenu();
  }

  // ---- the rest of what is done by hand

  async #hear(item) {
    this.report.note("takeaway", this.sound.now);
    await this.sound.learn();
    this.playSentence(this.sound.timeline.indexOf(item.block, item.start_char));
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

  #setVolume(volume, muted, chosen = false) {
    Object.assign(this.sound.audio, { volume, muted });
    const silent = muted || volume === 0;
    this.find(".level").value = silent ? 0 : volume;
    this.find(".mute").classList.toggle("silent", silent);
    const label = this.say(silent ? "unmute" : "mute");
    this.find(".mute").setAttribute("aria-label", label);
    this.find(".mute").title = label;
    if (!chosen) return;
    noteHabit("volume", volume);
    noteHabit("muted", muted);
  }

  closeMenu() {
    this.find(".voices").open = false;
  }

  #ended() {
    this.report.once("complete", this.sound.duration);
    this.report.send();
    notePlace(this.shown.id, null, 1);
    this.along.page?.show(-1, null);
  }

  #keep() {
    const { sound } = this;
    if (!sound.wanted && sound.mode === null) return;
    const sentence = sound.timeline.sentences[sound.sentence];
    const place = { voice: sound.voice, block: sentence?.block ?? -1, start: sentence?.start ?? 0, seconds: sound.now };
    if (sound.now > 2) notePlace(this.shown.id, place, sound.duration ? sound.now / sound.duration : 0);
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
    this.report.look(sound.now, sound.duration, !sound.audio.paused && !sound.waiting);
    this.session.show();
  }

  #showState() {
    const { sound, say } = this;
    const offline = sound.problem?.status === 0 && !navigator.onLine;
    const bar = this.find("progress");
    this.find(".status").classList.toggle("failed", sound.problem !== null);
    this.find(".again").hidden = sound.problem === null;
    bar.hidden = !(sound.rendering && sound.wanted);
    bar.value = sound.narration?.progress ?? 0;
    if (sound.problem) this.#say(offline ? say("offline") : `${say("failed")} ${sound.problem.message}`);
    else if (sound.rendering && sound.wanted) {
      const percent = Math.floor(20 * sound.narration.progress) * 5; // a screen reader is not told of each
      this.#say(sound.narration.status === "queued" ? say("waiting") : say("rendering", percent));
    } else if (sound.waiting) this.#say(say("loading"));
    else if (sound.wanted) this.#say("");
    const download = this.find(".download");
    if (!download.hidden) download.href = sound.server.audio(sound.voice);
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

  #unavailable(problem) {
    this.find(".play").disabled = true;
    this.find(".choices").hidden = true;
    this.root.classList.add("unavailable");
    const offline = problem.status === 0 && !navigator.onLine;
    this.#say(this.say(offline ? "offline" : "unavailable"));
    if (offline) addEventListener("online", () => location.reload(), { once: true });
    this.dispatchEvent(new CustomEvent("unavailable", { detail: problem }));
  }
}

function canonicalAddress() {
  return document.querySelector('link[rel="canonical"]')?.href ?? location.href.split("#")[0];
}

if (!customElements.get("readcast-player")) customElements.define("readcast-player", ReadcastPlayer);
