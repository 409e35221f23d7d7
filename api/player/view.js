// What the player looks like: its elements, filled with texts. What they do is element.js's.
import { clock } from "./clock.js";

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3];

const ICONS = {
  listen: '<path d="M4 14v-2a8 8 0 0 1 16 0v2M4 14h3v6H5a1 1 0 0 1-1-1zm16 0h-3v6h2a1 1 0 0 0 1-1z"/>',
  play: '<path class="solid" d="M8 5.2v13.6L19 12z"/>',
  pause: '<path class="solid" d="M7 5h3.6v14H7zm6.4 0H17v14h-3.6z"/>',
  back: '<path d="M11 5 6.5 1.8M11 5 7.6 9M11 5a7.5 7.5 0 1 1-6.8 5"/>',
  ahead: '<path d="M13 5l4.5-3.2M13 5l3.4 4M13 5a7.5 7.5 0 1 0 6.8 5"/>',
  loud: '<path d="M4 9.5v5h3.5L12 19V5L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11"/>',
  silent: '<path d="M4 9.5v5h3.5L12 19V5L7.5 9.5zM16 9.5l5 5m0-5-5 5"/>',
  sample: '<path class="solid" d="M9 6.5v11l8.5-5.5z"/>',
  down: '<path d="M12 4v11m0 0-4.5-4.5M12 15l4.5-4.5M5 20h14"/>',
};

export function icon(name) {
  return `<svg viewBox="0 0 24 24" aria-hidden="true">${ICONS[name]}</svg>`;
}

/** An element; text is never read as HTML. `inside` may hold elements and texts. */
export function element(name, attributes = {}, ...inside) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(attribute, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(attribute, value);
  }
  made.append(...inside);
  return made;
}

/** The whole player, not yet filled. */
export function frame(say) {
  const button = (name, label, drawn, text = "") =>
    `<button type="button" class="${name}" part="${name}" aria-label="${label}" title="${label}">${icon(drawn)}${text}</button>`;
  const made = document.createElement("template");
  made.innerHTML = `
    <section class="player" part="player" aria-label="${say("listen")}">
      <header>
        <h2 class="heading" part="heading">${icon("listen")}<span>${say("listen")}</span></h2>
        <p class="title" part="title" hidden></p>
      </header>
      <div class="deck" part="deck">
        <button type="button" class="play" part="play" aria-label="${say("play")}">
          ${icon("play")}${icon("pause")}
        </button>
        <div class="line">
          <div class="buffered"></div>
          <input type="range" class="seek" min="0" max="0" step="0.1" value="0" aria-label="${say("position")}" disabled>
        </div>
        <p class="time"><span class="elapsed">0:00</span> / <span class="total">0:00</span></p>
      </div>
      <div class="tools">
        ${button("back", say("back"), "back", "<span>10</span>")}
        ${button("ahead", say("ahead"), "ahead", "<span>10</span>")}
        <div class="volume">
          ${button("mute", say("mute"), "loud")}
          <input type="range" class="level" min="0" max="1" step="0.05" value="1" aria-label="${say("volume")}">
        </div>
        <div class="notice">
          <p class="status" role="status"></p>
          <progress max="1" value="0" aria-label="${say("loading")}" hidden></progress>
          <button type="button" class="again" hidden>${say("again")}</button>
        </div>
        <button type="button" class="follow" hidden>${say("follow")}</button>
        <a class="download" download target="_blank" rel="noopener" hidden title="${say("download")}" aria-label="${say("download")}">${icon("down")}</a>
      </div>
      <details class="takeaways" part="takeaways" open hidden>
        <summary>${say("takeaways")}</summary>
        <ul></ul>
        <button type="button" class="hear">${say("hearTakeaways")}</button>
      </details>
      <div class="choices">
        <label class="speed"><span>${say("speed")}</span>
          <select>${SPEEDS.map((speed) => `<option value="${speed}"${speed === 1 ? " selected" : ""}>${speed}×</option>`).join("")}</select>
        </label>
        <div class="voice">
          <span id="voice-label">${say("voice")}</span>
          <details class="voices">
            <summary aria-labelledby="voice-label voice-name"><span id="voice-name"></span></summary>
            <ul role="list"></ul>
          </details>
        </div>
      </div>
      <details class="transcript" part="transcript" hidden>
        <summary>${say("transcript")}</summary>
        <div class="text" role="region" aria-label="${say("transcript")}"></div>
      </details>
    </section>`;
  return made.content;
}

export function takeaway(item, say) {
  const button = element("button", { type: "button", title: say("hearHere") }, item.text);
  return { button, row: element("li", {}, button) };
}

/** A row of the voice menu: a radio button and, where there is one, a sample. */
export function voiceRow(voice, chosen, say) {
  const radio = element("input", { type: "radio", name: "voice", value: voice.name, checked: voice.name === chosen });
  const row = element("li", {}, element("label", {}, radio, element("span", {}, voice.label)));
  if (!voice.preview_url) return { radio, row, sample: null };
  const label = say("preview", voice.label);
  const sample = element("button", { type: "button", class: "sample", "aria-label": label, title: label });
  sample.innerHTML = icon("sample");
  row.append(sample);
  return { radio, row, sample };
}

/** What changes while it plays. */
export function showTimes(root, { now, duration, buffered }, say) {
  const seek = root.querySelector(".seek");
  seek.disabled = !duration;
  seek.max = duration;
  if (!seek.matches(".dragged")) seek.value = now;
  const share = (seconds) => (duration ? `${Math.min(100, (100 * seconds) / duration)}%` : "0%");
  seek.style.setProperty("--played", share(now));
  const line = root.querySelector(".buffered");
  line.style.setProperty("--from", share(buffered[0]));
  line.style.setProperty("--until", share(buffered[1]));
  seek.setAttribute("aria-valuetext", say("of", clock(now), clock(duration)));
  root.querySelector(".elapsed").textContent = clock(now);
  root.querySelector(".total").textContent = clock(duration);
}
