// Notes how far frames are apart.
(() => {
    const gaps = [];
    let before;
    const pace = at => {
        if (before !== undefined) gaps.push(at - before);
        before = at;
        requestAnimationFrame(pace);
    };
    requestAnimationFrame(pace);
    window.frameGaps = gaps;
})()
