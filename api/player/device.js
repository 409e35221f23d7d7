// What a player shares with the browser around it: only one sounds, and the system's own controls drive it.

const CHANNEL = "readcast";
const STEP_SECONDS = 10;
const players = new Set();

/** Whoever plays says so with the function returned, and all others on this page and in its frames pause. */
export function onlyOne(sound) {
  players.add(sound);
  const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(CHANNEL) : null;
  channel?.addEventListener("message", () => sound.wanted && sound.pause());
  return () => {
    for (const other of players) if (other !== sound && other.wanted) other.pause();
    channel?.postMessage("playing"); // a channel does not hear itself
  };
}

/** The Media Session of the player that sounds: title, picture, position and the keys of the device. */
export function sessionOf(player) {
  const session = navigator.mediaSession;
  const { sound, shown } = player;
  let mine = false;
  const take = () => {
    mine = true;
    session.metadata = new MediaMetadata({
      title: shown.title ?? document.title,
      artist: shown.byline ?? "",
      album: shown.publication ?? location.hostname,
      artwork: shown.image_url ? [{ src: shown.image_url }] : [],
    });
    const acts = {
      play: () => player.play(),
      pause: () => player.pause(),
      stop: () => player.pause(),
      seekbackward: (details) => player.skip(-(details.seekOffset ?? STEP_SECONDS)),
      seekforward: (details) => player.skip(details.seekOffset ?? STEP_SECONDS),
      seekto: (details) => player.seek(details.seekTime),
    };
    for (const [name, act] of Object.entries(acts)) session.setActionHandler(name, act);
  };
  return {
    show() {
      if (!session) return;
      if (sound.wanted && !mine) take();
      if (!mine) return;
      if (!sound.wanted && [...players].some((other) => other !== sound && other.wanted)) {
        mine = false; // another has it now
        return;
      }
      session.playbackState = sound.wanted ? "playing" : "paused";
      const { now, duration, audio } = sound;
      if (duration > 0) {
        session.setPositionState?.({ duration, position: Math.min(now, duration), playbackRate: audio.playbackRate });
      }
    },
  };
}
