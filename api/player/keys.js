// The keyboard: space, arrows, < and >, M and Escape anywhere in the player, and the steps of its seek bar.
import { clock } from "./clock.js";
import { SPEEDS } from "./view.js";

const STEP_SECONDS = 10;
const BAR_STEPS = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -30, PageUp: 30 }; // seconds

export function bindKeys(player) {
  player.root.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const act = wished(player, event);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function wished(player, event) {
  const { key, target } = event;
  const choosing = target.closest("input, select"); // has arrows of its own
  if (key === "Escape") return () => leave(player);
  if (key === " " && !target.closest("input, select, summary, button, a")) return () => player.toggle();
  if (key === "ArrowLeft" && !choosing) return () => player.skip(-STEP_SECONDS);
  if (key === "ArrowRight" && !choosing) return () => player.skip(STEP_SECONDS);
  if (key === "<" || key === ">") return () => stepRate(player, key === ">");
  if (key.toLowerCase() === "m") return () => player.find(".mute").click();
  return null;
}

function leave(player) {
  if (!player.find(".voices").open) return player.pause();
  player.closeMenu();
  return player.find(".voices summary").focus();
}

function stepRate(player, faster) {
  const rate = player.sound.audio.playbackRate;
  const next = faster ? SPEEDS.find((speed) => speed > rate) : SPEEDS.findLast((speed) => speed < rate);
  if (next) player.setRate(next);
}

/** While it is dragged the bar shows where it would go; it goes there when it is let go. */
export function bindSeek(player) {
  const seek = player.find(".seek");
  seek.addEventListener("input", () => {
    seek.classList.add("dragged");
    player.find(".elapsed").textContent = clock(Number(seek.value));
    seek.style.setProperty("--played", `${(100 * seek.value) / (seek.max || 1)}%`);
  });
  seek.addEventListener("change", () => {
    seek.classList.remove("dragged");
    player.seek(Number(seek.value));
  });
  seek.addEventListener("keydown", (event) => {
    if (!(event.key in BAR_STEPS)) return;
    event.preventDefault();
    event.stopPropagation();
    player.skip(BAR_STEPS[event.key]);
  });
}
