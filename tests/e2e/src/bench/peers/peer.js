// A dashboard as one would write it by hand: a row for each of the first devices, painted once a frame.

import { House } from "./house.js";
import { byLibrary, counting } from "./talk.js";

const { kind, login } = JSON.parse(decodeURIComponent(location.hash.slice(1)));
const counter = document.querySelector("output");
const table = document.querySelector("table");
const rows = new Map();

const cell = (row, name) => {
    const cell = row.insertCell();
    cell.dataset.testid = "property";
    cell.dataset.property = name;
    const value = document.createElement("span");
    value.dataset.testid = "value";
    cell.append(`${name} `, value);
    return value;
};

const rowOf = id => {
    let row = rows.get(id);
    if (row === undefined) {
        const element = table.insertRow();
        element.dataset.testid = "device";
        element.dataset.deviceId = id;
        element.insertCell().textContent = id;
        row = { element, cells: new Map() };
        rows.set(id, row);
    }
    return row;
};

const paint = ({ received, rows: changed }) => {
    counter.textContent = received;
    for (const [id, values] of changed) {
        const row = rowOf(id);
        for (const [name, value] of values) {
            let shown = row.cells.get(name);
            if (shown === undefined) {
                shown = cell(row.element, name);
                row.cells.set(name, shown);
            }
            const text = String(value);
            if (shown.textContent !== text) {
                shown.textContent = text;
                shown.dataset.value = text;
            }
        }
    }
};

const oncePerFrame = act => {
    let due = false;
    return () => {
        if (due) return;
        due = true;
        requestAnimationFrame(() => {
            due = false;
            act();
        });
    };
};

const live = () => { document.body.dataset.state = "live"; };

const onPage = async () => {
    const { default: mqtt } = await import("./mqtt.esm.js");
    const house = new House();
    const soon = oncePerFrame(() => paint(house.news()));
    return byLibrary(mqtt, login, (topic, text) => {
        house.take(topic, text);
        soon();
    }, live);
};

const inWorker = () => {
    const worker = new Worker("worker.js", { type: "module" });
    let news = { received: 0, rows: [] };
    const soon = oncePerFrame(() => {
        paint(news);
        news = { ...news, rows: [] };
    });
    worker.onmessage = ({ data }) => {
        if (data === "live") {
            live();
            return;
        }
        news = { received: data.received, rows: [...news.rows, ...data.rows] };
        soon();
    };
    worker.postMessage({ kind, login });
    return () => worker.postMessage("press");
};

const counted = () => {
    let received = 0;
    const soon = oncePerFrame(() => { counter.textContent = received; });
    return counting(login, () => {
        received += 1;
        soon();
    }, live);
};

const ways = { counting: counted, library: onPage, "library-in-worker": inWorker, "hand-in-worker": inWorker };
const press = await ways[kind]();
document.querySelector("button").addEventListener("click", () => press());
