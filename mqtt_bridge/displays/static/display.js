// Keeps the page live: takes new content over server-sent events, counts down between messages, says when
// it is not live, and sends what people touch. Decides nothing.

const body = document.body;
const content = document.getElementById("content");
const answer = document.getElementById("answer");
const spoken = document.getElementById("spoken");
const stale = document.getElementById("stale");
const staleWord = document.getElementById("stale-word");
const staleSince = document.getElementById("stale-since");
const staleHelp = document.getElementById("stale-help");
const base = `/display/${body.dataset.display}`;
const home = body.dataset.language;

const HOME_AFTER_MS = 30_000;
const CONFIRM_MS = 4_000;
const ANSWER_MS = 6_000;
const AGAIN_MS = 3_000;

let language = home;
let source = null;
let again = null;
let offset = 0;                   // server's clock minus ours
let staleAfter = 90_000;
let contact = performance.now();  // when the server was last heard
let age = 0;                      // how old the library's word was then
let texts = {};
let shown = "";
let live = true;

const now = () => Date.now() + offset;

function clockText(instant, zone) {
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : "fi", { timeZone: zone, hour: "numeric", minute: "2-digit" })
    .format(instant);
}

function connect() {
  clearTimeout(again);
  source?.close();
  const mine = new EventSource(`${base}/events?language=${language}`);
  source = mine;
  mine.addEventListener("view", (event) => show(JSON.parse(event.data)));
  mine.addEventListener("beat", (event) => { heard(JSON.parse(event.data)); tick(); });
  mine.addEventListener("error", () => {
    // A browser comes back by itself after a lost connection, not after an error of a server in between.
    if (mine === source && mine.readyState === EventSource.CLOSED) again = setTimeout(connect, AGAIN_MS);
  });
}

function show(data) {
  if (data.build !== body.dataset.build) return location.reload();
  heard(data);
  texts = data.texts;
  staleWord.textContent = texts.not_live;
  staleHelp.textContent = texts.not_live_help;
  for (const kind of ["room", "lobby", "waiting"]) body.classList.toggle(kind, kind === data.kind);
  document.documentElement.lang = data.language;
  document.title = data.title;
  if (shown !== data.html) {
    const focused = document.activeElement?.closest?.("#content [data-act]")?.dataset;
    shown = data.html;
    content.innerHTML = data.html;
    if (focused) {
      const lasts = focused.minutes ? `[data-minutes="${focused.minutes}"]` : "";
      (content.querySelector(`[data-act="${focused.act}"]${lasts}`) ?? content).focus();
    }
    const words = content.querySelector(".told, .mode h1, .emergency");
    if (words && spoken.textContent !== words.innerText) spoken.textContent = words.innerText;
  }
  tick();
}

function heard(data) {
  offset = data.now - Date.now();
  staleAfter = data.stale_after;
  age = data.age;
  contact = performance.now();
}

function tick() {
  const old = age === null ? Infinity : age + performance.now() - contact;
  for (const clock of document.querySelectorAll("time.clock")) {
    const text = clockText(now(), clock.dataset.zone);
    if (clock.textContent !== text) clock.textContent = text;
  }
  for (const one of document.querySelectorAll("[data-end]:not(.bar)")) {
    one.classList.toggle("over", Date.parse(one.dataset.end) <= now());
  }
  for (const one of document.querySelectorAll("[data-until]")) {
    one.classList.toggle("over", Date.parse(one.dataset.until) <= now());
  }
  for (const bar of document.querySelectorAll(".bar")) {
    const start = Date.parse(bar.dataset.start);
    const share = (now() - start) / (Date.parse(bar.dataset.end) - start);
    bar.querySelector(".marker").setAttribute("x", share >= 0 && share <= 1 ? (share * 1000 - 2).toFixed(1) : "-10");
    bar.querySelector(".past").setAttribute("width", (Math.min(Math.max(share, 0), 1) * 1000).toFixed(1));
  }
  setLive(old <= staleAfter, old);
}

function setLive(is, old) {
  live = is;
  stale.hidden = is;
  body.classList.toggle("stale", !is);
  const isOver = content.querySelector(".state.over") !== null;
  for (const button of content.querySelectorAll("button")) {
    button.disabled = !is || isOver || button.classList.contains("busy");
  }
  if (is) return;
  const zone = document.querySelector("time.clock")?.dataset.zone;
  const at = Number.isFinite(old) && zone ? clockText(now() - old, zone) : "";
  staleSince.textContent = at ? (texts.not_live_since ?? "{time}").replace("{time}", at) : "";
}

async function act(button) {
  if (!live) return;
  if (button.dataset.confirm && !button.classList.contains("confirm")) {
    const label = button.querySelector(".label");
    const before = label.textContent;
    button.classList.add("confirm");
    label.textContent = button.dataset.confirm;
    setTimeout(() => { button.classList.remove("confirm"); label.textContent = before; }, CONFIRM_MS);
    return;
  }
  button.classList.add("busy");
  button.disabled = true;
  say(button.dataset.working, "working");
  try {
    const reply = await fetch(`${base}/action`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        id: crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random().toString(36).slice(2)}`,
        action: button.dataset.act,
        minutes: button.dataset.minutes ? Number(button.dataset.minutes) : null,
        ref: button.dataset.ref || null,
        language,
      }),
    });
    const result = await reply.json();
    say(result.text, result.ok ? "good" : "bad");
  } catch {
    say(texts.not_ready ?? "", "bad");
  } finally {
    button.classList.remove("busy");
    tick();
  }
}

let answerTimer = null;
function say(text, kind) {
  answer.textContent = text;
  answer.className = kind;
  clearTimeout(answerTimer);
  if (kind !== "working") answerTimer = setTimeout(() => { answer.className = ""; answer.textContent = ""; }, ANSWER_MS);
}

function speak(wanted) {
  language = wanted;
  for (const button of document.querySelectorAll("[data-to-language]")) {
    if (button.dataset.toLanguage === wanted) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
  connect();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.toLanguage) speak(button.dataset.toLanguage);
  else if (button?.dataset.act) act(button);
});
let homeTimer = null;
for (const kind of ["pointerdown", "keydown"]) {
  document.addEventListener(kind, () => {
    clearTimeout(homeTimer);
    homeTimer = setTimeout(() => { if (language !== home) speak(home); }, HOME_AFTER_MS);
  });
}

connect();
tick();
setInterval(tick, 1000);
