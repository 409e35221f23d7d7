// From a wish to hear something to sound: one article by one voice, from any place of it.
//
// It is heard from the finished file where there is one ("file"), else while it is rendered: from its beginning
// ("live"), or a few sentences at a time from the middle ("passage") until the file is there.
import { Problem, ask } from "./server.js";
import { Timeline } from "./timeline.js";

const HLS = "application/vnd.apple.mpegurl";
const LEAD_SECONDS = 0.05; // of silence, before what is heard while it is rendered
const PASSAGE_CHARACTERS = 300; // about 20 seconds
const FOLLOW_SECONDS = 1;
const MOST_RECOVERIES = 3; // an address that ran out is asked for anew, a broken file is given up

/** Tells "change" whenever something that can be seen has changed, "timeline" when other times are known, "ended". */
export class Sound extends EventTarget {
  constructor(server) {
    super();
    this.server = server;
    this.audio = new Audio();
    this.audio.preservesPitch = true;
    this.sentences = [];
    this.timeline = new Timeline([]);
    this.reset(null, null);
    this.#listen();
  }

  /** Nothing is loaded: `narration` is what is known of the voice's; null if nobody asked for it yet. */
  reset(voice, narration) {
    this.following?.abort();
    this.opening?.abort();
    this.opening = this.following = null;
    this.audio.pause();
    this.voice = voice;
    this.narration = narration;
    this.mode = null;
    this.first = 0; // sentence at which a passage begins
    this.count = 0; // of its sentences
    this.wanted = false; // somebody wants to hear it
    this.problem = null; // why it cannot be heard
    this.resting = 0; // seconds: where it would begin
    this.recoveries = 0;
    this.marks = []; // while it is rendered: those so far
  }

  // ---- what is so

  get completed() {
    return this.narration?.status === "completed";
  }

  get rendering() {
    return this.narration !== null && ["queued", "processing"].includes(this.narration.status);
  }

  get waiting() {
    return this.wanted && (this.mode === null || this.audio.seeking || this.audio.readyState < this.audio.HAVE_FUTURE_DATA);
  }

  /** Seconds from the beginning of the article. */
  get now() {
    const heard = this.audio.currentTime;
    if (this.mode === "file") return this.audio.readyState ? heard : this.resting;
    if (this.mode === "live") return Math.max(0, heard - LEAD_SECONDS);
    if (this.mode === "passage") return this.timeline.startOf(this.first) + Math.max(0, heard - LEAD_SECONDS);
    return this.resting;
  }

  get duration() {
    const known = this.mode === "file" && Number.isFinite(this.audio.duration) && this.audio.duration;
    return known || this.narration?.duration || this.timeline.duration;
  }

  /** Index of the sentence that is being said. */
  get sentence() {
    const found = Math.max(0, this.timeline.at(this.now + 0.02));
    return this.mode === "passage" ? Math.min(found, this.first + this.count - 1) : found;
  }

  /** [from, until] in seconds, of what can be heard without the network. */
  get buffered() {
    const { buffered, currentTime } = this.audio;
    const shift = this.now - currentTime;
    for (let n = 0; n < buffered.length; n++) {
      if (buffered.start(n) <= currentTime + 0.1 && currentTime <= buffered.end(n) + 0.1) {
        return [buffered.start(n) + shift, buffered.end(n) + shift];
      }
    }
    return [0, 0];
  }

  // ---- what can be wished for

  play() {
    this.wanted = true;
    this.problem = null;
    if (this.mode === null) {
      this.#bless();
      this.#open(this.#place(this.resting));
    } else {
      if (this.audio.ended && this.mode !== "file") return this.seek(0);
      this.#begin();
    }
    return this.#changed();
  }

  pause() {
    this.wanted = false;
    this.audio.pause();
    this.#changed();
  }

  /** Go on at that second of the article. */
  seek(seconds) {
    const wished = Math.min(Math.max(0, seconds), Math.max(0, this.duration - 0.05));
    if (this.mode === "file") {
      this.resting = wished;
      this.audio.currentTime = wished;
      if (this.wanted && this.audio.paused) this.#begin();
    } else if (this.mode === "live" && !this.completed && this.#reaches(wished)) {
      this.audio.currentTime = wished + LEAD_SECONDS;
    } else if (this.mode === null && !this.wanted) {
      this.resting = wished;
    } else {
      this.#open(this.#place(wished));
    }
    this.#changed();
  }

  /** Go on at the beginning of the sentence of that index. */
  seekSentence(index) {
    if (this.mode === "file" || (this.mode === null && !this.wanted)) this.seek(this.timeline.startOf(index));
    else this.#open({ sentence: index });
    this.#changed();
  }

  /** Go on in another voice, at the sentence that is being said. */
  changeVoice(voice, narration) {
    const { wanted, sentence } = this;
    const moved = this.now > 0.5;
    if (wanted) this.#bless();
    this.reset(voice, narration);
    this.wanted = wanted;
    if (wanted) this.#open({ sentence: moved ? sentence : 0 });
    else this.#prepare({ sentence: moved ? sentence : 0 });
    this.#changed();
  }

  retry() {
    this.recoveries = 0;
    this.wanted = true;
    this.problem = null;
    if (this.narration?.status === "failed") this.narration = null;
    this.#bless();
    this.#open(this.#place(this.now));
    this.#changed();
  }

  /** The sentences of the article, and the times of this voice where they are known. */
  async learn() {
    if (!this.sentences.length) this.sentences = await this.server.sentences();
    const { narration } = this;
    const marks = this.completed ? await this.#marks(narration) : [];
    if (narration === this.narration) this.#retime(marks);
  }

  // ---- opening

  #place(seconds) {
    return { seconds, sentence: Math.max(0, this.timeline.at(seconds)) };
  }

  /** Nothing is heard yet, but where it would go on is shown. */
  async #prepare(place) {
    const mine = this.narration;
    try {
      await this.learn();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      return; // it is only for show
    }
    if (this.narration === mine && this.mode === null) this.resting = place.sentence ? this.timeline.startOf(place.sentence) : 0;
    this.#changed();
  }

  async #open(place) {
    this.opening?.abort();
    const mine = (this.opening = new AbortController());
    try {
      if (!this.completed) await this.#ask(mine.signal);
      if (mine.signal.aborted) return;
      if (place.sentence > 0 && !(this.completed && this.timeline.exact)) await this.learn();
      if (mine.signal.aborted) return;
      this.#load(place);
    } catch (problem) {
      if (mine.signal.aborted) return;
      this.#fail(problem);
    }
  }

  /** Have the narration made. */
  async #ask(signal) {
    const narration = await this.server.narration(this.voice);
    if (signal.aborted) return;
    this.narration = narration ?? (await this.#finished());
    if (this.rendering) this.#follow();
  }

  async #finished() {
    const { narrations } = await this.server.shown();
    return narrations.find((n) => n.kind === "article" && n.voice === this.voice) ?? null;
  }

  #load(place) {
    if (this.completed) {
      this.mode = "file";
      this.resting = place.seconds ?? this.timeline.startOf(place.sentence);
      this.audio.src = this.server.audio(this.voice);
      this.learn().catch(() => {}); // without times it plays all the same
    } else if (place.sentence > 0) {
      this.#loadPassage(place.sentence);
    } else {
      this.mode = "live";
      const home = `${this.server.home}/v1/narrations/${this.narration.id}`;
      this.audio.src = this.audio.canPlayType(HLS) ? `${home}/hls/index.m3u8` : `${home}/stream.mp3`;
    }
    this.#begin();
    this.#changed();
  }

  #loadPassage(first) {
    let characters = 0;
    let count = 0;
    while (first + count < this.sentences.length && characters < PASSAGE_CHARACTERS) {
      characters += this.sentences[first + count++].text.length;
    }
    [this.mode, this.first, this.count] = ["passage", first, count];
    this.audio.src = this.server.passage(this.voice, this.sentences[first], count);
  }

  async #begin() {
    if (!this.wanted) return;
    try {
      await this.audio.play();
    } catch (error) {
      if (error.name !== "NotAllowedError") return; // paused meanwhile, or the error event tells
      this.wanted = false; // the browser wants a fresh click
      this.#changed();
    }
  }

  /** Safari lets a click start sound only directly: what is played later must have been played once by then. */
  #bless() {
    if (!this.audio.currentSrc) this.audio.play().catch(() => {});
  }

  #reaches(seconds) {
    const { seekable } = this.audio;
    return seekable.length > 0 && seconds + LEAD_SECONDS < seekable.end(seekable.length - 1) - 0.5;
  }

  // ---- following the render

  async #follow() {
    this.following?.abort();
    const mine = (this.following = new AbortController());
    let misses = 0;
    while (!mine.signal.aborted && this.rendering) {
      await new Promise((resolve) => setTimeout(resolve, 1000 * FOLLOW_SECONDS));
      if (mine.signal.aborted) return;
      try {
        await this.#look(mine.signal);
        misses = 0;
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        if (problem.status || ++misses > 10) return; // what is loaded may still be played
      }
    }
  }

  async #look(signal) {
    const narration = await ask(`${this.server.home}/v1/narrations/${this.narration.id}`, { cache: "no-store" });
    if (signal.aborted) return;
    this.narration = narration;
    if (narration.status === "failed") this.#fail(new Problem(424, narration.error ?? "It failed."));
    else if (this.sentences.length && (this.completed || this.mode === "live")) this.#retime(await this.#marks(narration));
    this.#changed();
  }

  async #marks(narration) {
    const home = `${this.server.home}/v1/narrations/${narration.id}/marks`;
    if (narration.status === "completed") return (await ask(home)).marks;
    const since = (this.marks.at(-1)?.end ?? 0) + (this.marks.length ? 0.01 : 0);
    const { marks } = await ask(`${home}?partial=true&since=${since}`, { cache: "no-store" });
    this.marks.push(...(marks ?? [])); // a narration, where there are none
    return this.marks;
  }

  #retime(marks) {
    const { sentence } = this;
    this.timeline = new Timeline(this.sentences, marks, this.narration?.duration ?? null);
    if (this.mode === null && this.resting) this.resting = this.timeline.startOf(sentence);
    this.dispatchEvent(new Event("timeline"));
    this.#changed();
  }

  // ---- what the audio element says

  #listen() {
    const { audio } = this;
    for (const name of ["play", "playing", "waiting", "canplay", "timeupdate", "seeking", "seeked", "progress", "durationchange"]) {
      audio.addEventListener(name, () => this.#changed());
    }
    audio.addEventListener("loadedmetadata", () => {
      if (this.mode === "file" && this.resting) audio.currentTime = this.resting;
    });
    audio.addEventListener("pause", () => {
      if (this.mode !== null && !audio.ended && audio.readyState >= audio.HAVE_FUTURE_DATA) this.wanted = false;
      this.#changed();
    });
    audio.addEventListener("ended", () => this.#ended());
    audio.addEventListener("error", () => this.#broken());
  }

  #ended() {
    const next = this.first + this.count;
    if (this.mode === "passage" && next < this.sentences.length) {
      this.#open({ sentence: next });
      return;
    }
    this.wanted = false;
    this.dispatchEvent(new Event("ended"));
    this.#changed();
  }

  #broken() {
    if (this.mode === null || !this.audio.error) return;
    if (this.recoveries++ < MOST_RECOVERIES) {
      const place = this.#place(this.now);
      [this.mode, this.resting] = [null, place.seconds];
      this.#open(place);
    } else {
      this.#fail(new Problem(0, "The audio cannot be played."));
    }
  }

  #fail(problem) {
    if (!(problem instanceof Problem)) throw problem;
    this.resting = this.now;
    this.mode = null;
    this.wanted = false;
    this.problem = problem;
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
