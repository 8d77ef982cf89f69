// Notes when one can log in, and when the first device is there after one did.
(() => {
    const times = {};
    const look = () => {
        const field = document.querySelector("input[type='password']");
        const form = field?.closest("form");
        if (form && (form.dataset.ready || !location.pathname.endsWith("first.html"))) times.form ??= performance.now();
        if (times.pressed && document.querySelector("[data-testid='device']")) times.device ??= performance.now();
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
    addEventListener("click", event => {
        if (event.target.closest("button")?.textContent.trim() === "Connect") times.pressed ??= performance.now();
    }, true);
    window.times = times;
})()
