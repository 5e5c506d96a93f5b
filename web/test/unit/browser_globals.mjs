/* What the modules under test expect of a browser, as little as possible. */

class Store {
  setItem(key, value) {
    this[key] = String(value);
  }
  getItem(key) {
    return Object.hasOwn(this, key) ? this[key] : null;
  }
  removeItem(key) {
    delete this[key];
  }
}

globalThis.document = {
  documentElement: { lang: "en", dataset: {} },
  visibilityState: "visible",
  addEventListener() {},
};
globalThis.localStorage = new Store();
globalThis.location = { pathname: "/agent", search: "" };
globalThis.history = { pushState() {}, replaceState() {} };
globalThis.matchMedia = () => ({ matches: true, addEventListener() {} });
globalThis.addEventListener ??= () => undefined;
Object.defineProperty(globalThis, "navigator", { value: { languages: ["en-GB"], platform: "Linux", onLine: true }, configurable: true });

/* Timers of the modules must not keep the test process alive. */
const setTimer = globalThis.setTimeout;
globalThis.setTimeout = (...args) => {
  const timer = setTimer(...args);
  timer.unref?.();
  return timer;
};

/* Nor must their channels. */
const Channel = globalThis.BroadcastChannel;
globalThis.BroadcastChannel = class extends Channel {
  constructor(name) {
    super(name);
    this.unref();
  }
};
