// The keyboard: space, arrows, < and >, M and Escape anywhere in the player, the steps of its seek bar and its menu.
import { clock } from "./clock.js";
import { SPEEDS } from "./view.js";

const STEP_SECONDS = 10;
const SETTLED_MS = 400; // after an arrow in the menu: each voice that is passed would be asked for
const BAR_STEPS = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -30, PageUp: 30 }; // seconds

export function bindKeys(player, signal) {
  const press = (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const act = wished(player, event);
    if (!act) return;
    event.preventDefault();
    act();
  };
  player.root.addEventListener("keydown", press, { signal });
}

function wished(player, event) {
  const { key, target } = event;
  const choosing = target.closest("input, select"); // has arrows of its own
  if (key === "Escape") return () => leave(player);
  if (key === " " && !target.closest("input, select, summary, button, a, [role=button]")) return () => player.toggle();
  if (key === "ArrowLeft" && !choosing) return () => player.skip(-STEP_SECONDS);
  if (key === "ArrowRight" && !choosing) return () => player.skip(STEP_SECONDS);
  if (key === "<" || key === ">") return () => stepRate(player, key === ">");
  if (key.toLowerCase() === "m") return () => player.find(".mute").click();
  return null;
}

function leave(player) {
  if (!player.find(".voices").open) return player.pause();
  return closeMenu(player);
}

function closeMenu(player) {
  player.find(".voices").open = false;
  player.find(".voices summary").focus();
}

/** Arrows go through the voices: the one they stop at is taken. A click takes its voice and closes the menu. */
export function bindVoices(player, signal) {
  const menu = player.find(".voices");
  const on = (event, act) => menu.addEventListener(event, act, { signal });
  let arrow = false; // is held
  let timer;
  on("keydown", (event) => {
    arrow = event.key.startsWith("Arrow");
    if (event.key !== "Enter" || !event.target.closest("input")) return;
    event.preventDefault();
    closeMenu(player);
  });
  on("keyup", () => (arrow = false));
  on("pointerdown", () => (arrow = false));
  on("change", ({ target }) => {
    clearTimeout(timer);
    if (arrow) timer = setTimeout(() => player.changeVoice(target.value), SETTLED_MS);
    else player.changeVoice(target.value);
  });
  on("click", (event) => {
    if (event.detail && event.target.closest("label")) setTimeout(() => closeMenu(player)); // once the radio has it
  });
  const outside = (event) => event.composedPath().includes(menu) || (menu.open = false);
  document.addEventListener("click", outside, { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
}

function stepRate(player, faster) {
  const rate = player.sound.audio.playbackRate;
  const next = faster ? SPEEDS.find((speed) => speed > rate) : SPEEDS.findLast((speed) => speed < rate);
  if (next) player.setRate(next);
}

/** While it is dragged the bar shows where it would go; it goes there when it is let go. */
export function bindSeek(player, signal) {
  const seek = player.find(".seek");
  const on = (event, act) => seek.addEventListener(event, act, { signal });
  on("input", () => {
    seek.classList.add("dragged");
    player.find(".elapsed").textContent = clock(Number(seek.value));
    seek.style.setProperty("--played", `${(100 * seek.value) / (seek.max || 1)}%`);
  });
  on("change", () => {
    seek.classList.remove("dragged");
    player.seek(Number(seek.value));
  });
  on("keydown", (event) => {
    if (!(event.key in BAR_STEPS)) return;
    event.preventDefault();
    event.stopPropagation();
    player.skip(BAR_STEPS[event.key]);
  });
}
