/*
 * Builds the browser part: node build.mjs OUTDIR
 *
 * Writes into OUTDIR content-hashed assets, each with .gz and .br beside it when that is smaller, the templates
 * of pages/ without their leading comment, and manifest.txt: one line per asset, tab separated
 *   name  url-path  mime  sha256  raw-file  gz-file  br-file        ("-" where there is no packed file)
 * The same input gives the same bytes. Files of an earlier build in OUTDIR are removed first.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const MIME = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
};

/* The agent app carries only its own part of a catalogue; the server reads the whole file. */
const agentTexts = {
  name: "agent-texts",
  setup(build) {
    build.onLoad({ filter: /[\\/]i18n[\\/][a-z-]+\.json$/ }, ({ path }) => {
      const all = Object.entries(JSON.parse(readFileSync(path, "utf8")));
      return {
        contents: JSON.stringify(Object.fromEntries(all.filter(([key]) => !key.startsWith("public.")))),
        loader: "json",
      };
    });
  },
};

async function bundle() {
  const result = await esbuild.build({
    absWorkingDir: here,
    entryPoints: ["src/agent/main.tsx", "src/portal/public.ts", "css/agent.css", "css/public.css", "css/docs.css"],
    entryNames: "[dir]/[name]",
    outbase: ".",
    outdir: "out",
    bundle: true,
    write: false,
    minify: true,
    metafile: true,
    format: "esm",
    target: ["chrome123", "firefox121", "safari17.5"],
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    charset: "utf8",
    logLevel: "warning",
    plugins: [agentTexts],
  });
  const logicalNames = {
    "out/src/agent/main.js": "agent.js",
    "out/src/portal/public.js": "public.js",
    "out/css/agent.css": "agent.css",
    "out/css/public.css": "public.css",
    "out/css/docs.css": "docs.css",
  };
  const assets = result.outputFiles.map((file) => ({
    name: logicalNames[relative(here, file.path)],
    bytes: Buffer.from(file.contents),
  }));
  return { assets, inputs: Object.keys(result.metafile.inputs) };
}

function packageOf(input) {
  const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  return match ? match[1] : null;
}

/* The licences of every package that ended up in a bundle, as they ask for. */
function thirdPartyNotices(inputs) {
  const packages = [...new Set(inputs.map(packageOf).filter(Boolean))].sort();
  const parts = packages.map((name) => {
    const folder = join(here, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
    if (!file) throw new Error(`${name} has no licence file`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  });
  const head = "Tend's pages contain these packages of others.\n";
  return Buffer.from([head, ...parts].join(`\n${"-".repeat(78)}\n\n`));
}

function staticAssets() {
  const read = (folder) => readdirSync(join(here, folder)).sort().map((file) => [file, readFileSync(join(here, folder, file))]);
  return [
    ...read("assets").map(([name, bytes]) => ({ name, bytes })),
    ...read("i18n").map(([name, bytes]) => ({ name: `i18n-${name}`, bytes })),
  ];
}

function writePacked(outdir, file, bytes, packed, suffix) {
  if (packed.length >= bytes.length) return "-";
  writeFileSync(join(outdir, file + suffix), packed);
  return file + suffix;
}

function writeAsset(outdir, { name, bytes }) {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const ending = extname(name);
  const file = `${basename(name, ending)}-${sha256.slice(0, 10)}${ending}`;
  const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
  const gzip = gzipSync(bytes, { level: 9 });
  const brotli = brotliCompressSync(bytes, brotliOptions);
  writeFileSync(join(outdir, file), bytes);
  const gz = writePacked(outdir, file, bytes, gzip, ".gz");
  const br = writePacked(outdir, file, bytes, brotli, ".br");
  const sizes = `${name.padEnd(26)} ${String(bytes.length).padStart(7)} raw ${String(gzip.length).padStart(6)} gz ${String(brotli.length).padStart(6)} br`;
  return { line: [name, `/assets/${file}`, MIME[ending], sha256, file, gz, br].join("\t"), sizes };
}

function removeEarlierBuild(outdir) {
  const manifest = join(outdir, "manifest.txt");
  if (existsSync(manifest)) {
    for (const line of readFileSync(manifest, "utf8").split("\n").filter(Boolean)) {
      for (const file of line.split("\t").slice(4)) if (file !== "-") rmSync(join(outdir, file), { force: true });
    }
    rmSync(manifest);
  }
  rmSync(join(outdir, "pages"), { recursive: true, force: true });
}

function writePages(outdir) {
  mkdirSync(join(outdir, "pages"), { recursive: true });
  for (const file of readdirSync(join(here, "pages")).filter((name) => name.endsWith(".html")).sort()) {
    const text = readFileSync(join(here, "pages", file), "utf8");
    writeFileSync(join(outdir, "pages", file), text.replace(/^<!--.*?-->\s*/s, ""));
  }
}

export async function build(outdir) {
  mkdirSync(outdir, { recursive: true });
  const { assets, inputs } = await bundle();
  const all = [...assets, ...staticAssets(), { name: "third-party-notices.txt", bytes: thirdPartyNotices(inputs) }];
  removeEarlierBuild(outdir);
  writePages(outdir);
  const written = all.sort((a, b) => (a.name < b.name ? -1 : 1)).map((asset) => writeAsset(outdir, asset));
  writeFileSync(join(outdir, "manifest.txt"), written.map(({ line }) => `${line}\n`).join(""));
  return written.map(({ sizes }) => sizes);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  if (process.argv.length !== 3) {
    console.error("usage: node build.mjs OUTDIR");
    process.exit(2);
  }
  console.log((await build(resolve(process.argv[2]))).join("\n"));
}
