// On the page around <iframe data-readcast>: gives the frame the height of the player in it.
(() => {
  addEventListener("message", ({ data, source }) => {
    if (data?.type !== "readcast:height" || !Number.isFinite(data.height)) return;
    for (const frame of document.querySelectorAll("iframe[data-readcast]")) {
      if (frame.contentWindow === source) frame.style.height = `${Math.ceil(data.height)}px`;
    }
  });
})();
