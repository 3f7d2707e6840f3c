// The `test` of every file here: a second person on demand, and a browser that must not complain about any of Berth's pages.

import { test as base, expect, type BrowserContext, type ConsoleMessage, type Page } from '@playwright/test';
import { berth } from './stand.ts';

interface Support {
  /** A page of somebody else, signed in, in a browser of their own with the same settings. */
  somebody: (login: string) => Promise<Page>;
  complaints: string[];
}

export const test = base.extend<Support>({
  complaints: [
    async ({ context }, use) => {
      const complaints: string[] = [];
      listen(context, complaints);
      await use(complaints);
      expect(complaints, 'what the browser complained about').toEqual([]);
    },
    { auto: true },
  ],
  somebody: async ({ browser, complaints, contextOptions, baseURL, viewport, colorScheme, javaScriptEnabled, locale, timezoneId }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (login) => {
      const context = await browser.newContext({
        ...contextOptions,
        baseURL,
        viewport,
        colorScheme,
        javaScriptEnabled,
        locale,
        timezoneId,
      });
      contexts.push(context);
      listen(context, complaints);
      const page = await context.newPage();
      await signIn(page, login);
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

export { expect };

function listen(context: BrowserContext, complaints: string[]): void {
  context.on('console', (message) => {
    if (isOurs(message)) complaints.push(`${message.type()} at ${message.location().url}: ${message.text()}`);
  });
  context.on('weberror', (error) => complaints.push(`${error.error()}`));
}

/** The sandbox's pages are not judged, and Chromium reports a page that was answered with an error status by itself. */
function isOurs(message: ConsoleMessage): boolean {
  const { url } = message.location();
  const page = message.page()?.url() ?? '';
  const itself = url === page && message.text().startsWith('Failed to load resource: the server responded with a status of 4');
  return !itself && (url.startsWith(berth) || (url === '' && page.startsWith(berth)));
}

export async function signIn(page: Page, login: string, returnTo = '/'): Promise<void> {
  await page.goto(`/sign-in?return_to=${encodeURIComponent(returnTo)}`);
  await page.getByRole('main').getByRole('link', { name: 'GitHub' }).click();
  await page.locator(`button[name=login][value="${login}"]`).click();
  await page.waitForURL(`${berth}${returnTo}`);
}
