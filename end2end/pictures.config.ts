// Takes the pictures of the guide from the real product: `tools/pictures`. No test, so `playwright test` does not find it.

import { defineConfig } from '@playwright/test';
import tests from './playwright.config.ts';

export default defineConfig({
  ...tests,
  testDir: 'pictures',
  outputDir: 'test-results/pictures',
  timeout: 240_000,
  projects: [{ name: 'pictures', use: { colorScheme: 'light', viewport: { width: 1200, height: 780 } } }],
});
