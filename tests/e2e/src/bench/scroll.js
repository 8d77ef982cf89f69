// Scrolls through the page for ten seconds, and tells what kept it busy meanwhile.
(async () => {
    const tasks = [];
    const observer = new PerformanceObserver(list => tasks.push(...list.getEntries().map(task => task.duration)));
    observer.observe({ type: "longtask" });
    const gaps = [];
    let nodes = 0;
    let before = await new Promise(requestAnimationFrame);
    const until = before + 10000;
    scrollTo(0, 0);
    while (before < until) {
        scrollBy(0, 40);
        const now = await new Promise(requestAnimationFrame);
        gaps.push(now - before);
        before = now;
        if (gaps.length % 10 === 0) nodes = Math.max(nodes, document.querySelectorAll("*").length);
    }
    await new Promise(done => setTimeout(done, 200));
    observer.disconnect();
    return { tasks, gaps, nodes, pixels: scrollY };
})()
