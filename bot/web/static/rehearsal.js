// Sends the forms without leaving the page and swaps the parts that changed. Without it, every form works the same way.
"use strict";

const drafts = () =>
  new Map([...document.querySelectorAll("input[id]")].map((input) => [input.id, input.value]));

function swapParts(fresh) {
  const kept = drafts();
  const focused = document.activeElement?.id;
  for (const part of document.querySelectorAll("[data-part]")) {
    const next = fresh.getElementById(part.id);
    if (!next || next.outerHTML === part.outerHTML) continue;
    // A status that is replaced is not read out; one whose words change is.
    if (part.dataset.part === "words") part.textContent = next.textContent;
    else part.replaceWith(document.importNode(next, true));
  }
  for (const [id, value] of kept) {
    const input = document.getElementById(id);
    if (input) input.value = value;
  }
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

async function send(form, button) {
  const fields = new FormData(form);
  if (button?.name) fields.append(button.name, button.value);
  const written = form.querySelector("input[name=words]:not([type=hidden])");
  document.body.setAttribute("aria-busy", "true");
  document.body.dataset.busy = form.dataset.busy ?? "";
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: new URLSearchParams(fields) });
    if (!answer.ok) throw new Error(String(answer.status));
    if (written) written.value = "";
    swapParts(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } finally {
    document.body.removeAttribute("aria-busy");
  }
}

let isSending = false;
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-live]")) return;
  event.preventDefault();
  if (isSending) return;
  isSending = true;
  try {
    await send(form, event.submitter);
  } catch {
    location.reload();
  } finally {
    isSending = false;
  }
});
