// Where to go on in an article, kept so that other times or another voice do not move it.

/** Of what it was made from: a sentence and seconds into it, a place of the text, a second of one narration, a share. */
export class Place {
  constructor({ sentence = 0, into = 0, text = null, seconds = 0, narration = null, share = null }) {
    this.sentence = sentence; // its index
    this.into = into; // seconds, of that sentence
    this.text = text; // {block, start}: sentences are not known yet
    this.seconds = seconds;
    this.narration = narration; // id of the one whose audio has that second there; null if they are estimated
    this.share = share; // of the whole, 0 to 1: neither sentences nor a duration are known yet
  }

  static beginning() {
    return new Place({});
  }

  /** Whether the second is one of that narration's audio. */
  certain(narration) {
    return this.narration !== null && this.narration === narration?.id;
  }

  /** Whether it takes no times to go there. */
  get first() {
    return !this.text && this.share === null && this.sentence === 0 && this.into <= 0;
  }

  /** Index of its sentence; 0 while the timeline has none. */
  index(timeline, narration) {
    if (this.certain(narration)) return Math.max(0, timeline.at(this.seconds));
    if (this.text) return Math.max(0, timeline.indexOf(this.text.block, this.text.start));
    if (this.share !== null) return Math.max(0, timeline.at(this.share * timeline.duration));
    return this.sentence;
  }

  /** Its second, by the times that are known now. */
  second(timeline, narration) {
    if (this.certain(narration)) return this.seconds;
    if (this.first) return 0;
    if (!timeline.sentences.length) return this.share === null && !this.text ? this.into : 0;
    const index = this.index(timeline, narration);
    const [from, until] = [timeline.startOf(index), timeline.startOf(index + 1)];
    return from + Math.min(this.#into(timeline.sentences[index]), Math.max(0, until - from));
  }

  #into(sentence) {
    if (this.share !== null) return 0;
    const { text } = this;
    const same = !text || (text.block === sentence?.block && text.start === sentence.start);
    return same ? this.into : 0; // the text has changed since
  }
}
