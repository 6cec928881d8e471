import { defineConfig } from 'vitest/config';

const common = { testTimeout: 30_000 };

export default defineConfig({
  test: {
    projects: [
      { test: { ...common, name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/package/**'] } },
      {
        // What is published, and how the repository is put together.
        test: {
          ...common,
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          globalSetup: 'test/package/build.ts',
          testTimeout: 120_000,
        },
      },
    ],
  },
});
