// Tells the server what was listened to: no cookie, no name, nothing that outlives this view of the page.

const SECONDS = 15; // between two reports at most

export class Report {
  constructor(server) {
    this.server = server;
    this.view = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    this.events = [];
    this.told = new Set(); // what is told once
    this.listened = 0; // seconds, not yet told
    this.heard = null; // the place and time of the last look
    this.voice = null;
    this.reached = 0; // per cent of the article
    addEventListener("pagehide", () => this.send());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.send());
  }

  note(event, at, value = null) {
    this.events.push({ event, at: round(at), value, listened: null });
    this.timer ??= setTimeout(() => this.send(), SECONDS * 1000);
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
    if (!playing || !duration) return;
    const reached = Math.min(100, Math.floor((10 * now) / duration + 0.05) * 10);
    for (let tenth = 10; tenth <= reached; tenth += 10) this.once("progress", now, tenth);
    this.reached = reached;
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
