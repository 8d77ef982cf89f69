// Listens beside the page, and tells it once a frame what is in sight.

import { House } from "./house.js";
import { byHand, byLibrary } from "./talk.js";

const FRAME_MS = 16;
const house = new House();
let press = () => {};
let due = false;

const tell = () => {
    due = false;
    postMessage(house.news());
};

const take = (topic, text) => {
    house.take(topic, text);
    if (!due) {
        due = true;
        setTimeout(tell, FRAME_MS);
    }
};

onmessage = async ({ data }) => {
    if (data === "press") {
        press();
        return;
    }
    const live = () => postMessage("live");
    if (data.kind === "library-in-worker") {
        const { default: mqtt } = await import("./mqtt.esm.js");
        press = byLibrary(mqtt, data.login, take, live);
    } else {
        press = byHand(data.login, take, live);
    }
};
