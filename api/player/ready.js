// Talks to readcast. Every address is relative to this server, whatever name a proxy gives it.

/** An answer that says what is wrong (RFC 9457), or that there was no answer: then `status` is 0. */
export class Problem extends Error {
  constructor(status, detail, errors = []) {
    super(detail);
    this.status = status;
    this.errors = errors; // [{location: "body.voice", message: "..."}]
  }
}

/** The parsed JSON of an answer. Throws Problem. */
export async function ask(path, options = {}) {
  const answer = await reach(path, options);
  if (!answer.ok) throw await problem(answer);
  return answer.json();
}

/** Waits until audio can be played from `path`; `progress` gets the narration while it is made. Throws Problem. */
export async function untilReady(path, progress, signal) {
  for (;;) {
    const answer = await reach(path, { redirect: "manual", cache: "no-store", signal });
    if (answer.type === "opaqueredirect") return;
    if (answer.status !== 202) throw await problem(answer);
    progress(await answer.json());
    await pause(Number(answer.headers.get("Retry-After")) || 2, signal);
  }
}

/** "1:05", or "1:02:03" from an hour on. */
export function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (parts[0] === 0) parts.shift();
  return parts.map((part, place) => (place ? String(part).padStart(2, "0") : part)).join(":");
}

async function reach(path, options) {
  try {
    return await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, "The server cannot be reached.");
  }
}

async function problem(answer) {
  const said = await answer.json().catch(() => ({}));
  return new Problem(answer.status, said.detail ?? `The server answered ${answer.status}.`, said.errors);
}

function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    signal?.addEventListener("abort", stop, { once: true });
  });
}
