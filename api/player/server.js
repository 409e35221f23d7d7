// Talks to readcast.

/** An answer that says what is wrong (RFC 9457), or that there was no answer: then `status` is 0. */
export class Problem extends Error {
  constructor(status, detail, errors = []) {
    super(detail);
    this.status = status;
    this.errors = errors; // [{location: "body.voice", message: "..."}]
  }
}

const MOST_LOOKUPS = 5; // other pages may be taken in just now

/** The parsed JSON of an answer; with a 202 too. Throws Problem. */
export async function ask(address, options = {}) {
  const answer = await reach(address, options);
  if (!answer.ok) throw await problem(answer);
  return parsed(answer);
}

/** What is asked of one server about one article. Nothing here keeps anything. */
export class Server {
  constructor(home, article) {
    this.home = home;
    this.article = article;
  }

  /** Title, takeaways, voices and narrations. */
  shown() {
    return ask(this.address("/player"), { cache: "no-store" });
  }

  /** Each sentence with its place in the article: {block, start, end, kind, text}. */
  async sentences() {
    return (await ask(this.address("/sentences"))).sentences;
  }

  /** The narration by a voice, asked for if nobody did; null when it is completed by now. Throws Problem. */
  async narration(voice) {
    const answer = await reach(this.audio(voice), { redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect") return null;
    if (answer.status !== 202) throw await problem(answer);
    return parsed(answer);
  }

  audio(voice, kind = "article") {
    return this.address("/audio", { voice, kind });
  }

  passage(voice, sentence, count) {
    return this.address("/passage.mp3", { voice, block: sentence.block, start: sentence.start, sentences: count });
  }

  address(path, query = {}) {
    const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
    const search = given.length ? `?${new URLSearchParams(given)}` : "";
    return `${this.home}/v1/articles/${encodeURIComponent(this.article)}${path}${search}`;
  }
}

/** The id of the article of a page, taken in if the site allows it; null where it is not to be had. Throws Problem. */
export async function lookUp(home, address) {
  const body = JSON.stringify({ url: address });
  const headers = { "Content-Type": "application/json" };
  for (let left = MOST_LOOKUPS; ; left--) {
    const answer = await reach(`${home}/v1/articles/lookup`, { method: "POST", headers, body });
    if (answer.ok) return (await parsed(answer)).id;
    if (answer.status === 404) return null;
    if (answer.status !== 429 || left <= 1) throw await problem(answer);
    await new Promise((resolve) => setTimeout(resolve, 1000 * (Number(answer.headers.get("Retry-After")) || 2)));
  }
}

async function reach(address, options) {
  try {
    return await fetch(address, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, "The server cannot be reached.");
  }
}

async function parsed(answer) {
  try {
    return await answer.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    if (error instanceof SyntaxError) throw new Problem(502, "What the server answered cannot be read.");
    throw new Problem(0, "The server's answer broke off.");
  }
}

async function problem(answer) {
  const said = await answer.json().catch(() => null);
  return new Problem(answer.status, said?.detail ?? `The server answered ${answer.status}.`, said?.errors);
}
