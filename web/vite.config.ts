import { compression, defineAlgorithm } from "vite-plugin-compression2";
import { defineConfig } from "vite";

/** The API that `npm run dev` asks. */
const API = process.env["STORECAST_API"] ?? "http://127.0.0.1:4000";

export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    target: "es2022",
    // the oldest that know light-dark()
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    // the page's policy allows no `data:` addresses
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  plugins: [
    compression({
      threshold: 1_000,
      include: [/\.(js|css|svg|html)$/],
      algorithms: [defineAlgorithm("gzip", { level: 9 }), "brotliCompress"],
    }),
  ],
  server: { proxy: { "/auth": API, "/graphql": { target: API, ws: true } } },
});
