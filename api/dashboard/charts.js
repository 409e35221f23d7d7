// Columns and a curve as SVG, drawn at the width that there is, with the values under the pointer.
import { html, svg } from "./elements.js";

const HEIGHT = 200;
const TOP = 10;
const BOTTOM = 24; // for the words under the axis
const LABEL_ROOM = 62; // at least, between the beginnings of two words there

/**
 * Columns: `bins` is [{label, tip, value}]; `show` makes a value a word; `whole` allows no half steps.
 * The element is drawn anew whenever its width changes. What it says to screen readers is `summary`.
 */
export function columns(bins, { summary, show, whole = false }) {
  return drawn(summary, (width) => {
    const { step, top } = scale(Math.max(...bins.map((bin) => bin.value)), whole);
    const ticks = range(0, top, step);
    const left = 8 + 7 * Math.max(...ticks.map((tick) => show(tick).length));
    const slot = (width - left) / bins.length;
    const y = (value) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - BOTTOM - TOP);
    const thick = Math.max(1, Math.min(28, slot * 0.72));
    const bars = bins.map((bin, index) => {
      const x = left + index * slot + (slot - thick) / 2;
      return bin.value > 0 ? svg("path", { class: "bar", d: column(x, y(bin.value), thick, HEIGHT - BOTTOM) }) : null;
    });
    const every = Math.max(1, Math.ceil(LABEL_ROOM / slot));
    const labels = bins.map((bin, index) => {
      const x = left + (index + 0.5) * slot;
      return (bins.length - 1 - index) % every === 0 ? xLabel(bin.label, x, left, width) : null;
    });
    return {
      shapes: [...grid(ticks, y, left, width, show), ...labels, ...bars],
      spots: bins.map((bin, index) => ({ x: left + (index + 0.5) * slot, wide: slot, tip: bin.tip, shape: bars[index] })),
    };
  });
}

/** A falling curve of shares (0 to 1) at 0, 10 ... 100 %; `tips` has a line for each. */
export function curve(shares, tips, summary) {
  return drawn(summary, (width) => {
    const left = 40;
    const inner = width - left - 10;
    const x = (index) => left + (index / (shares.length - 1)) * inner;
    const y = (share) => HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
    const line = shares.map((share, index) => `${x(index)},${y(share)}`).join("L");
    const floor = HEIGHT - BOTTOM;
    const dots = shares.map((share, index) => svg("circle", { class: "dot", cx: x(index), cy: y(share), r: 3.5 }));
    const words = [0, 25, 50, 75, 100].map((percent) => xLabel(`${percent}%`, left + (percent / 100) * inner, left, width));
    return {
      shapes: [
        ...grid([0, 0.25, 0.5, 0.75, 1], y, left, width, (share) => `${Math.round(share * 100)}%`),
        ...words,
        svg("path", { class: "area", d: `M${x(0)},${floor}L${line}L${x(shares.length - 1)},${floor}Z` }),
        svg("path", { class: "curve", d: `M${line}` }),
        ...dots,
      ],
      spots: shares.map((_, index) => ({ x: x(index), wide: inner / 10, tip: tips[index], shape: dots[index] })),
    };
  });
}

function drawn(summary, draw) {
  const picture = svg("svg", { role: "img", "aria-label": summary, height: HEIGHT });
  const tip = html("div", { class: "tip", hidden: "" });
  const figure = html("div", { class: "chart" }, picture, tip);
  let spots = [];
  let width = 0;
  new ResizeObserver(() => {
    if (figure.clientWidth === width || figure.clientWidth < 80) return;
    width = figure.clientWidth;
    picture.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    const made = draw(width);
    spots = made.spots;
    picture.replaceChildren(...made.shapes.filter(Boolean));
    leave();
  }).observe(figure);

  function leave() {
    tip.hidden = true;
    for (const { shape } of spots) shape?.classList.remove("chosen");
  }
  picture.addEventListener("pointermove", (event) => {
    const at = event.clientX - picture.getBoundingClientRect().left;
    const spot = spots.find(({ x, wide }) => Math.abs(at - x) <= wide / 2);
    leave();
    if (!spot) return;
    spot.shape?.classList.add("chosen");
    tip.textContent = spot.tip;
    tip.hidden = false;
    tip.style.left = `${Math.max(0, Math.min(width - tip.offsetWidth, spot.x - tip.offsetWidth / 2))}px`;
  });
  picture.addEventListener("pointerleave", leave);
  return figure;
}

function grid(ticks, y, left, width, show) {
  return ticks.flatMap((tick) => [
    svg("line", { class: tick === 0 ? "zero" : "grid", x1: left, x2: width, y1: y(tick), y2: y(tick) }),
    svg("text", { x: left - 8, y: y(tick) + 4, "text-anchor": "end" }, show(tick)),
  ]);
}

/** Centred under `x`, but not beyond the edges. */
function xLabel(text, x, left, width) {
  const half = 3.4 * text.length;
  const at = Math.max(left + half, Math.min(width - half, x));
  return svg("text", { x: at, y: HEIGHT - 6, "text-anchor": "middle" }, text);
}

/** A column that stands on `floor`, with a rounded top. */
function column(x, top, thick, floor) {
  const round = Math.min(3, thick / 2, floor - top);
  return `M${x},${floor}V${top + round}q0,${-round} ${round},${-round}h${thick - 2 * round}q${round},0 ${round},${round}V${floor}Z`;
}

/** A step of 1, 2 or 5 times a power of ten that makes two to five of them, and where they end. */
function scale(most, whole) {
  if (!(most > 0)) return { step: 1, top: 1 };
  const power = 10 ** Math.floor(Math.log10(most / 3));
  const found = [1, 2, 5, 10].map((times) => times * power).find((step) => most / step <= 4);
  const step = whole ? Math.max(1, Math.round(found)) : found;
  return { step, top: Math.ceil(most / step - 1e-9) * step };
}

function range(first, last, step) {
  return Array.from({ length: Math.round((last - first) / step) + 1 }, (_, index) => first + index * step);
}
