/* The pupil's page: shows at once what a choice means. It asks the server nothing and keeps nothing. */

const first = (selector, root = document) => root.querySelector(selector);
const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/* Name the mentor of the chosen class: in the choice itself, and as the one who reads when nobody is chosen. */
function nameMentor(group) {
  const mentor = group.dataset.mentor;
  const tile = first("[data-readers] input[value=mentor]")?.closest(".tile");
  if (tile) {
    tile.hidden = !mentor;
    if (mentor) first("b", tile).textContent = capital(mentor);
    else first("input", tile).checked = false;
  }
  const line = first("[data-default]");
  if (!line) return;
  line.dataset.before ??= line.textContent;
  line.textContent = mentor ? line.dataset.default.replace("{wie}", mentor) : line.dataset.nobody;
}

/* "Nobody else" and somebody do not go together. */
function keepApart(box) {
  const all = [...document.querySelectorAll("[data-readers] input[type=checkbox]")];
  const nobody = all.find((one) => one.value === "nobody");
  if (!nobody || !box.checked) return;
  all.filter((one) => (box === nobody ? one !== nobody : one === nobody)).forEach((one) => { one.checked = false; });
}

/* Who tells about himself is not asked whom it is about. */
function askAbout(door) {
  document.querySelectorAll("[data-not-for]").forEach((part) => { part.hidden = part.dataset.notFor === door; });
}

document.addEventListener("change", ({ target }) => {
  if (target.name === "home_group") nameMentor(target);
  if (target.name === "readers") keepApart(target);
  if (target.name === "door") askAbout(target.value);
});

/* Before sending: is there a connection? Without one the page stays, with everything that was typed. */
async function reach(event) {
  const form = event.target;
  if (!form.matches("form[data-quiet]") || form.dataset.reached) return;
  event.preventDefault();
  if (form.dataset.asking) return;
  form.dataset.asking = "yes";
  const note = first("[data-not-sent]");
  try {
    const answer = await fetch(form.action, { method: "HEAD", credentials: "omit", cache: "no-store" });
    if (!answer.ok) throw new Error("not ready");
    if (note) note.hidden = true;
    form.dataset.reached = "yes";
    form.requestSubmit(event.submitter);
  } catch {
    if (!note) return;
    note.hidden = false;
    note.focus();
  } finally {
    delete form.dataset.asking;
    delete form.dataset.reached;
  }
}
document.addEventListener("submit", reach, true);

/* A form that came back with a remark keeps its choices: show what they mean again. */
function settle() {
  const group = first("input[name=home_group]:checked");
  if (group) nameMentor(group);
  askAbout(first("input[name=door]:checked")?.value);
  first("[data-focus]")?.focus();
}
new MutationObserver(settle).observe(document.documentElement, { childList: true });
settle();
