// Keeps the page live: takes new content over server-sent events, counts down between messages, says when
// it is not live, and sends what people touch. Decides nothing.

const body = document.body;
const content = document.getElementById("content");
const answer = document.getElementById("answer");
const stale = document.getElementById("stale");
const staleSince = document.getElementById("stale-since");
const base = `/display/${body.dataset.display}`;
const home = body.dataset.language;

const HOME_AFTER_MS = 30_000;
const CONFIRM_MS = 4_000;
const ANSWER_MS = 6_000;

let language = home;
let source = null;
let offset = 0;          // server's clock minus ours
let staleAfter = 90_000;
let contact = performance.now();  // when the server was last heard
let age = 0;             // how old the library's word was then
let texts = {};
let homeTimer = null;
let live = true;

const now = () => Date.now() + offset;

function connect() {
  source?.close();
  source = new EventSource(`${base}/events?language=${language}`);
  source.addEventListener("view", (event) => {
    const data = JSON.parse(event.data);
    heard(data);
    texts = data.texts;
    body.className = data.kind;
    document.documentElement.lang = language;
    document.title = data.title;
    if (content.innerHTML !== data.html) content.innerHTML = data.html;
    tick();
  });
  source.addEventListener("beat", (event) => {
    heard(JSON.parse(event.data));
    tick();
  });
}

function heard(data) {
  offset = data.now - Date.now();
  staleAfter = data.stale_after;
  age = data.age;
  contact = performance.now();
}

function tick() {
  const old = age === null ? Infinity : age + performance.now() - contact;
  setLive(old <= staleAfter, old);
  for (const clock of document.querySelectorAll("time.clock")) {
    const text = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
      timeZone: clock.dataset.zone, hour: "numeric", minute: "2-digit",
    }).format(now());
    if (clock.textContent !== text) clock.textContent = text;
  }
  for (const line of document.querySelectorAll("[data-end].line")) {
    line.classList.toggle("over", Date.parse(line.dataset.end) <= now());
  }
  for (const state of document.querySelectorAll("[data-until]")) {
    state.classList.toggle("over", Date.parse(state.dataset.until) <= now());
  }
  for (const bar of document.querySelectorAll(".bar")) {
    const start = Date.parse(bar.dataset.start);
    const share = (now() - start) / (Date.parse(bar.dataset.end) - start);
    const inside = share >= 0 && share <= 1;
    bar.querySelector(".marker").setAttribute("x", inside ? (share * 1000 - 2).toFixed(1) : "-10");
  }
}

function setLive(is, old) {
  stale.hidden = is;
  body.classList.toggle("stale", !is);
  for (const button of content.querySelectorAll("button")) button.disabled = !is || button.classList.contains("busy");
  if (!is) {
    const clock = document.querySelector("time.clock");
    const at = Number.isFinite(old) && clock
      ? new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
          timeZone: clock.dataset.zone, hour: "numeric", minute: "2-digit" }).format(now() - old)
      : "";
    staleSince.textContent = at ? (texts.not_live_since ?? "{time}").replace("{time}", at) : "";
  }
  live = is;
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
for (const kind of ["pointerdown", "keydown"]) {
  document.addEventListener(kind, () => {
    clearTimeout(homeTimer);
    homeTimer = setTimeout(() => { if (language !== home) speak(home); }, HOME_AFTER_MS);
  });
}

connect();
tick();
setInterval(tick, 1000);
