// From a wish to hear something to sound: one article by one voice, from any place of it.
//
// It is heard from the finished file where there is one ("file"), else while it is rendered: from its beginning
// ("live"), or a few sentences at a time from the middle ("passage") until the file is there.
import { Place } from "./place.js";
import { Problem, ask } from "./server.js";
import { Timeline } from "./timeline.js";

const HLS = "application/vnd.apple.mpegurl";
const LEAD_SECONDS = 0.05; // of silence, before what is heard while it is rendered
const PASSAGE_CHARACTERS = 300; // about 20 seconds
const FOLLOW_SECONDS = 1;
const MOST_MISSES = 10; // looks without an answer
const MOST_RECOVERIES = 4; // an address that ran out is asked for anew, a broken file is given up
const REST_SECONDS = 1; // before the first recovery; longer before each other
const PATIENCE_SECONDS = 8; // a cut connection is not always told
const NEAR_END_SECONDS = 2;
const SHOWN = [
  ...["play", "playing", "waiting", "stalled", "canplay", "timeupdate"],
  ...["seeking", "seeked", "progress", "durationchange"],
];

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
    clearTimeout(this.patience);
    this.opening = this.following = this.patience = null;
    this.audio.pause();
    this.voice = voice;
    this.narration = narration;
    this.mode = null;
    this.target = Place.beginning(); // where it begins: while nothing is loaded
    this.parked = false; // it waits for its turn to be rendered
    this.first = 0; // sentence at which a passage begins
    this.count = 0; // of its sentences
    this.wanted = false; // somebody wants to hear it
    this.problem = null; // why it cannot be heard
    this.interrupted = false; // that is the network, and somebody wanted to hear it
    this.recoveries = 0; // since something was heard
    this.recoveredAt = 0;
    this.marks = []; // while it is rendered: those so far
    this.timeline = new Timeline(this.sentences, [], narration?.duration ?? null);
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
    if (!this.#loaded) return this.target.second(this.timeline, this.narration);
    const heard = this.audio.currentTime;
    if (this.mode === "file") return heard;
    const from = this.mode === "passage" ? this.timeline.startOf(this.first) : 0;
    return from + Math.max(0, heard - LEAD_SECONDS);
  }

  get #loaded() {
    return this.mode !== null && (this.mode !== "file" || this.audio.readyState > 0);
  }

  get duration() {
    const known = this.mode === "file" && Number.isFinite(this.audio.duration) && this.audio.duration;
    return known || this.narration?.duration || this.timeline.duration;
  }

  /** Index of the sentence that is being said, or would be first. */
  get sentence() {
    if (!this.#loaded) return this.target.index(this.timeline, this.narration);
    const found = Math.max(0, this.timeline.at(this.now + 0.02));
    return this.mode === "passage" ? Math.min(Math.max(found, this.first), this.first + this.count - 1) : found;
  }

  /** Where that is in the text: {block, start} of the sentence, and seconds `into` it. `resume` takes it. */
  get place() {
    const { target, now } = this;
    const sentence = this.timeline.sentences[this.sentence];
    if (sentence) return { block: sentence.block, start: sentence.start, into: Math.max(0, now - sentence.from) };
    return target.text ? { ...target.text, into: target.into } : { block: -1, start: 0, into: now };
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
    const anew = this.audio.ended && this.mode !== null && this.mode !== "file"; // a file begins again by itself
    this.#wish();
    if (this.mode === null || anew) {
      this.#bless();
      this.#open(anew ? Place.beginning() : this.target);
    } else this.#begin();
    return this.#changed();
  }

  pause() {
    this.wanted = this.interrupted = false;
    this.audio.pause();
    if (this.mode === null) this.#rest(this.target);
    this.#changed();
  }

  /** Go on at that second of the article. */
  seek(seconds) {
    const wished = Math.min(Math.max(0, seconds), Math.max(0, this.duration - 0.05));
    this.recoveries = 0;
    if (this.mode === "file") {
      this.target = this.#placeAt(wished);
      if (this.audio.readyState) this.audio.currentTime = wished;
      if (this.wanted && this.audio.paused) this.#begin();
    } else if (this.mode === "live" && !this.completed && this.#reaches(wished)) {
      this.audio.currentTime = wished + LEAD_SECONDS;
    } else this.#go(this.#ahead(wished));
    this.#changed();
  }

  /** Go on at the beginning of the sentence of that index. */
  seekSentence(index) {
    this.recoveries = 0;
    if (this.mode === "file" && this.timeline.exact) this.seek(this.timeline.startOf(index));
    else this.#go(new Place({ sentence: index }));
    this.#changed();
  }

  /** Begin at a place of the text, as `place` tells it. Loads nothing; what is heard already goes on. */
  resume({ block, start, into = 0 }) {
    if (this.mode !== null) return;
    this.#go(new Place({ text: { block, start }, into }));
    this.#changed();
  }

  /** Go on in another voice, at the sentence that is being said. */
  changeVoice(voice, narration) {
    const wanted = this.wanted || this.interrupted;
    const place = this.#sentencePlace();
    if (wanted) this.#bless();
    this.reset(voice, narration);
    this.wanted = wanted;
    this.#go(place);
    if (!wanted && !place.first) this.learn().catch((problem) => this.#known(problem)); // only to show it
    this.dispatchEvent(new Event("timeline"));
    this.#changed();
  }

  retry() {
    this.#wish();
    if (this.narration?.status === "failed") this.narration = null;
    this.#bless();
    this.#open(this.#here());
    this.#changed();
  }

  /** The sentences of the article, and the times of this voice where they are known. */
  async learn() {
    if (!this.sentences.length) {
      const listed = await this.server.sentences();
      if (!this.sentences.length) this.sentences = listed;
    }
    const { narration, completed } = this;
    if (completed && this.timeline.exact) return;
    const marks = completed ? await this.#marks(narration) : this.marks;
    if (narration?.id === this.narration?.id && !this.timeline.exact) this.#retime(marks, completed);
  }

  // ---- opening

  #wish() {
    this.wanted = true;
    this.problem = null;
    this.interrupted = false;
    this.recoveries = 0;
  }

  /** Where it is. */
  #here() {
    return this.#loaded ? this.#placeAt(this.now, this.mode !== "passage" || this.timeline.exact) : this.target;
  }

  /** `certain`: the second is one of this narration's audio, and not by estimated times. */
  #placeAt(seconds, certain = this.completed) {
    const sentence = Math.max(0, this.timeline.at(seconds));
    const into = seconds - (this.timeline.sentences[sentence]?.from ?? 0);
    return new Place({ sentence, into, seconds, narration: certain ? (this.narration?.id ?? null) : null });
  }

  /** That second, but no way back on the way ahead: what is not rendered yet begins with a whole sentence. */
  #ahead(seconds) {
    const place = this.#placeAt(seconds);
    const { sentence } = this;
    if (this.completed || !this.wanted || seconds <= this.now || place.sentence > sentence) return place;
    return sentence + 1 < this.sentences.length ? new Place({ sentence: sentence + 1 }) : null;
  }

  /** The sentence that is being said; how far it is, where that is not known. */
  #sentencePlace() {
    if (this.sentences.length) return new Place({ sentence: this.sentence });
    if (!this.#loaded && (this.target.text || this.target.share !== null)) return this.target;
    return this.duration && this.now > 0.5 ? new Place({ share: this.now / this.duration }) : Place.beginning();
  }

  /** `place` null stays where it is. */
  #go(place) {
    if (!place) return;
    if (this.wanted) this.#open(place);
    else this.#rest(place);
  }

  /** Nothing is loaded until somebody wants to hear it. */
  #rest(place) {
    this.opening?.abort();
    if (this.mode !== null) this.audio.pause();
    [this.mode, this.target, this.parked] = [null, place, false];
  }

  async #open(place, delay = 0) {
    this.#rest(place);
    const { signal } = (this.opening = new AbortController());
    this.#changed();
    try {
      if (delay) await seconds(delay);
      if (!signal.aborted && (!this.completed || this.recoveries)) await this.#ask(signal);
      if (!signal.aborted && !this.#timed(place)) await this.learn();
      if (!signal.aborted) this.#load(place);
    } catch (problem) {
      if (signal.aborted) return;
      if (this.#passes(problem)) this.#recover(problem);
      else this.#fail(problem);
    }
  }

  /** Whether enough is known to go to a place. */
  #timed(place) {
    if (place.first || (this.completed && place.certain(this.narration))) return true;
    return this.completed ? this.timeline.exact : this.sentences.length > 0;
  }

  #passes(problem) {
    return problem.status === 429 || problem.status >= 500 || (problem.status === 0 && this.recoveries > 0);
  }

  /** Have the narration made. */
  async #ask(signal) {
    const narration = (await this.server.narration(this.voice)) ?? (await this.#finished());
    if (signal.aborted) return;
    if (narration.id !== this.narration?.id) {
      this.marks = []; // they were another's
      this.timeline = new Timeline(this.sentences, [], narration.duration);
    }
    this.narration = narration;
    if (this.rendering) this.#follow();
  }

  async #finished() {
    const { narrations } = await this.server.shown();
    const found = narrations.find((n) => n.kind === "article" && n.voice === this.voice);
    if (!found) throw new Problem(404, "The narration is not there any more.");
    return found;
  }

  #load(place) {
    const first = place.index(this.timeline, this.narration);
    if (this.completed) {
      this.mode = "file";
      this.audio.src = this.server.audio(this.voice);
      this.learn().catch((problem) => this.#known(problem)); // without times it plays all the same
    } else if (first > 0) {
      this.#loadPassage(first);
    } else {
      this.mode = "live";
      const home = `${this.server.home}/v1/narrations/${this.narration.id}`;
      this.audio.src = applePlays(this.audio) ? `${home}/hls/index.m3u8` : `${home}/stream.mp3`;
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

  /** Whether a live stream has that second. Chromium calls a growing MP3 seekable without end: then what came counts. */
  #reaches(seconds) {
    const { seekable, buffered } = this.audio;
    const endless = seekable.length > 0 && !Number.isFinite(seekable.end(seekable.length - 1));
    const there = endless ? buffered : seekable;
    return there.length > 0 && seconds + LEAD_SECONDS < there.end(there.length - 1) - 0.5;
  }

  // ---- following the render

  async #follow() {
    this.following?.abort();
    const mine = (this.following = new AbortController());
    let misses = 0;
    while (!mine.signal.aborted && this.rendering) {
      await seconds(FOLLOW_SECONDS);
      if (mine.signal.aborted) return;
      try {
        await this.#look(mine.signal);
        misses = 0;
      } catch (problem) {
        if (mine.signal.aborted) return;
        const passing = problem.status === 0 || problem.status === 429 || problem.status >= 500;
        if (passing && ++misses <= MOST_MISSES) continue;
        if (this.parked) this.#fail(problem);
        else this.#known(problem); // what is loaded may still be played
        break;
      }
    }
    if (this.following === mine) this.following = null;
  }

  async #look(signal) {
    const { id } = this.narration;
    const narration = await ask(`${this.server.home}/v1/narrations/${id}`, { cache: "no-store" });
    if (signal.aborted || this.narration?.id !== id) return;
    this.narration = narration;
    if (narration.status === "failed") {
      this.#fail(new Problem(424, narration.error ?? "It failed."));
      return;
    }
    if (this.completed) this.problem = null; // whatever it was, there is a file now
    if (this.parked && narration.status !== "queued") this.#open(this.target);
    else if (this.sentences.length && (this.completed || this.mode === "live")) {
      const marks = await this.#marks(narration);
      if (signal.aborted || this.narration?.id !== id) return;
      this.#retime(marks, narration.status === "completed");
    }
    this.#changed();
  }

  async #marks(narration) {
    const home = `${this.server.home}/v1/narrations/${narration.id}/marks`;
    if (narration.status === "completed") return (await ask(home)).marks;
    const so_far = this.marks; // another voice has a list of its own
    const since = so_far.length ? so_far.at(-1).end + 0.01 : 0;
    const { marks } = await ask(`${home}?partial=true&since=${since}`, { cache: "no-store" });
    const last = so_far.at(-1)?.end ?? -1; // who asked meanwhile has added the same
    so_far.push(...(marks ?? []).filter((mark) => mark.start > last)); // a narration, where there are none
    return so_far;
  }

  #retime(marks, complete) {
    this.timeline = new Timeline(this.sentences, marks, this.narration?.duration ?? null, complete);
    this.dispatchEvent(new Event("timeline"));
    this.#changed();
  }

  // ---- what the audio element says

  #listen() {
    const { audio } = this;
    for (const name of SHOWN) audio.addEventListener(name, () => this.#changed());
    audio.addEventListener("timeupdate", () => {
      if (this.mode !== null && !audio.seeking && this.now > this.recoveredAt + 0.5) this.recoveries = 0;
    });
    audio.addEventListener("loadedmetadata", () => {
      const resting = this.target.second(this.timeline, this.narration);
      if (this.mode === "file" && resting > 0) audio.currentTime = resting;
    });
    audio.addEventListener("pause", () => {
      const halted = audio.paused && !audio.ended && audio.readyState >= audio.HAVE_FUTURE_DATA;
      if (this.mode !== null && halted) this.wanted = false; // by the device
      this.#changed();
    });
    audio.addEventListener("ended", () => this.#ended());
    audio.addEventListener("error", () => this.#broken());
  }

  #ended() {
    if (this.mode === null || !this.audio.ended) return;
    const next = this.first + this.count;
    if (this.mode === "passage" && next < this.sentences.length) this.#open(new Place({ sentence: next }));
    else if (this.mode === "live" && !this.#nearEnd(this.now)) this.#cut();
    else this.#over();
  }

  #nearEnd(now) {
    return this.completed && now > this.duration - NEAR_END_SECONDS;
  }

  /** The stream has ended: with the article, or because the connection was cut. */
  async #cut() {
    this.opening?.abort();
    const { signal } = (this.opening = new AbortController());
    try {
      await this.#look(signal);
    } catch (problem) {
      this.#known(problem); // who recovers asks again
    }
    if (signal.aborted || this.mode !== "live") return;
    if (this.#nearEnd(this.now)) this.#over();
    else this.#recover();
  }

  #over() {
    this.wanted = false;
    this.dispatchEvent(new Event("ended"));
    this.#changed();
  }

  #broken() {
    if (this.mode === null || !this.audio.error) return;
    if (this.#unheard) this.#park();
    else this.#recover();
  }

  /** Whether there may be nothing to hear yet: it waits for its turn, or for its first words. */
  get #unheard() {
    return this.mode === "live" && this.rendering && this.audio.currentTime === 0;
  }

  /** Wait until it is rendered, as long as that takes. */
  #park() {
    if (!this.wanted) return this.#rest(this.target);
    this.#rest(Place.beginning());
    this.parked = true;
    if (!this.following) this.#follow();
    return this.#changed();
  }

  /** Open it again where it stopped, later each time. */
  #recover(problem = new Problem(500, "The audio cannot be played.")) {
    if (!this.wanted) this.#rest(this.#here());
    else if (!navigator.onLine) this.#fail(new Problem(0, "The server cannot be reached."));
    else if (this.recoveries >= MOST_RECOVERIES) this.#fail(problem);
    else {
      this.recoveries += 1;
      this.recoveredAt = this.now;
      this.#open(this.#here(), REST_SECONDS * this.recoveries);
    }
    this.#changed();
  }

  #fail(problem) {
    const { wanted } = this;
    this.#rest(this.#here());
    this.audio.pause();
    this.wanted = false;
    this.problem = this.#known(problem);
    this.interrupted = wanted && this.problem.status === 0;
    this.#changed();
  }

  /** A Problem; anything else is a mistake of ours, which the page's console is told. */
  #known(problem) {
    if (problem instanceof Problem) return problem;
    reportError(problem);
    return new Problem(500, "The player made a mistake.");
  }

  /** Where it says that nothing is wrong, but nothing is heard either, it is opened again. */
  #watch() {
    const stuck = this.wanted && this.waiting && (this.mode === "live" || this.mode === "passage");
    if (stuck) this.patience ??= setTimeout(() => this.#lost(), 1000 * PATIENCE_SECONDS);
    else {
      clearTimeout(this.patience);
      this.patience = null;
    }
  }

  #lost() {
    this.patience = null;
    if (this.mode === null || !this.waiting) return;
    if (this.#unheard) this.#park();
    else this.#recover();
  }

  #changed() {
    this.#watch();
    this.dispatchEvent(new Event("change"));
  }
}

function seconds(count) {
  return new Promise((resolve) => setTimeout(resolve, 1000 * count));
}

/** Apple's own player wants HLS. Chromium plays it too, but waits five seconds between two looks at a short playlist. */
function applePlays(audio) {
  return /Apple/.test(navigator.vendor) && audio.canPlayType(HLS) !== "";
}
