/*
 * measure.mjs start PORT PROGRAM ARGUMENTS…   start a daemon, print "PID MS": ms until /readyz answers 200
 * measure.mjs streams PORT AUTHORIZATION N    open N event streams, print N, hold them until stdin ends
 */
import { spawn } from "node:child_process";
import { connect } from "node:net";

function ask(port, path, headers = "") {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`));
    socket.once("data", (bytes) => resolve({ socket, status: Number(bytes.toString("latin1").split(" ")[1]) }));
    socket.once("error", () => resolve({ socket, status: 0 }));
    socket.once("close", () => resolve({ socket, status: 0 }));
  });
}

async function start(port, program, args) {
  const begin = performance.now();
  const child = spawn(program, args, { detached: true, stdio: ["ignore", "ignore", "ignore"] });
  for (;;) {
    const { socket, status } = await ask(port, "/readyz");
    socket.destroy();
    if (status === 200) break;
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`);
  }
  console.log(`${child.pid} ${Math.round(performance.now() - begin)}`);
  child.unref();
}

async function streams(port, authorization, n) {
  const open = [];
  while (open.length < n) {
    const { socket, status } = await ask(port, "/api/v2/events/stream", `Accept: text/event-stream\r\nAuthorization: ${authorization}\r\n`);
    if (status !== 200) throw new Error(`stream ${open.length + 1}: ${status}`);
    open.push(socket);
  }
  console.log(n);
  process.stdin.resume().on("end", () => process.exit(0));
}

const [command, port, ...rest] = process.argv.slice(2);
if (command === "start") await start(Number(port), rest[0], rest.slice(1));
else await streams(Number(port), rest[0], Number(rest[1]));
