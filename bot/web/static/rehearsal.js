// Reads aloud what the line says on a phone, where somebody has asked for it. Without this everything works as text.
(() => {
  const voice = window.speechSynthesis;
  if (!voice) return;

  const newWords = (key) => document.querySelectorAll(`.call.on #heard-${key} :is(.says, .other).new .words`);

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

  // A press cuts short what was being said, as it does on the line; so does hanging up.
  document.addEventListener("htmx:afterRequest", () => {
    const loud = [...document.querySelectorAll('[data-hear][aria-pressed="true"]')].map((one) => one.dataset.hear);
    if (!loud.some((key) => newWords(key).length || !document.querySelector(`#call-${key}.on`))) return;
    voice.cancel();
    loud.forEach(read);
  });
})();
