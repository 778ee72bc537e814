/* What a page does on top of what it already does without a script. Nothing is stored, nothing is sent elsewhere. */

const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);
const show = (element, on) => { if (element) element.hidden = !on; };

/* Leave at once: the page is replaced in the history, so that Back does not return to it. */
function leave(href) {
  document.documentElement.hidden = true;
  location.replace(href);
}

let shifts = [];
function countShifts(event) {
  const exit = document.querySelector("[data-exit]");
  if (!exit) return;
  if (event.key !== "Shift") { shifts = []; return; }
  if (event.repeat) return;
  const now = Date.now();
  shifts = [...shifts.filter((then) => now - then < 2000), now];
  if (shifts.length >= 3) leave(exit.href);
}

/* One question at a time: form[data-questions] holds [data-question] parts; all of it stays one page and one form. */
function askOneByOne(form) {
  const parts = [...form.querySelectorAll("[data-question]")];
  if (parts.length < 2) return;
  const next = document.querySelector("[data-next]");
  const send = document.querySelector("[data-send]");
  const back = document.querySelector("[data-back]");
  let at = Math.max(0, parts.findIndex((part) => part.querySelector("[aria-invalid=true]")));
  const turn = (to, focus) => {
    hush();
    at = Math.min(Math.max(to, 0), parts.length - 1);
    parts.forEach((part, place) => show(part, place === at));
    document.body.classList.toggle("later", at > 0);
    show(back, at > 0);
    show(next, at < parts.length - 1);
    show(send, at === parts.length - 1);
    each("[data-all-questions]", (part) => show(part, at === parts.length - 1));
    if (!focus) return;
    const heading = parts[at].querySelector("[data-question-title], legend, h2");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  };
  next?.addEventListener("click", () => turn(at + 1, true));
  back?.addEventListener("click", () => turn(at - 1, true));
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && at < parts.length - 1 && event.target.matches("input")) {
      event.preventDefault();
      turn(at + 1, true);
    }
  });
  each(".govuk-error-summary a", (link) => link.addEventListener("click", (event) => {
    const target = document.getElementById(link.hash.slice(1));
    const place = parts.findIndex((part) => part.contains(target));
    if (place < 0) return;
    event.preventDefault();
    turn(place, false);
    target.focus();
  }));
  turn(at, false);
}

/* form[data-quiet]: sent without a new entry in the history; the answer takes the place of this page. */
async function sendQuietly(event, form) {
  event.preventDefault();
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: new FormData(form, event.submitter), credentials: "same-origin", cache: "no-store", headers: { Accept: "text/html" },
    });
    if (answer.status >= 500) throw new Error("not kept");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.title = page.title;
    document.body.replaceWith(document.adoptNode(page.body));
    window.scrollTo(0, 0);
    begin();
    document.getElementById("main")?.focus({ preventScroll: true });
  } catch {
    /* What was typed stays in the open page; the same form key makes a second try safe. */
    sendAgain();
    const told = form.querySelector("[data-not-sent]");
    if (!told) { HTMLFormElement.prototype.submit.call(form); return; }
    show(told, true);
    told.focus();
  }
}

/* A second tap does not send a second time. The server knows the form key too: this only saves a wait. */
function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
  if (form.matches("[data-quiet]")) sendQuietly(event, form);
}

function sendAgain() {
  each("form[data-sent]", (form) => { delete form.dataset.sent; });
  each("button[aria-disabled]", (button) => button.removeAttribute("aria-disabled"));
}

/* Read aloud, with a voice of the device itself only: a network voice would hear the text. */
const language = () => document.documentElement.lang || "nl";
const voices = () => (window.speechSynthesis?.getVoices() ?? [])
  .filter((voice) => voice.localService === true && voice.lang.toLowerCase().startsWith(language()));

function hush() {
  window.speechSynthesis?.cancel();
  each("[data-say]", (button) => {
    button.setAttribute("aria-pressed", "false");
    show(button.querySelector("[data-say-on]"), true);
    show(button.querySelector("[data-say-off]"), false);
  });
}

function readable() {
  const main = document.getElementById("main");
  const pieces = main.querySelectorAll("h1, h2, h3, p, li, legend, label, .q__title");
  return [...pieces]
    .filter((piece) => piece.checkVisibility?.() !== false && !piece.closest("[aria-hidden=true]") && !piece.querySelector("h1, h2, h3, p, li, legend, label"))
    .map((piece) => piece.innerText.trim()).filter(Boolean);
}

function say(button) {
  if (button.getAttribute("aria-pressed") === "true") { hush(); return; }
  hush();
  const [voice] = voices();
  const lines = readable();
  button.setAttribute("aria-pressed", "true");
  show(button.querySelector("[data-say-on]"), false);
  show(button.querySelector("[data-say-off]"), true);
  lines.forEach((line, place) => {
    const words = new SpeechSynthesisUtterance(line);
    words.voice = voice;
    words.lang = voice.lang;
    words.rate = 0.95;
    if (place === lines.length - 1) words.addEventListener("end", hush);
    window.speechSynthesis.speak(words);
  });
}

const offerVoice = () => each("[data-say]", (button) => show(button, voices().length > 0));

/* Keep the code: on the clipboard, or as a text file whose name says nothing. */
const textOf = (id) => document.getElementById(id)?.innerText.replace(/\s+/g, " ").trim() ?? "";

async function copy(button) {
  try {
    await navigator.clipboard.writeText(textOf(button.dataset.copy));
    show(button.querySelector("[data-copy-label]"), false);
    show(button.querySelector("[data-copy-done]"), true);
  } catch {
    getSelection().selectAllChildren(document.getElementById(button.dataset.copy));
  }
}

function save(button) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${textOf(button.dataset.save)}\n`], { type: "text/plain" }));
  link.download = "notitie.txt";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/* A long list of names: search, and count how many are chosen. */
function people(box) {
  const rows = [...box.querySelectorAll("[data-name]")];
  const search = box.querySelector("[data-search]");
  const count = box.querySelector("[data-count]");
  const folds = [...box.querySelectorAll("[data-fold]")].map((fold) => ({ fold, was: fold.open }));
  show(box.querySelector("[data-search-box]"), true);
  search?.addEventListener("input", () => {
    const wanted = search.value.trim().toLowerCase();
    rows.forEach((row) => show(row, row.dataset.name.includes(wanted) || row.querySelector("input").checked));
    folds.forEach(({ fold, was }) => {
      const some = Boolean(fold.querySelector("[data-name]:not([hidden])"));
      show(fold, some);
      fold.open = wanted ? some : was || Boolean(fold.querySelector("input:checked"));
    });
  });
  search?.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  if (!count) return;
  const tell = () => {
    const chosen = box.querySelectorAll("input.tile__input:checked").length;
    count.textContent = `${chosen} ${chosen === 1 ? count.dataset.one : count.dataset.many}`;
    show(count, chosen > 0);
  };
  box.addEventListener("change", tell);
  tell();
}

/* How much still fits: said only when it gets tight. */
function counter(area) {
  const longest = Number(area.dataset.max);
  const words = document.createElement("p");
  words.className = "counter";
  words.setAttribute("aria-live", "polite");
  words.hidden = true;
  area.after(words);
  const tell = () => {
    const used = area.value.length;
    show(words, used > longest * 0.8);
    words.classList.toggle("counter--over", used > longest);
    words.textContent = `${used} / ${longest}`;
  };
  area.addEventListener("input", tell);
  tell();
}

/* Works out everything on a page; called again when a page takes the place of another. */
function begin() {
  document.documentElement.classList.add("has-script");
  each("form[data-questions]", askOneByOne);
  each("[data-people]", people);
  each("textarea[data-max]", counter);
  each("[data-print], [data-copy], [data-save]", (button) => show(button, true));
  offerVoice();
  document.querySelector("[data-focus]")?.focus();
}

document.addEventListener("click", (event) => {
  const exit = event.target.closest("[data-exit]");
  if (exit) { event.preventDefault(); leave(exit.href); return; }
  const button = event.target.closest("button");
  if (button?.matches("[data-print]")) window.print();
  if (button?.matches("[data-copy]")) copy(button);
  if (button?.matches("[data-save]")) save(button);
  if (button?.matches("[data-say]")) say(button);
  each("details[data-menu][open]", (menu) => { if (!menu.contains(event.target)) menu.open = false; });
});
document.addEventListener("keydown", (event) => {
  countShifts(event);
  if (event.key === "Escape") each("details[data-menu][open]", (menu) => { menu.open = false; menu.querySelector("summary").focus(); });
});
document.addEventListener("submit", sendOnce);
window.addEventListener("pageshow", sendAgain);
window.addEventListener("pagehide", () => window.speechSynthesis?.cancel());
window.speechSynthesis?.addEventListener?.("voiceschanged", offerVoice);
begin();
