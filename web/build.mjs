/*
 * Builds the browser part: node build.mjs OUTDIR
 *
 * Writes into OUTDIR content-hashed assets, each with .gz and .br beside it when that is smaller, the templates
 * of pages/ (see page_parts.mjs), and manifest.txt: one line per asset, tab separated
 *   name  url-path  mime  sha256  raw-file  gz-file  br-file        ("-" where there is no packed file)
 * The same input gives the same bytes. Files of an earlier build in OUTDIR are removed first.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { readPage } from "./page_parts.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const MIME = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
};

/* Texts by who needs them when: the server's pages, the workspace at its start, the rest of the app when it is opened. */
const WORK_AREAS = ["agent", "queue", "ticket", "compose", "live", "seed"];
const bundleOf = (area) => (area === "public" ? "server" : WORK_AREAS.includes(area) ? "work" : "office");
const catalogueName = { server: (locale) => `i18n-${locale}.json`, work: (locale) => `texts-${locale}-work.json`, office: (locale) => `texts-${locale}-office.json` };

/* Parts of the app that are loaded when they are opened; the name of each is that of its style sheet too. */
const STYLES = ["agent", "office", "editor", "public", "docs"];

const START = "src/agent/main.tsx";

/* Files that some part of the app fetches by import(), without their endings. */
function fetchedLater() {
  const sources = readdirSync(join(here, "src"), { recursive: true }).filter((name) => /\.tsx?$/.test(name));
  const named = (name) => [...readFileSync(join(here, "src", name), "utf8").matchAll(/\bimport\("(\.[^"]+)"\)/g)];
  return new Set(sources.flatMap((name) => named(name).map(([, path]) => join(here, "src", dirname(name), path))));
}

/*
 * Splitting gives each set of parts that share a module a chunk of its own, dozens for the first load. Here every part
 * that is fetched later names the start of the app, so all that the start needs belongs to the same set: one chunk. It
 * has run by then, so naming it again does nothing.
 */
const onePart = {
  name: "one-part",
  setup(build) {
    const start = join(here, START);
    const later = fetchedLater();
    build.onLoad({ filter: /\/src\/.*\.tsx?$/ }, ({ path }) => {
      if (!later.has(path.replace(/\.tsx?$/, "")) || path === start) return null;
      return { contents: `import ${JSON.stringify(start)};\n${readFileSync(path, "utf8")}`, loader: path.endsWith("x") ? "tsx" : "ts" };
    });
  },
};

/* Since the other parts name the start, esbuild makes a chunk of it and leaves an entry that only names the chunk: the page gets the chunk. */
function scriptName({ entryPoint, inputs }, file) {
  if (START in inputs) return "agent.js";
  return entryPoint === "src/portal/public.ts" ? "public.js" : file;
}

/* The hash in a script's name is esbuild's, since scripts name each other; all other names carry the hash of their bytes. */
async function bundleFrom(entryPoints, plugins) {
  const result = await esbuild.build({
    absWorkingDir: here,
    entryPoints,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    outdir: "out",
    bundle: true,
    splitting: true,
    plugins,
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
  });
  const assets = result.outputFiles.flatMap((file) => {
    const output = result.metafile.outputs[relative(here, file.path)];
    const bytes = Buffer.from(file.contents);
    const name = basename(file.path);
    if (name.endsWith(".css")) return { name: basename(output.entryPoint), bytes };
    if (output.entryPoint === START && !(START in output.inputs)) return [];
    return { name: scriptName(output, name), file: name, bytes };
  });
  return { assets, inputs: Object.keys(result.metafile.inputs) };
}

/* The public pages by themselves: what they share with the app would be one more file for both. */
async function bundle() {
  const styles = Object.fromEntries(STYLES.map((name) => [`css/${name}`, `css/${name}.css`]));
  const all = [await bundleFrom({ agent: START, ...styles }, [onePart]), await bundleFrom({ public: "src/portal/public.ts" }, [])];
  return { assets: all.flatMap(({ assets }) => assets), inputs: [...new Set(all.flatMap(({ inputs }) => inputs))] };
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

const accents = new Map([..."aábƀcçdđeéfƒgĝhĥiíjĵkķlĺmɱnñoópƥqɋrŕsštŧuúvṽwŵxẋyýzž"].reduce((pairs, letter, at, all) => (at % 2 ? [...pairs, [all[at - 1], letter]] : pairs), []));

/* English with accents and two fifths longer: what stays plain on the screen is not in the catalogue. */
function pseudo(value) {
  if (typeof value !== "string") return Object.fromEntries(Object.entries(value).map(([form, text]) => [form, pseudo(text)]));
  const accented = value.replace(/\{\w+\}|[a-z]/g, (part) => accents.get(part) ?? part);
  return `${accented}${"·".repeat(Math.ceil(value.length * 0.4))}`;
}

/* The texts of a locale by bundle; what it lacks is English. */
function textsOf(locale) {
  const texts = { server: {}, work: {}, office: {} };
  for (const file of readdirSync(join(here, "i18n/en")).sort()) {
    const read = (from) => JSON.parse(readFileSync(join(here, "i18n", from, file), "utf8"));
    const own = existsSync(join(here, "i18n", locale, file)) ? read(locale) : {};
    Object.assign(texts[bundleOf(basename(file, ".json"))], read("en"), own);
  }
  return texts;
}

function catalogues() {
  const all = readdirSync(join(here, "i18n")).sort().map((locale) => [locale, textsOf(locale)]);
  const english = Object.entries(textsOf("en"));
  all.push(["en-XA", Object.fromEntries(english.map(([name, texts]) => [name, Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, pseudo(text)]))]))]);
  return all.flatMap(([locale, bundles]) => Object.entries(bundles).map(([name, texts]) => ({ name: catalogueName[name](locale), bytes: Buffer.from(JSON.stringify(texts)) })));
}

function staticAssets() {
  return readdirSync(join(here, "assets")).sort().map((name) => ({ name, bytes: readFileSync(join(here, "assets", name)) }));
}

function writePacked(outdir, file, bytes, packed, suffix) {
  if (packed.length >= bytes.length) return "-";
  writeFileSync(join(outdir, file + suffix), packed);
  return file + suffix;
}

function writeAsset(outdir, { name, bytes, file: given }) {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const ending = extname(name);
  const file = given ?? `${basename(name, ending)}-${sha256.slice(0, 10)}${ending}`;
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
    writeFileSync(join(outdir, "pages", file), readPage(join(here, "pages", file)));
  }
}

export async function build(outdir) {
  mkdirSync(outdir, { recursive: true });
  const { assets, inputs } = await bundle();
  const notices = { name: "third-party-notices.txt", bytes: thirdPartyNotices(inputs) };
  const all = [...assets, ...staticAssets(), ...catalogues(), notices];
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
