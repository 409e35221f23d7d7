// Reading along: the sentence and the word that are being said, shown in the article on the page and in the transcript.
//
// The page is not changed: ranges of its text are highlighted (CSS Custom Highlight API), found by the letters of the
// article's blocks, so that markup within a paragraph and advertisements between paragraphs do not matter.
import { element } from "./view.js";

const SKIPPED = "script, style, noscript, template, readcast-player, [hidden], [aria-hidden=true], textarea, select, button, nav";
const MOST_SCROLLING_MS = 1500;
const LETTER = /[\p{L}\p{N}]/u;

/** The text of a part of the page, letter by letter. */
class Letters {
  constructor(root) {
    this.text = "";
    this.nodes = [];
    this.offsets = [];
    const accept = (node) => (node.parentElement?.closest(SKIPPED) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, accept);
    const found = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      let offset = 0;
      for (const character of node.data) {
        if (LETTER.test(character)) {
          const folded = fold(character);
          for (let n = 0; n < folded.length; n++) {
            this.nodes.push(node);
            this.offsets.push(offset);
          }
          found.push(folded);
        }
        offset += character.length;
      }
    }
    this.text = found.join("");
  }

  /** The range of letters from one to before another; null where they have left the page. */
  range(from, until) {
    if (!(from < until) || !this.nodes[from]?.isConnected || !this.nodes[until - 1]?.isConnected) return null;
    const range = document.createRange();
    const last = this.nodes[until - 1];
    const end = this.offsets[until - 1];
    range.setStart(this.nodes[from], this.offsets[from]);
    range.setEnd(last, end + String.fromCodePoint(last.data.codePointAt(end)).length);
    return range;
  }
}

/** The same range with the punctuation around it. */
function withMarks(range) {
  if (!range) return null;
  const { startContainer, endContainer } = range;
  const before = startContainer.data.slice(0, range.startOffset).match(/[^\p{L}\p{N}\s]*$/u)[0];
  const after = endContainer.data.slice(range.endOffset).match(/^[^\p{L}\p{N}\s]*/u)[0];
  range.setStart(startContainer, range.startOffset - before.length);
  range.setEnd(endContainer, range.endOffset + after.length);
  return range;
}

function fold(text) {
  return text.normalize("NFKC").toLowerCase();
}

function lettersOf(text) {
  return [...text].filter((character) => LETTER.test(character)).map(fold).join("");
}

/** The sentences of an article found on a page. */
class Page {
  constructor(root, sentences) {
    this.letters = new Letters(root);
    this.places = new Map(); // sentence -> where its first letter is
    let from = 0;
    for (const block of blocksOf(sentences)) from = this.#find(block, from);
  }

  get found() {
    return this.places.size;
  }

  #find(block, from) {
    const whole = block.map((sentence) => lettersOf(sentence.text));
    const at = this.#place(whole.join(""), from);
    if (at >= 0) {
      let place = at;
      block.forEach((sentence, n) => {
        this.places.set(sentence, place);
        place += whole[n].length;
      });
      return place;
    }
    let end = from;
    block.forEach((sentence, n) => {
      const alone = whole[n].length > 8 ? this.#place(whole[n], end) : -1;
      if (alone >= 0) {
        this.places.set(sentence, alone);
        end = alone + whole[n].length;
      }
    });
    return end;
  }

  #place(letters, from) {
    if (!letters) return -1;
    const after = this.letters.text.indexOf(letters, from);
    return after >= 0 ? after : this.letters.text.indexOf(letters);
  }

  /** The range of a sentence, or of a word of it; null if it is not there. */
  range(sentence, word = null) {
    const place = this.places.get(sentence);
    if (place === undefined) return null;
    if (!word) return withMarks(this.letters.range(place, place + lettersOf(sentence.text).length));
    const before = lettersOf(sentence.text.slice(0, word.start - sentence.start)).length;
    const inside = lettersOf(sentence.text.slice(word.start - sentence.start, word.end - sentence.start)).length;
    return this.letters.range(place + before, place + before + inside);
  }

  /** The sentence at a point of the page; null if there is none. */
  at(node, offset) {
    for (const [sentence] of this.places) {
      const range = this.range(sentence);
      if (range?.isPointInRange(node, offset)) return sentence;
    }
    return null;
  }
}

function blocksOf(sentences) {
  const blocks = [];
  for (const sentence of sentences) {
    if (blocks.at(-1)?.[0].block === sentence.block) blocks.at(-1).push(sentence);
    else blocks.push([sentence]);
  }
  return blocks;
}

const readings = new Set(); // of all players on the page; the one that played last is the last

/** Highlights on the page, and the wish to hear what is clicked there. */
export class PageReading {
  /** `where` is a CSS selector of the article; empty finds it. `choose` is given the index of a clicked sentence. */
  constructor(where, sentences, choose) {
    this.sentences = sentences;
    const roots = where ? [document.querySelector(where)] : [...document.querySelectorAll("article, main"), document.body];
    const pages = roots.filter(Boolean).slice(0, 6).map((root) => new Page(root, sentences));
    this.page = pages.reduce((best, page) => (page.found > (best?.found ?? 0) ? page : best), null);
    this.choose = choose;
    this.following = true;
    this.shown = new Map(); // name of a highlight -> ours
    this.stop = new AbortController();
    if (!this.page) return;
    addStyle();
    const options = { signal: this.stop.signal, passive: true };
    for (const name of ["wheel", "touchmove"]) addEventListener(name, (event) => inPlayer(event) || this.#lose(), options);
    addEventListener("keydown", (event) => scrolls(event) && this.#lose(), options);
    addEventListener("scroll", () => this.#scrolled(), options);
    addEventListener("scrollend", () => (this.scrolling = false), options);
    this.front();
  }

  /** Its player was the last to play: a click is its own where several players read the same text. */
  front() {
    if (!this.page) return;
    if (!readings.size) document.addEventListener("click", clicked);
    readings.delete(this);
    readings.add(this);
  }

  /** Shows the sentence of that index and its word; none where the index is negative. */
  show(index, word) {
    if (!this.page || !("highlights" in CSS)) return;
    const sentence = this.sentences[index];
    const shown = sentence ? this.page.range(sentence) : null;
    this.#set("readcast-sentence", shown);
    this.#set("readcast-word", sentence && word ? this.page.range(sentence, word) : null);
    if (shown && index !== this.index && this.following) this.#scrollTo(shown);
    this.index = index;
  }

  follow() {
    this.following = true;
    const range = this.page && this.sentences[this.index] && this.page.range(this.sentences[this.index]);
    if (range) this.#scrollTo(range);
  }

  end() {
    this.stop.abort();
    clearTimeout(this.timer);
    readings.delete(this);
    if (!readings.size) document.removeEventListener("click", clicked);
    for (const name of this.shown.keys()) this.#set(name, null);
  }

  /** Another player's is left as it is. */
  #set(name, range) {
    if (range) {
      this.shown.set(name, new Highlight(range));
      CSS.highlights.set(name, this.shown.get(name));
    } else if (CSS.highlights.get(name) === this.shown.get(name)) CSS.highlights.delete(name);
  }

  #scrollTo(range) {
    const box = range.getBoundingClientRect();
    if (box.top >= 40 && box.bottom <= innerHeight - 40) return;
    this.scrolling = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.scrolling = false), MOST_SCROLLING_MS); // it may be there already, or be stopped
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    scrollTo({ top: scrollY + box.top - innerHeight / 3, behavior: calm ? "auto" : "smooth" });
  }

  /** By the scroll bar, a link, a script: by whatever it was, what is said is out of sight. */
  #scrolled() {
    const sentence = this.sentences[this.index];
    if (!this.following || this.scrolling || !sentence) return;
    const box = this.page.range(sentence)?.getBoundingClientRect();
    if (box && (box.bottom < 0 || box.top > innerHeight)) this.#lose();
  }

  #lose() {
    if (!this.following) return;
    this.following = false;
    this.onfollow?.();
  }
}

function inPlayer(event) {
  return event.composedPath().some((node) => node.localName === "readcast-player");
}

/** Whether the reader scrolls with this key. */
function scrolls(event) {
  if (event.defaultPrevented || inPlayer(event)) return false;
  if (event.target.closest?.("input, select, textarea, audio, video, [contenteditable]:not([contenteditable=false])")) return false;
  if (event.key === " ") return !event.target.closest?.("button, summary");
  return ["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown"].includes(event.key);
}

/** One player goes on at a clicked sentence: of those that read it, the one that played last. */
function clicked(event) {
  if (event.target.closest?.("a, button, input, select, textarea, label, summary, audio, video, readcast-player")) return;
  if (!getSelection().isCollapsed) return;
  const spot = document.caretPositionFromPoint?.(event.clientX, event.clientY);
  const range = spot ? null : document.caretRangeFromPoint?.(event.clientX, event.clientY);
  const [node, offset] = spot ? [spot.offsetNode, spot.offset] : [range?.startContainer, range?.startOffset];
  if (!node) return;
  for (const reading of [...readings].reverse()) {
    const sentence = reading.page.at(node, offset);
    if (sentence) return reading.choose(reading.sentences.indexOf(sentence));
  }
}

/** A sheet of its own, once a page: an element would be refused by strict policies. */
function addStyle() {
  if (addStyle.done) return;
  addStyle.done = true;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    ::highlight(readcast-sentence) { background-color: var(--readcast-sentence, #ffe9a8); color: var(--readcast-sentence-ink, #191c20); }
    ::highlight(readcast-word) { background-color: var(--readcast-word, #ffc940); color: var(--readcast-word-ink, #191c20); }`);
  document.adoptedStyleSheets.push(sheet);
}

/** The article's text in the player: by keyboard it is one stop, and its sentences are gone through with arrows. */
export class Transcript {
  constructor(box, sentences, choose) {
    this.box = box;
    this.spans = [];
    this.stop = 0; // index of the sentence that Tab comes to
    for (const block of blocksOf(sentences)) {
      const heading = block[0].kind === "heading";
      const paragraph = element("p", { class: heading ? "head" : null });
      for (const sentence of block) {
        const span = element("span", { role: "button", tabindex: this.spans.length ? -1 : 0 }, sentence.text);
        this.spans.push(span);
        paragraph.append(span, " ");
      }
      box.append(paragraph);
    }
    this.sentences = sentences;
    const at = (event) => this.spans.indexOf(event.target.closest("span"));
    box.addEventListener("click", (event) => at(event) >= 0 && getSelection().isCollapsed && choose(at(event)));
    box.addEventListener("focusin", (event) => this.#stopAt(at(event)));
    box.addEventListener("keydown", (event) => this.#pressed(event, at(event), choose));
  }

  #pressed(event, index, choose) {
    if (index < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const last = this.spans.length - 1;
    const next = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: last }[event.key];
    if (next === undefined && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault(); // and the player does nothing of its own
    if (next === undefined) choose(index);
    else this.spans[Math.min(last, Math.max(0, next))].focus();
  }

  #stopAt(index) {
    if (!this.spans[index]) return;
    this.spans[this.stop].tabIndex = -1;
    this.spans[index].tabIndex = 0;
    this.stop = index;
  }

  show(index, word) {
    if (index !== this.index) {
      this.spans[this.index]?.classList.remove("now");
      this.spans[this.index]?.removeAttribute("aria-current");
      this.spans[index]?.classList.add("now");
      this.spans[index]?.setAttribute("aria-current", "true");
      if (!this.box.querySelector(":focus-visible")) this.#stopAt(index);
      this.#scrollTo(this.spans[index]);
      this.index = index;
    }
    if (!("highlights" in CSS)) return;
    const text = this.spans[index]?.firstChild;
    CSS.highlights.delete("readcast-transcript-word");
    if (!text || !word) return;
    const range = document.createRange();
    const from = this.sentences[index].start;
    range.setStart(text, Math.min(text.length, word.start - from));
    range.setEnd(text, Math.min(text.length, word.end - from));
    CSS.highlights.set("readcast-transcript-word", new Highlight(range));
  }

  #scrollTo(span) {
    if (!span || this.box.matches(":hover") || this.box.querySelector(":focus-visible")) return; // somebody reads there
    const [inside, line] = [this.box.getBoundingClientRect(), span.getBoundingClientRect()];
    if (line.top < inside.top || line.bottom > inside.bottom) this.box.scrollTop += line.top - inside.top - inside.height / 3;
  }
}
