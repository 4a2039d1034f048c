// Each page part is an entry of its own, so that a page loads only what it shows.
import { readdirSync } from "node:fs";
import { defineConfig } from "vite";

const parts = readdirSync(new URL("./src/parts", import.meta.url)).map((name) => `src/parts/${name}`);

export default defineConfig({
  base: "/static/web/",
  build: {
    outDir: "../static/web",
    emptyOutDir: true,
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600, // the editor of queries, which is loaded when somebody opens it
    rollupOptions: {
      input: parts,
      // The editor's linter of scripts, which nobody calls, and which the pages' policy would stop.
      onwarn: (warning, tell) => (warning.code === "EVAL" ? undefined : tell(warning)),
    },
  },
});
