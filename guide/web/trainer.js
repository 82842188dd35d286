// The trainer's page: every seat as it stands, and their debriefs side by side.
const EVERY = 1000;
const DOING = {
  arriving: "arriving",
  choosing: "choosing",
  watching: "watching a call",
  practicing: "on a practice call",
  reading: "reading the debrief",
};
const known = new Map();
let shown = "";

const at = (id) => document.getElementById(id);

/** An element with text or further elements in it. Nothing that a seat sends is ever markup. */
const make = (name, look, ...parts) => {
  const made = document.createElement(name);
  if (look) made.className = look;
  made.append(...parts.filter((part) => part !== ""));
  return made;
};

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

const doing = (seat) => {
  if (seat.stopped) return make("td", "stopped", "program stopped");
  if (seat.present) return make("td", "", DOING[seat.doing]);
  return make("td", "", seat.cut_short || seat.doing === "practicing" ? "away, in mid-call" : "away");
};

const far = (seat) => {
  const cell = make("td");
  if (!seat.turns) return cell;
  const bar = make("progress");
  bar.max = seat.turns;
  bar.value = seat.said;
  bar.title = "How much of what the caller has to say was said";
  const count = make("span", "sub", ` caller ${seat.said} of ${seat.turns}`);
  cell.append(bar, count, make("div", "sub", seat.step));
  return cell;
};

const onCall = (seat) => {
  const cell = make("td", "time");
  if (!seat.seconds) return cell;
  cell.append(clock(seat.seconds));
  if (seat.warnings) {
    const times = seat.warnings === 1 ? "1 warning" : `${seat.warnings} warnings`;
    cell.append(make("div", "warned", times));
  }
  return cell;
};

const row = (seat) =>
  make(
    "tr",
    seat.present ? "" : "away",
    make("td", "number", String(seat.number)),
    make("td", "who", seat.name || "–"),
    doing(seat),
    make("td", "", seat.title),
    far(seat),
    onCall(seat),
    make("td", "", String(seat.practices)),
  );

/** What to compare: the newest debrief of each person, of one scenario or of any. */
const chosen = (seats, scenario) => {
  const newest = new Map();
  for (const one of seats.flatMap((seat) => seat.debriefs)) {
    const before = newest.get(one.person);
    const counts = !scenario || one.scenario === scenario;
    // The name of a call begins with its time.
    if (counts && (!before || before.call < one.call)) newest.set(one.person, one);
  }
  return [...newest.values()];
};

const offer = (seats) => {
  const titles = new Map(seats.flatMap((seat) => seat.debriefs.map((one) => [one.scenario, one.title])));
  const which = at("which");
  const there = new Set(Array.from(which.options, (option) => option.value));
  for (const [scenario, title] of titles) {
    if (!there.has(scenario)) which.add(new Option(`“${title}”`, scenario));
  }
};

const report = async (call) => {
  if (!known.has(call)) {
    const answer = await fetch(`/trainer/debriefs/${encodeURIComponent(call)}`);
    if (!answer.ok) return [];
    known.set(call, (await answer.json()).report);
  }
  return known.get(call);
};

const paragraph = ({ kind, text, lead }) => {
  if (kind === "heading") return make("h4", "", text);
  const sign = lead.trim();
  if (!lead) return make("p", kind, text);
  return make("p", `part ${kind}`, make("span", "lead", sign), make("span", "", text));
};

const article = (debrief, parts) => {
  const made = make("article", "", make("h3", "", debrief.agent), make("p", "", debrief.title));
  let into = made;
  for (const part of parts) {
    if (part.kind === "title" || part.kind === "blank") continue;
    if (part.kind === "heading" && part === lastHeading(parts)) {
      into = make("details", "", make("summary", "", part.text));
      made.append(into);
    } else {
      into.append(paragraph(part));
    }
  }
  return made;
};

/** The call move by move comes last and is long: it opens on a click. */
const lastHeading = (parts) => parts.filter((part) => part.kind === "heading").at(-1);

const compare = async (seats) => {
  const found = chosen(seats, at("which").value);
  const now = found.map((debrief) => debrief.call).join();
  at("none").hidden = found.length > 0;
  if (now === shown) return;
  const parts = await Promise.all(found.map((debrief) => report(debrief.call)));
  at("debriefs").replaceChildren(...found.map((one, n) => article(one, parts[n])));
  shown = now;
};

const state = (words, lost) => {
  at("state").textContent = words;
  at("state").className = lost ? "lost" : "";
};

const look = async () => {
  try {
    const answer = await fetch("/trainer/seats", { cache: "no-store" });
    if (answer.status === 403) {
      state("This class has ended. The page of the next one has another address.", true);
      return;
    }
    const { seats } = await answer.json();
    at("seats").replaceChildren(...seats.map(row));
    at("nobody").hidden = seats.length > 0;
    const present = seats.filter((seat) => seat.present).length;
    const away = seats.length - present;
    state(away ? `${present} here, ${away} away` : `${present} here`, false);
    offer(seats);
    await compare(seats);
  } catch {
    state("The classroom does not answer. Looking for it…", true);
  }
  setTimeout(look, EVERY);
};

at("which").addEventListener("change", () => {
  shown = "-";
});
look();
