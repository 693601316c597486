/** What is bundled from what: the extension, the server with its two child processes, and the pages. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** CommonJS dependencies inside an ES module call `require`, which an ES module does not have by itself. */
const requireBanner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/**
 * The options of every bundle, by the room that it belongs to.
 * @param {{ production: boolean, folder?: string }} options `folder` takes the place of the repository's root for what is written
 * @returns {readonly import('esbuild').BuildOptions[]}
 */
export function bundles({ production, folder = root }) {
  const common = {
    absWorkingDir: root,
    bundle: true,
    minify: production,
    sourcemap: production ? false : 'linked',
    // Stack traces in a user's log have to name functions even where the bundle is minified.
    keepNames: true,
    legalComments: 'none',
    logLevel: 'warning',
    charset: 'utf8',
    metafile: true,
  };
  const node = { ...common, platform: 'node', target: 'node22' };
  const written = (file) => path.join(folder, file);
  return [
    {
      // The extension host loads CommonJS.
      ...node,
      entryPoints: ['client/src/extension.ts'],
      outfile: written('client/dist/extension.cjs'),
      format: 'cjs',
      external: ['vscode'],
    },
    ...[
      ['server/src/main.ts', 'server/dist/server.mjs'],
      ['server/src/inference/process.ts', 'server/dist/inference.mjs'],
      ['server/src/cli/main.ts', 'server/dist/cli.mjs'],
    ].map(([entry, outfile]) => ({
      ...node,
      entryPoints: [entry],
      outfile: written(outfile),
      format: 'esm',
      mainFields: ['module', 'main'],
      banner: { js: requireBanner },
      // The native runtime stays beside the bundles, since its binaries are found by path.
      external: ['onnxruntime-node'],
    })),
    {
      ...common,
      entryPoints: [
        { in: 'webviews/src/results/page.ts', out: 'results' },
        { in: 'webviews/src/results/page.css', out: 'results' },
      ],
      outdir: written('webviews/dist'),
      platform: 'browser',
      // The Chromium of VS Code 1.101.
      target: 'chrome134',
      format: 'iife',
    },
  ];
}
