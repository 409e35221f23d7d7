// Making elements: what comes from the server becomes text, never HTML.
const SVG = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

/** An HTML element with attributes and children; null attributes are left out, strings become text. */
export function html(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** The same for SVG. */
export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** A table with a caption for screen readers; the first cell of each row is its heading. */
export function table(caption, headings, rows, className) {
  const head = headings.map((text) => html("th", { scope: "col" }, text));
  const body = rows.map(([first, ...rest]) =>
    html("tr", {}, html("th", { scope: "row" }, first), ...rest.map((text) => html("td", {}, text))),
  );
  const title = html("caption", { class: "unseen" }, caption);
  return html("table", { class: className }, title, html("thead", {}, html("tr", {}, ...head)), html("tbody", {}, ...body));
}
