// Builds what Omzien borrows into omzien/web/static/web: run by a maintainer, and the result is committed.
// Usage: copy this folder to a scratch place, `npm install`, then `node build.mjs /path/to/omzien/web/static/web`.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "..", "omzien", "web", "static", "web");
const modules = join(here, "node_modules");
const version = (name) => JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8")).version;

for (const folder of ["vendor", "fonts"]) mkdirSync(join(out, folder), { recursive: true });

// Form controls.
const { css } = compile(join(here, "govuk.scss"), { style: "compressed", loadPaths: [modules] });
const banned = ["GDS Transport", "crown", "url(", "@font-face"].filter((word) => css.includes(word));
if (banned.length) throw new Error(`govuk.css holds ${banned.join(", ")}`);
writeFileSync(join(out, "vendor", "govuk.css"), `/*! govuk-frontend ${version("govuk-frontend")}, MIT */\n${css}\n`);

// Partial updates, without the pointer to a source map that is not shipped.
const htmx = readFileSync(join(modules, "htmx.org", "dist", "htmx.min.js"), "utf8").replace(/\n?\/\/# sourceMappingURL=.*/, "");
writeFileSync(join(out, "vendor", "htmx.min.js"), `/*! htmx ${version("htmx.org")}, 0BSD */\n${htmx.trimEnd()}\n`);

// Letters: latin, and latin-ext for Polish and Turkish names.
for (const [family, name] of [["nunito", "nunito"], ["atkinson-hyperlegible-next", "atkinson"]]) {
  for (const part of ["latin", "latin-ext"]) {
    const source = join(modules, "@fontsource-variable", family, "files", `${family}-${part}-wght-normal.woff2`);
    copyFileSync(source, join(out, "fonts", `${name}-${part}.woff2`));
  }
}

// Icons: one sprite; fill and stroke come from the class .ic and are inherited into the symbol.
const drawing = (name) => {
  const svg = readFileSync(join(modules, "lucide-static", "icons", `${name}.svg`), "utf8");
  return svg.replace(/<!--.*?-->/s, "").replace(/^[^]*?<svg[^>]*>/, "").replace("</svg>", "").replace(/\s*\n\s*/g, "").trim();
};
const lines = readFileSync(join(here, "icons.txt"), "utf8").split("\n").filter((line) => line && !line.startsWith("#"));
const symbols = lines.map((line) => {
  const [name, source] = line.split(" = ");
  return `<symbol id="${name}" viewBox="0 0 24 24">${drawing(source ?? name)}</symbol>`;
});
const heading = `<!-- Lucide ${version("lucide-static")}, ISC -->`;
writeFileSync(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${heading}\n${symbols.join("\n")}\n</svg>\n`);
console.log(`govuk.css ${css.length} bytes, ${symbols.length} icons`);
