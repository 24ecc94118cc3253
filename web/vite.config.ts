import { defineConfig, type Plugin } from "vite";

/** A page that has begun with another font keeps it: letters that change later would move all below them. */
const steadyFonts: Plugin = {
  name: "steady-fonts",
  enforce: "pre",
  transform: {
    filter: { id: /@fontsource/ },
    handler: (code) => code.replaceAll("font-display: swap", "font-display: optional"),
  },
};

export default defineConfig({
  base: "/static/built/",
  publicDir: false,
  worker: { format: "es" },
  plugins: [steadyFonts],
  build: {
    outDir: "../src/oxyura/apps/web/static/built",
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0,
    target: "es2022",
    chunkSizeWarningLimit: 1500,
    rollupOptions: { input: "src/main.ts" },
  },
});
