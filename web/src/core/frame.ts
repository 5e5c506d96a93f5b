/* Waiting until what was just changed has been drawn, so that it does not wait for what comes behind it. */

const FRAME_MS = 150;

export function pause(ms: number): Promise<void> {
  return new Promise((over) => setTimeout(over, ms));
}

/* Done when the next frame has been drawn; a page that nobody sees has none. */
export function frameShown(): Promise<void> {
  const drawn = new Promise<void>((done) => requestAnimationFrame(() => setTimeout(done)));
  return Promise.race([drawn, pause(FRAME_MS)]);
}

let waiting: (() => void) | null = null;

function runWaiting(): void {
  const run = waiting;
  waiting = null;
  run?.();
}

/* What a key leads to, behind the frame that shows the press. The next key or click finds it done. */
export function afterFrame(run: () => void): void {
  runWaiting();
  waiting = run;
  void frameShown().then(() => waiting === run && runWaiting());
}

for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, runWaiting, { capture: true });
