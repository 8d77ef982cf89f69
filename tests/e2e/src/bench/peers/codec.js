// As much of MQTT 3.1.1 as a page needs that listens, and publishes at quality of service 1; written by hand.

const letters = new TextEncoder();

const word = text => {
    const bytes = letters.encode(text);
    return [bytes.length >> 8, bytes.length & 255, ...bytes];
};

const packet = (kind, body) => {
    const length = [];
    let rest = body.length;
    do {
        length.push(rest > 127 ? (rest & 127) | 128 : rest);
        rest >>= 7;
    } while (rest > 0);
    return new Uint8Array([kind, ...length, ...body]);
};

// A clean session, with name and password, and no keep alive: it is never silent.
export const connect = (username, password) =>
    packet(0x10, [...word("MQTT"), 4, 0xc2, 0, 0, ...word("peer"), ...word(username), ...word(password)]);

export const subscribe = filters => packet(0x82, [0, 1, ...filters.flatMap(filter => [...word(filter), 0])]);

export const publish = (topic, payload, id) =>
    packet(0x32, [...word(topic), id >> 8, id & 255, ...letters.encode(payload)]);

// Deals out the packets of what comes: their kind, and where in which bytes their body begins and ends.
export class Packets {
    #rest = new Uint8Array(0);

    take(frame, deal) {
        let bytes = new Uint8Array(frame);
        if (this.#rest.length > 0) {
            const all = new Uint8Array(this.#rest.length + bytes.length);
            all.set(this.#rest);
            all.set(bytes, this.#rest.length);
            bytes = all;
        }
        let at = 0;
        for (;;) {
            let length = 0;
            let shift = 0;
            let place = at + 1;
            let byte = 128;
            while (byte > 127 && place < bytes.length) {
                byte = bytes[place];
                length |= (byte & 127) << shift;
                shift += 7;
                place += 1;
            }
            if (byte > 127 || place + length > bytes.length) break;
            deal(bytes[at] >> 4, bytes, place, place + length);
            at = place + length;
        }
        this.#rest = bytes.slice(at);
    }
}
