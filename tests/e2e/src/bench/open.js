// How long it takes from a press on a link until cards are on the screen.
async route => {
    const began = performance.now();
    location.hash = route;
    for (;;) {
        await new Promise(requestAnimationFrame);
        if (document.querySelector("[data-testid='device']")) break;
    }
    await new Promise(resolve => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = resolve;
        port2.postMessage(null);
    }));
    return performance.now() - began;
}
