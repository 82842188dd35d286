// A window keeps its seat when it is reloaded; another window is another seat.
const SEAT = "call-guide-seat";
const key = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
};
const seat = sessionStorage.getItem(SEAT) ?? key();
sessionStorage.setItem(SEAT, seat);

// The address of the socket follows that of the page, whatever name the class knows it by.
const place = window.location;
const scheme = place.protocol === "https:" ? "wss:" : "ws:";
document.getElementById("terminal").dataset.sessionWebsocketUrl =
  `${scheme}//${place.host}/ws/${seat}`;
document.getElementById("again").addEventListener("click", () => place.reload());

// Why a window was closed is said in words. One that lost its classroom looks for it again.
const LOST = 1006;
const lookAgain = async () => {
  const answer = await fetch("/", { cache: "no-store" }).catch(() => null);
  if (answer?.ok) place.reload();
  else setTimeout(lookAgain, 2000);
};
const closed = ({ code, reason }) => {
  const lost = code === LOST;
  const otherwise = lost
    ? "The connection to the classroom is lost. Looking for it… A practice call that was running is offered again."
    : "This window was closed. Go back to your seat: a practice call that was running is offered again.";
  document.getElementById("why").textContent = reason || otherwise;
  if (lost) setTimeout(lookAgain, 1000);
};
window.WebSocket = class extends WebSocket {
  constructor(...settings) {
    super(...settings);
    this.addEventListener("close", closed);
  }
};

// Keys are for the terminal, from the first moment on and wherever one has clicked.
const listen = () => document.querySelector(".xterm-helper-textarea")?.focus();
new MutationObserver(listen).observe(document.body, { attributeFilter: ["class"] });
window.addEventListener("focus", listen);
document.addEventListener("mouseup", listen);
