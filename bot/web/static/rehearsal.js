// Reads aloud what the line says on a phone, where somebody has asked for it. Without this everything works as text.
(() => {
  const voice = window.speechSynthesis;
  if (!voice) return;

  const newWords = (key) => document.querySelectorAll(`.call.on #heard-${key} .got.new .words`);

  const read = (key) => {
    for (const words of newWords(key)) {
      const said = new SpeechSynthesisUtterance(words.textContent);
      said.lang = words.lang;
      voice.speak(said);
    }
  };

  for (const toggle of document.querySelectorAll("[data-hear]")) {
    toggle.hidden = false;
    toggle.addEventListener("click", () => {
      const isLoud = toggle.getAttribute("aria-pressed") !== "true";
      toggle.setAttribute("aria-pressed", isLoud);
      voice.cancel();
      if (isLoud) read(toggle.dataset.hear);
    });
  }

  // A press cuts short what was being said, as it does on the line.
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    const key = event.detail.target.id.match(/^call-(.+)$/)?.[1];
    const toggle = key && document.querySelector(`[data-hear="${key}"][aria-pressed="true"]`);
    if (!toggle) return;
    voice.cancel();
    read(key);
  });
})();
