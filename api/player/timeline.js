// When each sentence and each word is said: from the marks of a narration, and from the length of the text until
// there are any.

const CHARACTERS_A_SECOND = 15;
const PAUSE_SECONDS = 0.35;

export class Timeline {
  /**
   * `sentences` as the server lists them, `marks` of a narration (those so far, or all: `complete`), its `duration`
   * if known. Sentences without a mark are put between their neighbours: times never go backwards.
   */
  constructor(sentences, marks = [], duration = null, complete = false) {
    this.sentences = placed(sentences, marks, complete && duration !== null ? duration : Infinity);
    const last = this.sentences.at(-1);
    this.exact = complete && marks.length > 0;
    this.duration = duration ?? (last ? last.until + PAUSE_SECONDS : 0);
    if (duration !== null && !marks.length && last) this.#stretch(duration / (last.until + PAUSE_SECONDS));
  }

  /** Index of the sentence that is being said, or was said last; -1 before the first. */
  at(seconds) {
    let low = 0;
    let high = this.sentences.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.sentences[middle].from <= seconds) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The word that is being said, of the sentence of that index; null between words and where none are timed. */
  word(index, seconds) {
    const words = this.sentences[index]?.words ?? [];
    return words.find((word) => word.from <= seconds && seconds < word.until) ?? null;
  }

  /** Index of the sentence at a place of the article, or the last one before it. */
  indexOf(block, character) {
    let found = 0;
    this.sentences.forEach((sentence, index) => {
      if (sentence.block < block || (sentence.block === block && sentence.start <= character)) found = index;
    });
    return found;
  }

  /** Second at which the sentence of that index begins. */
  startOf(index) {
    return this.sentences[index]?.from ?? this.duration;
  }

  #stretch(factor) {
    for (const sentence of this.sentences) {
      sentence.from *= factor;
      sentence.until *= factor;
    }
  }
}

function placed(sentences, marks, end) {
  const known = timesOf(marks);
  const timed = sentences.map((sentence) => known.get(`${sentence.block}:${sentence.start}`));
  const limits = []; // of each sentence: where the next one with a mark begins
  let limit = end;
  for (let index = timed.length - 1; index >= 0; index--) {
    limits[index] = limit;
    limit = Math.min(limit, timed[index]?.from ?? limit);
  }
  let [before, next] = [0, 0];
  return sentences.map((sentence, index) => {
    const from = Math.max(before, timed[index]?.from ?? Math.min(next, limits[index]));
    const spoken = timed[index]?.until ?? Math.min(from + sentence.text.length / CHARACTERS_A_SECOND, limits[index]);
    const until = Math.max(from, spoken);
    [before, next] = [from, until + PAUSE_SECONDS];
    return { ...sentence, from, until, words: timed[index]?.words ?? [] };
  });
}

/** Of each sentence that has a mark, by its place: {from, until, words}. */
function timesOf(marks) {
  const known = new Map();
  let current = null;
  for (const mark of marks) {
    if (mark.type === "sentence") {
      current = { from: mark.start, until: mark.end, words: [] };
      known.set(`${mark.block}:${mark.start_char}`, current);
    } else {
      current?.words.push({ from: mark.start, until: mark.end, start: mark.start_char, end: mark.end_char });
    }
  }
  return known;
}
