import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{grammar,server,client,webviews}/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/out-tsc/**'],
    // Forks rather than threads: the inference tests start and kill child processes of their own.
    pool: 'forks',
    setupFiles: ['scripts/testing/seed.ts'],
    testTimeout: 20_000,
  },
});
