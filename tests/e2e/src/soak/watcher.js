// Notes what happens on the page, in the page's own time. Changes nothing.
(() => {
    if (window.soak) return;
    const clock = at => performance.timeOrigin + at;
    const now = () => clock(performance.now());
    const OPEN = ["queued", "sent", "delivered"];
    const FOLLOWED_MS = 20000;
    const fresh = () => ({ states: [], presses: [], timings: [], frames: { count: 0, longest: 0, late: 0 } });
    let notes = fresh();
    let followed = [];
    let state, counter, heard, frame;

    const mark = press => document.querySelector(press.css)?.dataset.request ?? null;

    const look = () => {
        const seen = document.querySelector("[data-testid='connection']")?.dataset.state ?? null;
        if (seen !== state) notes.states.push({ state: (state = seen), at: now() });
        const count = document.querySelector("[data-testid='messages-received']")?.textContent;
        if (count !== counter) {
            counter = count;
            heard = now();
        }
        for (const press of followed) {
            const word = mark(press);
            if (word === press.before && !press.marked) continue;
            press.marked ??= now();
            if (!["queued", "sent"].includes(word)) press.answered ??= now();
            if (!OPEN.includes(word)) press.ended ??= now();
        }
        const isOver = press => press.ended || now() - press.at > FOLLOWED_MS;
        notes.timings.push(...followed.filter(isOver));
        followed = followed.filter(press => !isOver(press));
    };

    const note = event => {
        const property = event.target.closest?.("[data-testid='property']");
        const control = event.target.closest?.("button, input");
        if (!event.isTrusted || !property || !control || control.disabled) return;
        if ((event.type === "change") !== (control.type === "range")) return;
        const device = property.closest("[data-testid='device']").dataset.deviceId;
        const css = `[data-device-id='${device}'] [data-property='${property.dataset.property}']`;
        notes.presses.push({
            device,
            label: property.querySelector(".label").textContent,
            leavesNoTrace: ["Next", "Previous"].includes(control.ariaLabel),
        });
        followed.push({ css, before: property.dataset.request ?? null, at: clock(event.timeStamp) });
    };

    const pace = at => {
        if (frame !== undefined && !document.hidden) {
            const gap = at - frame;
            notes.frames.count += 1;
            notes.frames.longest = Math.max(notes.frames.longest, gap);
            if (gap > 100) notes.frames.late += 1;
        }
        frame = at;
        requestAnimationFrame(pace);
    };

    for (const event of ["click", "change"]) document.addEventListener(event, note, true);
    // A tab out of sight has no frames, which is no gap.
    for (const event of ["visibilitychange", "freeze", "resume"]) {
        document.addEventListener(event, () => { frame = undefined; });
    }
    new MutationObserver(look).observe(document, {
        subtree: true, childList: true, characterData: true, attributes: true,
        attributeFilter: ["data-state", "data-request"],
    });
    requestAnimationFrame(pace);
    look();

    window.soak = {
        // What was noted since this was last asked.
        take() {
            const taken = { ...notes, state, heard, now: now() };
            notes = fresh();
            return taken;
        },
    };
})();
