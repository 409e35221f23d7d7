// The script that publishers paste in. It defines <readcast-player>, and puts one where it stands.
//
//   <script src="https://audio.example/player/player.js" data-article="external:cms-4711" async></script>
//
// Without data-article the page's canonical address is looked up. data-voice, data-lang, data-content and the others
// become attributes of the element; data-only defines the element and puts nothing anywhere.
(() => {
  const script = document.currentScript;
  const home = new URL(".", script.src);
  const element = import(new URL("element.js", home)).catch(() => {
    console.error(`readcast: the player could not be loaded from ${home}`);
  });
  if ("only" in script.dataset) return;

  const player = document.createElement("readcast-player");
  for (const [name, value] of Object.entries(script.dataset)) player.setAttribute(name, value);
  if (!player.hasAttribute("server")) player.setAttribute("server", new URL("..", home).href.replace(/\/$/, ""));
  if (document.body?.contains(script)) script.after(player);
  else if (document.body) document.body.prepend(player);
  else addEventListener("DOMContentLoaded", () => document.body.prepend(player));
  return element;
})();
