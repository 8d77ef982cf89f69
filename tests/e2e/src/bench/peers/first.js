// Asks for a login, and shows the first device that says something.
import mqtt from "./mqtt.esm.js";
import { House } from "./house.js";

const form = document.querySelector("form");
const table = document.querySelector("table");
const house = new House();

form.addEventListener("submit", event => {
    event.preventDefault();
    const { username, password } = Object.fromEntries(new FormData(form));
    const url = new URL("mqtt", location.href);
    url.protocol = "ws:";
    // Our policy keeps it from a worker for its timers.
    const client = mqtt.connect(url.href, { username, password, protocolVersion: 5, timerVariant: "native" });
    client.on("connect", () => client.subscribe(["alicia/#", "home/#"], { qos: 0 }));
    client.on("message", (topic, payload) => {
        house.take(topic, payload.toString());
        for (const [id] of house.news().rows) {
            const row = table.insertRow();
            row.dataset.testid = "device";
            row.insertCell().textContent = id;
        }
    });
});
form.dataset.ready = "yes";
