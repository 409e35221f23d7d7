// From the rows of /v1/analytics to what is shown of them.
const DAY = 86_400_000;
const MOST_COLUMNS = 92; // more days than that are shown by week

const numbers = new Intl.NumberFormat("en");
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const shortDay = new Intl.DateTimeFormat("en", { month: "short", day: "numeric", timeZone: "UTC" });
const longDay = new Intl.DateTimeFormat("en", { weekday: "short", month: "short", day: "numeric", year: "numeric", timeZone: "UTC" });

export const count = (number) => numbers.format(number);
export const compact = (number) => short.format(number);
export const percent = (share) => (share === null ? "–" : `${Math.round(100 * share)}%`);
export const inHours = (seconds) => seconds / 3600;

/** "0.4", "12.5" or "1,204". */
export function hours(seconds) {
  const value = inHours(seconds);
  return value < 100 ? (Math.round(value * 10) / 10).toLocaleString("en") : count(Math.round(value));
}

export const toDay = (date) => date.toISOString().slice(0, 10);
export const daysAfter = (day, days) => toDay(new Date(Date.parse(day) + days * DAY));
export const daysFrom = (first, last) => Math.round((Date.parse(last) - Date.parse(first)) / DAY) + 1;
export const written = (day) => longDay.format(new Date(day));

/** Every day, or week where they are too many, from `first` to `last`: [{label, name, plays, seconds}]. */
export function bins(rows, first, last) {
  const days = daysFrom(first, last);
  const wide = days > MOST_COLUMNS ? 7 : 1;
  const made = [];
  // Whole weeks from the end, so that the newest column is not a part of one.
  for (let at = days % wide === 0 ? 0 : (days % wide) - wide; at < days; at += wide) {
    const begin = daysAfter(first, Math.max(0, at));
    const end = daysAfter(first, at + wide - 1);
    const name = wide === 1 ? written(begin) : `${shortDay.format(new Date(begin))} to ${written(end)}`;
    made.push({ label: shortDay.format(new Date(begin)), name, end, plays: 0, seconds: 0 });
  }
  for (const row of rows) {
    const bin = made.find(({ end }) => row.day <= end);
    if (!bin) continue;
    bin.plays += row.plays;
    bin.seconds += row.listened_seconds;
  }
  return { bins: made, unit: wide === 1 ? "day" : "week" };
}

/** How a figure differs from the one of as many days before: "12% more than in the 30 days before". */
export function change(now, before, days) {
  const then = days === 1 ? "on the day before" : `in the ${days} days before`;
  if (!before) return now ? `None ${then}` : "";
  const more = Math.round(100 * (now / before - 1));
  if (more === 0) return `As ${then}`;
  return `${Math.abs(more)}% ${more > 0 ? "more" : "less"} than ${then}`;
}

/** The same for shares, in points. */
export function changeOfShare(now, before, days) {
  if (now === null || before === null) return "";
  const then = days === 1 ? "on the day before" : `in the ${days} days before`;
  return `${percent(before)} ${then}`;
}
