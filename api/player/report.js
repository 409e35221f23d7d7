// Tells the server what was listened to: no cookie, no name, nothing that outlives this view of the page.

const SECONDS = 15; // between two reports at most
const MOST_RATE = 3;
const MOST_EVENTS = 30; // in one: the server takes 40

export class Report {
  constructor(server) {
    this.server = server;
    this.view = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    this.events = [];
    this.told = new Set(); // what is told once
    this.listened = 0; // seconds, not yet told
    this.heard = null; // the place and time of the last look
    this.voice = null;
    this.looked = performance.now() / 1000; // time of the last look, playing or not
    this.place = 0; // seconds of the article, when it was last seen to play
    this.reached = 0; // per cent of the article
  }

  /** Tells the rest when the page goes away, until the signal. */
  bind(signal) {
    const leave = () => document.visibilityState === "hidden" && this.send();
    addEventListener("pagehide", () => this.send(), { signal });
    document.addEventListener("visibilitychange", leave, { signal });
    signal.addEventListener("abort", () => this.send());
  }

  note(event, at, value = null) {
    const last = this.events.at(-1);
    if (event === "seek" && last?.event === "seek") last.value = value; // one search for a place
    else this.events.push({ event, at: round(at), value, listened: null });
    if (this.events.length >= MOST_EVENTS) this.send();
    else this.timer ??= setTimeout(() => this.send(), SECONDS * 1000);
  }

  once(event, at, value = null) {
    const name = `${event} ${value ?? ""}`;
    if (this.told.has(name)) return;
    this.told.add(name);
    this.note(event, at, value);
  }

  /** Look at how far it is: called often while it plays. */
  look(now, duration, playing) {
    const time = performance.now() / 1000;
    if (playing) this.timer ??= setTimeout(() => this.send(), SECONDS * 1000);
    if (playing && this.heard) this.listened += Math.min(1.5, Math.max(0, time - this.heard));
    this.heard = playing ? time : null;
    const most = MOST_RATE * (time - this.looked) + 1; // seconds of the article, since the last look
    this.looked = time;
    if (playing && duration) this.#reach(now, duration, now >= this.place && now - this.place <= most);
  }

  /** Of what was jumped over nothing is told. */
  #reach(now, duration, heardOn) {
    const tenth = (seconds) => Math.min(100, Math.floor((10 * seconds) / duration + 0.05) * 10);
    this.reached = tenth(now);
    const first = heardOn ? Math.min(this.reached, tenth(this.place) + 10) : this.reached;
    for (let passed = Math.max(10, first); passed <= this.reached; passed += 10) this.once("progress", now, passed);
    this.place = now;
  }

  send() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.#noteListened();
    if (!this.events.length || !this.voice) return;
    const { article, home } = this.server;
    const body = JSON.stringify({ article, voice: this.voice, kind: "article", view: this.view, events: this.events });
    this.events = [];
    navigator.sendBeacon(`${home}/v1/events`, new Blob([body], { type: "text/plain" }));
  }

  /** Seconds go with the last event; without one, with what was told already and is not counted again. */
  #noteListened() {
    if (this.listened < 1) return;
    if (!this.events.length) {
      const value = this.reached || null;
      this.events.push({ event: value ? "progress" : "play", at: 0, value, listened: null });
    }
    this.events.at(-1).listened = round(this.listened);
    this.listened = 0;
  }
}

function round(seconds) {
  return Math.round(10 * seconds) / 10;
}
