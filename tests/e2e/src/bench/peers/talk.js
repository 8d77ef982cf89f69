// The ways to a broker: by MQTT.js, by hand, and counting alone. Each says when it listens, and gives a function that publishes.

import { Packets, connect, publish, subscribe } from "./codec.js";

const TOPIC = "home/bench/set";

export const byLibrary = (mqtt, login, take, live) => {
    const { url, username, password, filters } = login;
    const client = mqtt.connect(url, { username, password, protocolVersion: 5, reconnectPeriod: 0 });
    client.on("connect", () => client.subscribe(filters, { qos: 0 }, live));
    client.on("message", (topic, payload) => take(topic, payload.toString()));
    return () => client.publish(TOPIC, "ON", { qos: 1 });
};

const byHandWith = (login, message, live) => {
    const socket = new WebSocket(login.url, "mqtt");
    const packets = new Packets();
    let id = 1;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => socket.send(connect(login.username, login.password));
    socket.onmessage = event => packets.take(event.data, (kind, bytes, from, to) => {
        if (kind === 3) message(bytes, from, to);
        else if (kind === 2) socket.send(subscribe(login.filters));
        else if (kind === 9) live();
    });
    return () => socket.send(publish(TOPIC, "ON", (id = (id % 65535) + 1)));
};

export const byHand = (login, take, live) => {
    const letters = new TextDecoder();
    return byHandWith(login, (bytes, from, to) => {
        const end = from + 2 + (bytes[from] << 8 | bytes[from + 1]);
        take(letters.decode(bytes.subarray(from + 2, end)), letters.decode(bytes.subarray(end, to)));
    }, live);
};

// Does nothing with a message: what is left is what the browser takes.
export const counting = (login, counted, live) => {
    const socket = new WebSocket(login.url, "mqtt");
    socket.binaryType = "arraybuffer";
    socket.onopen = () => socket.send(connect(login.username, login.password));
    let frames = 0;
    socket.onmessage = () => {
        frames += 1;
        if (frames === 1) socket.send(subscribe(login.filters));
        else if (frames === 2) live();
        else counted();
    };
    return () => {};
};
