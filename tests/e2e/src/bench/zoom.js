// How long it takes until half of the time is on the screen, asked for with a key; then a day is shown again.
(async () => {
    const canvas = document.querySelector("[data-testid='chart']");
    const room = document.querySelector(".chart-room");
    const painted = () => new Promise(resolve => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = resolve;
        port2.postMessage(null);
    }));
    const answered = () => new Promise(resolve => {
        const observer = new MutationObserver(() => {
            observer.disconnect();
            resolve();
        });
        observer.observe(canvas, { attributeFilter: ["data-points"] });
    });
    const press = async key => {
        const began = performance.now();
        const answer = answered();
        room.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        await answer;
        await painted();
        return performance.now() - began;
    };
    const took = await press("+");
    await press("0");
    return took;
})()
