// What devices said last: a map of values for each, from whatever JSON there is.

export const ROWS = 40;

const flatten = (name, said, values) => {
    if (said !== null && typeof said === "object") {
        for (const key in said) flatten(key, said[key], values);
    } else {
        values.set(name, said);
    }
};

export class House {
    devices = new Map();
    received = 0;
    // The rows that are in sight and have changed.
    changed = new Set();

    take(topic, text) {
        this.received += 1;
        const levels = topic.split("/");
        const id = `${levels[0]}:${levels[2] ?? levels[1]}`;
        let device = this.devices.get(id);
        if (device === undefined) {
            device = { id, place: this.devices.size, values: new Map() };
            this.devices.set(id, device);
        }
        let said = text;
        try {
            said = JSON.parse(text);
        } catch {
            // A bare word.
        }
        flatten(levels.at(-1), said, device.values);
        if (device.place < ROWS) this.changed.add(device);
    }

    // What a screen needs to know since it was last asked.
    news() {
        const rows = [...this.changed].map(({ id, values }) => [id, [...values]]);
        this.changed.clear();
        return { received: this.received, rows };
    }
}
