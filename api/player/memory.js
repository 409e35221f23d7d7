// What a listener's browser remembers: where each article was left, and how they like to listen.

const PREFIX = "readcast:";
const MOST_PLACES = 50;
const NEAR_END = 0.97; // of an article: it was heard

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name)) ?? {};
  } catch {
    return {}; // storage is refused, or holds something else
  }
}

function write(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // storage is refused or full: nothing is remembered
  }
}

/** {rate, volume, muted, voices: {language: name}}, as far as they were chosen. */
export function habits() {
  return read("habits");
}

export function noteHabit(name, value) {
  write("habits", { ...habits(), [name]: value });
}

/** {voice, block, start, into} where the article was left: seconds into a sentence; null if it was not begun, or heard to its end. */
export function placeOf(article) {
  return read("places")[article] ?? null;
}

/** Remember where an article is left. `share` is how much of it was heard. */
export function notePlace(article, place, share) {
  const places = read("places");
  delete places[article];
  if (share < NEAR_END) places[article] = place; // the newest last
  const names = Object.keys(places);
  for (const old of names.slice(0, Math.max(0, names.length - MOST_PLACES))) delete places[old];
  write("places", places);
}
