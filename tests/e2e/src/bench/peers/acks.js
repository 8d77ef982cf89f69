// Notes, where the socket lives, when a PUBACK comes.
(() => {
    if (self.acks) return;
    self.acks = [];
    const known = new WeakSet();
    const send = WebSocket.prototype.send;
    const note = ({ data }) => {
        if (new Uint8Array(data, 0, 1)[0] >> 4 === 4) self.acks.push(performance.timeOrigin + performance.now());
    };
    WebSocket.prototype.send = function (bytes) {
        if (!known.has(this)) {
            known.add(this);
            this.addEventListener("message", note);
        }
        send.call(this, bytes);
    };
})()
