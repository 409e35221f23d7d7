// What a player shares with the browser around it: only one sounds, and the system's own controls drive it.

const CHANNEL = "readcast";
const STEP_SECONDS = 10;
const players = new Set();
let channel = null; // one for all players of this page: it does not hear itself
let owner = null; // the player that has the Media Session

/** `player` ({wanted, pause()}) says with the function returned that it plays: all others, in other tabs too, pause. */
export function onlyOne(player, signal) {
  players.add(player);
  if (!channel && "BroadcastChannel" in globalThis) {
    channel = new BroadcastChannel(CHANNEL);
    channel.addEventListener("message", () => quiet(null));
  }
  signal.addEventListener("abort", () => {
    players.delete(player);
    if (players.size) return;
    channel?.close();
    channel = null;
  });
  return () => {
    quiet(player);
    channel?.postMessage("playing");
  };
}

function quiet(but) {
  for (const player of players) if (player !== but && player.wanted) player.pause();
}

/** The Media Session of the player that sounds: title, picture, position and the keys of the device. */
export function sessionOf(player, signal) {
  const session = navigator.mediaSession;
  const { sound, shown } = player;
  const acts = {
    play: () => player.play(),
    pause: () => player.pause(),
    stop: () => player.pause(),
    seekbackward: (details) => player.skip(-(details.seekOffset ?? STEP_SECONDS)),
    seekforward: (details) => player.skip(details.seekOffset ?? STEP_SECONDS),
    seekto: (details) => player.seek(details.seekTime),
  };
  const handle = (act) => {
    for (const name of Object.keys(acts)) session.setActionHandler(name, act(name));
  };
  const take = () => {
    owner = player;
    session.metadata = new MediaMetadata({
      title: shown.title ?? document.title,
      artist: shown.byline ?? "",
      album: shown.publication ?? location.hostname,
      artwork: shown.image_url ? [{ src: shown.image_url }] : [],
    });
    handle((name) => acts[name]);
  };
  signal.addEventListener("abort", () => {
    if (owner !== player) return;
    owner = session.metadata = null;
    session.playbackState = "none";
    handle(() => null);
  });
  return {
    show() {
      if (!session) return;
      if (sound.wanted && owner !== player) take();
      if (owner !== player) return;
      session.playbackState = sound.wanted ? "playing" : "paused";
      const { now, duration, audio } = sound;
      if (duration > 0) {
        session.setPositionState?.({ duration, position: Math.min(now, duration), playbackRate: audio.playbackRate });
      }
    },
  };
}
