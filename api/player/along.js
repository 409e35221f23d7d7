// Keeps what is shown of the text with the sound: on the page around the player, and in its transcript.
import { PageReading, Transcript } from "./reading.js";
import { Problem } from "./server.js";

export class Along {
  constructor(player) {
    this.player = player;
    this.page = null; // a PageReading, once it has been played
    this.transcript = null; // a Transcript, once it was opened
    this.ticking = false;
  }

  /** Whether the reader has scrolled away from what is said. */
  get lost() {
    return Boolean(this.page?.page && !this.page.following);
  }

  /** From now on, as long as it plays. */
  async begin() {
    const { player } = this;
    if (!(await this.#learnt()) || !player.isConnected) return;
    const content = player.getAttribute("content");
    if (content !== "none" && !this.page) {
      this.page = new PageReading(content, player.sound.sentences, (index) => player.playSentence(index));
      this.page.onfollow = () => player.draw();
    }
    this.page?.front();
    if (!this.ticking) this.#tick();
  }

  async openTranscript() {
    const { player } = this;
    if (this.transcript || !player.find(".transcript").open || !(await this.#learnt())) return;
    const box = player.find(".transcript .text");
    box.lang = player.shown.language ?? "";
    this.transcript = new Transcript(box, player.sound.sentences, (index) => player.playSentence(index));
  }

  end() {
    this.page?.end();
    this.page = null;
    this.transcript?.show(-1, null);
  }

  async #learnt() {
    try {
      await this.player.sound.learn();
      return true;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      return false; // it is heard all the same
    }
  }

  /** As often as the screen is drawn: the sound's own events come four times a second only. */
  #tick() {
    const { sound, isConnected } = this.player;
    const { now } = sound;
    const index = sound.mode === null ? -1 : sound.sentence;
    const word = sound.timeline.word(index, now);
    this.page?.show(index, word);
    this.transcript?.show(index, word);
    this.ticking = sound.wanted && isConnected;
    if (this.ticking) requestAnimationFrame(() => this.#tick());
  }
}
