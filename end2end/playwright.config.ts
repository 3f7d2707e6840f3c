// One worker and one pair of servers: the tests are stories, and stories share a world.

import { defineConfig } from '@playwright/test';
import { berth } from './support/stand.ts';

const chromium = {
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

export default defineConfig({
  testDir: 'tests',
  globalSetup: './support/servers.ts',
  outputDir: 'test-results/pages',
  workers: 1,
  forbidOnly: !!process.env.CI,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    baseURL: berth,
    launchOptions: chromium,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'scripts', testIgnore: '**/pages.spec.ts', grepInvert: /@no-scripts/, use: { colorScheme: 'light' } },
    { name: 'no-scripts', testIgnore: '**/pages.spec.ts', grepInvert: /@scripts/, use: { colorScheme: 'light', javaScriptEnabled: false } },
    { name: 'dark', testMatch: '**/story.spec.ts', use: { colorScheme: 'dark' } },
    { name: 'pages', testMatch: '**/pages.spec.ts' },
  ],
});
