/*
 * What a page costs, read from the browser itself: how far things jumped, how long interactions took, memory, how often a
 * component was drawn. Used by the budgets of `make check` and by tests/bench/browser.mjs.
 */

/* Pages of the context note, from their start: layout shifts, interactions, when the first row of the list was there. */
export function watch(context) {
  return context.addInitScript(() => {
    const noted = { shift: 0, shifts: [], events: [] };
    window.tendNoted = noted;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (entry.hadRecentInput) continue;
        noted.shift += entry.value;
        for (const { node } of entry.sources) noted.shifts.push(`${entry.value.toFixed(4)} ${node?.className || node?.nodeName}`);
      }
    }).observe({ type: "layout-shift", buffered: true });
    new PerformanceObserver((list) => {
      for (const { name, interactionId, duration, processingStart, processingEnd } of list.getEntries()) {
        if (interactionId) noted.events.push({ name, interaction: interactionId, duration, handler: processingEnd - processingStart });
      }
    }).observe({ type: "event", durationThreshold: 16, buffered: true });
    window.tendFirstRow = new Promise((there) => {
      const look = () => {
        if (document.querySelector(".row-body")) there(performance.now());
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
  });
}

export const noted = (page) => page.evaluate(() => window.tendNoted);

export function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

/* The value that 98 of 100 of `count` do not exceed; what is missing was too short to be noted. */
export function nearWorst(values, count) {
  const sorted = [...values].sort((a, b) => b - a);
  return sorted[Math.floor(count / 50)] ?? 0;
}

/* The longest wait and the longest handler of each key press, as "interaction to next paint" counts them. */
export function interactions(events, presses) {
  const waits = new Map();
  for (const { interaction, duration } of events) waits.set(interaction, Math.max(duration, waits.get(interaction) ?? 0));
  const handlers = events.filter(({ name }) => name === "keydown").map(({ handler }) => handler);
  return { wait: nearWorst([...waits.values()], presses), handler: nearWorst(handlers, presses) };
}

/* Bytes of the page's own heap, after everything that nobody holds was thrown away. */
export async function heapUsed(session) {
  for (let times = 0; times < 3; times += 1) await session.send("HeapProfiler.collectGarbage");
  return (await session.send("Runtime.getHeapUsage")).usedSize;
}

/* Of the functions that hold the text, the innermost: names are lost in the built page, class names are not. */
function callsOf(scripts, sources, mark) {
  let best = null;
  for (const { scriptId, functions } of scripts) {
    const source = sources.get(scriptId);
    for (const { ranges } of source ? functions : []) {
      const [{ startOffset, endOffset, count }] = ranges;
      const size = endOffset - startOffset;
      if ((best === null || size < best.size) && source.slice(startOffset, endOffset).includes(mark)) best = { size, count };
    }
  }
  return best?.count ?? 0;
}

/* How often `act` had the functions run that write these texts (class names of components): one number for each. */
export async function countCalls(session, marks, act) {
  const sources = new Map();
  const ids = [];
  const parsed = ({ scriptId, url }) => url.includes("/assets/") && ids.push(scriptId);
  session.on("Debugger.scriptParsed", parsed);
  await session.send("Debugger.enable");
  for (const id of ids) sources.set(id, (await session.send("Debugger.getScriptSource", { scriptId: id })).scriptSource);
  await session.send("Debugger.disable");
  session.off("Debugger.scriptParsed", parsed);
  await session.send("Profiler.enable");
  await session.send("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  await session.send("Profiler.takePreciseCoverage");
  await act();
  const { result } = await session.send("Profiler.takePreciseCoverage");
  await session.send("Profiler.stopPreciseCoverage");
  await session.send("Profiler.disable");
  return marks.map((mark) => callsOf(result, sources, mark));
}

/* Scrolls the box for so long, from frame to frame, so far (to its end when nothing is said); answers what the frames were like. */
export function scrollFrames(page, selector, ms, pixels) {
  return page.evaluate(
    ([found, length, far]) =>
      new Promise((done) => {
        const box = document.querySelector(found);
        const distance = far ?? box.scrollHeight - box.clientHeight;
        const frames = [];
        let began = 0;
        let last = 0;
        const frame = (now) => {
          if (began === 0) began = now;
          else frames.push(now - last);
          last = now;
          box.scrollTop = distance * Math.min(1, (now - began) / length);
          if (now - began < length) {
            requestAnimationFrame(frame);
            return;
          }
          const slow = frames.filter((one) => one > 25).length;
          done({ perSecond: (frames.length * 1000) / (now - began), slowPart: slow / frames.length });
        };
        requestAnimationFrame(frame);
      }),
    [selector, ms, pixels ?? null],
  );
}
