// The address of the socket follows that of the page, whatever name the class knows it by.
const place = window.location;
const scheme = place.protocol === "https:" ? "wss:" : "ws:";
document.getElementById("terminal").dataset.sessionWebsocketUrl = `${scheme}//${place.host}/ws`;
document.getElementById("again").addEventListener("click", () => place.reload());

// Keys are for the terminal, from the first moment on and wherever one has clicked.
const listen = () => document.querySelector(".xterm-helper-textarea")?.focus();
new MutationObserver(listen).observe(document.body, { attributeFilter: ["class"] });
window.addEventListener("focus", listen);
document.addEventListener("mouseup", listen);
