// Notes what somebody before the page would notice: how far frames are apart, how many messages are counted when, how long a
// press takes until the next picture, how old a value is when it is shown. Changes nothing.
(() => {
    const notes = { gaps: [], counts: [], presses: [], inputs: [], lags: [] };
    const BEACON = "[data-property$='beacon'] [data-testid='value']";
    const epoch = () => performance.timeOrigin + performance.now();
    let before, count, beacon;

    // To search a page in each frame takes the longer the more is on it; whoever is not there is asked for twice a second.
    const found = css => {
        let node, rest = 0;
        return () => {
            if (!node?.isConnected && rest-- <= 0) {
                node = document.querySelector(css);
                rest = node ? 0 : 30;
            }
            return node;
        };
    };
    const [counter, clock] = ["[data-testid='messages-received']", BEACON].map(found);

    const pace = at => {
        if (before !== undefined) notes.gaps.push(at - before);
        before = at;
        const counted = counter()?.textContent;
        if (counted !== count) {
            count = counted;
            notes.counts.push([at, Number(counted)]);
        }
        const value = clock()?.dataset.value;
        if (value !== beacon) {
            if (beacon !== undefined) notes.lags.push((epoch() - Number(value) + 1e6) % 1e6);
            beacon = value;
        }
        requestAnimationFrame(pace);
    };

    const painted = () => new Promise(resolve => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = resolve;
        port2.postMessage(null);
    }));

    addEventListener("pointerdown", async event => {
        await painted();
        notes.inputs.push(performance.now() - event.timeStamp);
    }, true);
    addEventListener("click", event => notes.presses.push(performance.timeOrigin + event.timeStamp), true);
    requestAnimationFrame(pace);
    window.bench = notes;
})()
