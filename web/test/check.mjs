/*
 * All checks of the browser part that need no browser: node test/check.mjs (npm run check).
 * Types, house rules, then the unit tests (compiled by esbuild into a temporary folder). Exit 1 on the first failing part.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const web = join(dirname(fileURLToPath(import.meta.url)), "..");

function run(name, ...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: web, stdio: "inherit" });
  if (status !== 0) {
    console.error(`web check: ${name} failed`);
    process.exit(1);
  }
}

run("types", "node_modules/typescript/bin/tsc", "--noEmit");
run("house rules", "test/lint.mjs");

const unit = join(web, "test/unit");
const folder = mkdtempSync(join(tmpdir(), "tend-web-unit-"));
try {
  await esbuild.build({
    absWorkingDir: web,
    entryPoints: readdirSync(unit).filter((file) => file.endsWith(".test.ts")).map((file) => join(unit, file)),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    jsx: "automatic",
    jsxImportSource: "preact",
    logLevel: "warning",
  });
  const compiled = readdirSync(folder).map((file) => join(folder, file));
  const plain = readdirSync(unit).filter((file) => file.endsWith(".test.mjs")).map((file) => join(unit, file));
  run("unit tests", "--import", join(unit, "browser_globals.mjs"), "--test", "--test-reporter=spec", ...plain, ...compiled);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
