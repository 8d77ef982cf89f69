// Notes how long it takes from the connection to the first device.
const isLive = () => document.querySelector("[data-testid='connection']")?.dataset.state === "live";
let live;
const look = () => {
    if (live === undefined && isLive()) live = performance.now();
    if (live !== undefined && document.querySelector("[data-testid='device']")) {
        observer.disconnect();
        window.firstRow = performance.now() - live;
    }
};
const observer = new MutationObserver(look);
observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-state"] });
