// Measures what a person waits for in the browser: `tools/measure-preview`. No test, so `playwright test` does not find it.

import { defineConfig } from '@playwright/test';
import tests from './playwright.config.ts';

export default defineConfig({
  ...tests,
  testDir: 'timings',
  globalSetup: './timings/many-images.ts',
  outputDir: 'test-results/timings',
  timeout: 600_000,
  projects: [{ name: 'timings', use: { colorScheme: 'light' } }],
});
