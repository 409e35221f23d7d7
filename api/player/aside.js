// What is heard beside the article: a sample of a voice, or the takeaways. One at a time.
import { Problem } from "./server.js";

const ASK_AGAIN_MS = 1000;
const UNPLAYABLE = "The audio cannot be played.";

/** Tells "change" when it has begun, has ended or has failed; then `problem` is why. */
export class Aside extends EventTarget {
  constructor() {
    super();
    this.audio = new Audio();
    this.button = null;
    this.problem = null;
    this.audio.addEventListener("ended", () => this.stop());
    this.audio.addEventListener("error", () => this.wanted && this.#fail(new Problem(0, UNPLAYABLE)));
  }

  /** Somebody wants to hear it. */
  get wanted() {
    return this.button !== null;
  }

  /** Plays what is at the address, or stops it if this button began it. `ready` waits until it is there. */
  async toggle(button, address, ready = async () => {}) {
    const mine = this.button !== button;
    this.stop();
    if (!mine) return;
    this.button = button;
    button.setAttribute("aria-pressed", "true");
    if (!this.audio.currentSrc) this.audio.play().catch(() => {}); // Safari wants it in the click, once
    const stopped = () => this.button !== button;
    try {
      await ready(stopped);
      if (stopped()) return;
      this.audio.src = address;
      await this.audio.play();
    } catch (error) {
      if (!(error instanceof Problem || error instanceof DOMException)) throw error;
      if (!stopped()) this.#fail(error);
    }
  }

  stop() {
    this.audio.pause();
    this.button?.setAttribute("aria-pressed", "false");
    this.button = this.problem = null;
    this.dispatchEvent(new Event("change"));
  }

  #fail(error) {
    this.stop();
    if (error.name === "AbortError" || error.name === "NotAllowedError") return; // stopped; or it wants a fresh click
    this.problem = error instanceof Problem ? error : new Problem(0, UNPLAYABLE);
    this.dispatchEvent(new Event("change"));
  }
}

/** Waits until the address leads to audio, asking each second. Throws Problem. */
export async function untilThere(address, given_up) {
  while (!given_up()) {
    const answer = await fetch(address, { redirect: "manual", cache: "no-store" }).catch(() => {
      throw new Problem(0, "The server cannot be reached.");
    });
    if (answer.type === "opaqueredirect") return;
    const said = await answer.json().catch(() => ({}));
    if (answer.status !== 202) throw new Problem(answer.status, said.detail ?? `The server answered ${answer.status}.`);
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
}
