// Asking the API, with the key that this tab knows; the start page keeps it under the same name.
const KEY = "readcast-api-key";

/** The API said no; `status` 0: it said nothing. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const hasKey = () => Boolean(sessionStorage.getItem(KEY));
export const keepKey = (key) => sessionStorage.setItem(KEY, key);
export const forgetKey = () => sessionStorage.removeItem(KEY);

/** The answer, if it is a good one; else Refused with the words of its problem. */
export async function ask(path, query, signal) {
  const headers = hasKey() ? { Authorization: `Bearer ${sessionStorage.getItem(KEY)}` } : {};
  const answer = await fetch(`${path}?${query}`, { headers, signal, cache: "no-store" }).catch((error) => {
    if (signal?.aborted) throw error;
    throw new Refused(0, "The server does not answer. Check the connection and try again.");
  });
  if (answer.ok) return answer;
  const { detail = answer.statusText, errors = [] } = await answer.json().catch(() => ({}));
  throw new Refused(answer.status, [detail, ...errors.map(({ message }) => message)].join(" "));
}
