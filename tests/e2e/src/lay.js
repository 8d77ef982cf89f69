// Puts the records of past.bin into the store of this page's history.
(async () => {
    const file = new DataView(await (await fetch("past.bin")).arrayBuffer());
    const opening = indexedDB.open("alicia-history", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("history");
    const database = await new Promise((resolve, reject) => {
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
    });
    let at = 0;
    let count = 0;
    const next = () => {
        const length = file.getUint32(at, true);
        const bytes = new Uint8Array(file.buffer.slice(at + 4, at + 4 + length));
        at += 4 + length;
        return bytes;
    };
    while (at < file.byteLength) {
        const change = database.transaction("history", "readwrite");
        const store = change.objectStore("history");
        for (let some = 0; some < 2000 && at < file.byteLength; some += 1) {
            const key = next();
            store.put(next(), key);
            count += 1;
        }
        await new Promise((resolve, reject) => {
            change.oncomplete = resolve;
            change.onabort = () => reject(change.error);
        });
    }
    database.close();
    return count;
})()
