// The readings of readings.bin on a canvas of the size that the address tells, as uPlot draws them when nothing is asked of it.
const [width, height] = location.search.slice(1).split("x").map(Number);
const readings = new Float64Array(await (await fetch("readings.bin")).arrayBuffer());
const times = readings.subarray(0, readings.length / 2);
const values = readings.subarray(readings.length / 2);
const options = {
    width,
    height,
    legend: { show: false },
    series: [{}, { stroke: "#0b6bb5", width: 1.5, fill: "rgba(11, 107, 181, .07)" }],
};
window.plot = new uPlot(options, [times, values], document.body);

const painted = () => new Promise(resolve => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    port2.postMessage(null);
}));
const whole = { min: times[0], max: times.at(-1) };
const half = { min: (whole.min + whole.max) / 2, max: whole.max };

// How long it takes until half of the time is on the screen, which then shows all of it again.
window.zoom = async () => {
    const began = performance.now();
    plot.setScale("x", half);
    await painted();
    const took = performance.now() - began;
    plot.setScale("x", whole);
    await painted();
    return took;
};
