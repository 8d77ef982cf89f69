// Asks for what the page needs first of all while the page itself is still on its way.
self.config = fetch("config.json", { cache: "no-store" }).catch(() => null);
