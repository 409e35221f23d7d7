// What is heard beside the article: a sample of a voice, or the takeaways. One at a time.
import { Problem } from "./server.js";

const ASK_AGAIN_MS = 1000;

export class Aside {
  constructor() {
    this.audio = new Audio();
    this.button = null;
    for (const name of ["ended", "error"]) this.audio.addEventListener(name, () => this.audio.currentSrc && this.stop());
  }

  /** Plays what is at the address, or stops it if this button began it. `ready` waits until it is there. */
  async toggle(button, address, ready = async () => {}) {
    const mine = this.button !== button;
    this.stop();
    if (!mine) return;
    this.button = button;
    button.setAttribute("aria-pressed", "true");
    this.audio.play().catch(() => {}); // Safari wants it in the click
    try {
      await ready(() => this.button !== button);
      if (this.button !== button) return;
      this.audio.src = address;
      await this.audio.play();
    } catch (error) {
      if (this.button === button) this.stop();
      if (!(error instanceof Problem || error instanceof DOMException)) throw error;
    }
  }

  stop() {
    this.audio.pause();
    this.button?.setAttribute("aria-pressed", "false");
    this.button = null;
  }
}

/** Waits until the address leads to audio, asking each second. Throws Problem. */
export async function untilThere(address, given_up) {
  for (;;) {
    const answer = await fetch(address, { redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect") return;
    if (answer.status !== 202) throw new Problem(answer.status, "");
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    if (given_up()) return;
  }
}
