// The page in the frame: tells the page around it how high the player is.

const player = document.querySelector("readcast-player");

document.body.classList.toggle("alone", window.top === window);
if (window.top !== window) {
  const tell = () => {
    const height = document.body.getBoundingClientRect().height;
    parent.postMessage({ type: "readcast:height", article: player.getAttribute("article"), height }, "*");
  };
  new ResizeObserver(tell).observe(document.body);
  addEventListener("load", tell);
}
