// Every page, light and dark, wide and narrow: nothing for axe to find, nothing to scroll sideways to.

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { answers, fill } from '../support/form.ts';
import { images, shelf } from '../support/shelf.ts';
import { expect, signIn, test } from '../support/test.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Stop {
  name: string;
  who: 'nobody' | 'dev-a' | 'dev-b' | 'reviewer-m';
  status?: number;
  /** Goes there and answers with the status it met. */
  go: (page: Page) => Promise<number>;
}

const to = (address: string) => async (page: Page) => (await page.goto(address))?.status() ?? 0;

const follow = (list: string, link: string) => async (page: Page) => {
  await page.goto(list);
  const href = await page.locator(`main a[href^="${link}"]`).first().getAttribute('href');
  return to(href ?? '')(page);
};

/** What deleting the first image of a page would do. */
async function deletion(page: Page): Promise<number> {
  await images(page);
  const digest = await page.getByRole('checkbox').first().getAttribute('value');
  return to(`${shelf}/-/images?delete=1&d=${digest}`)(page);
}

async function image(page: Page): Promise<number> {
  await images(page);
  const href = await page.locator('tbody a.mono').first().getAttribute('href');
  return to(href ?? '')(page);
}

/** Sends what no page of this person offers. */
async function send(page: Page, action: string): Promise<number> {
  const answer = page.waitForResponse((response) => response.url() === action);
  await page.evaluate((action) => {
    const form = document.createElement('form');
    Object.assign(form, { method: 'post', action });
    document.body.append(form);
    form.submit();
  }, action);
  const status = (await answer).status();
  await page.waitForURL(action);
  return status;
}

/** The address of a request that waits for review. */
let onDisplay = '';

const stops: Stop[] = [
  { name: 'sign-in', who: 'nobody', go: to('/sign-in') },
  { name: 'home', who: 'dev-a', go: to('/') },
  { name: 'form', who: 'dev-a', go: to('/requests/new') },
  { name: 'requests', who: 'dev-a', go: to('/requests') },
  { name: 'request', who: 'dev-a', go: follow('/requests', '/requests/0') },
  { name: 'search', who: 'dev-a', go: to('/search?q=a') },
  { name: 'inventory', who: 'dev-a', go: to('/inventory') },
  { name: 'inventory of one’s own', who: 'dev-a', go: to('/inventory?managed=yes&cols=account&cols=score&density=roomy') },
  { name: 'saved views', who: 'dev-a', go: to('/inventory/views') },
  { name: 'repository', who: 'dev-a', go: follow('/inventory', '/repositories/') },
  { name: 'images', who: 'dev-a', go: to(`${shelf}/-/images`) },
  { name: 'image', who: 'dev-a', go: image },
  { name: 'deletion', who: 'dev-a', go: deletion },
  { name: 'findings', who: 'dev-a', go: to(`${shelf}/-/findings?all=1`) },
  { name: 'exception', who: 'dev-a', go: to(`${shelf}/-/findings?except=CVE-2026-20417`) },
  { name: 'not found', who: 'dev-a', status: 404, go: to('/nothing-here') },
  { name: 'forbidden', who: 'dev-b', status: 403, go: (page) => send(page, `${onDisplay}/withdraw`) },
  { name: 'reviews', who: 'reviewer-m', go: to('/reviews') },
  { name: 'review', who: 'reviewer-m', go: follow('/reviews', '/reviews/') },
];

test.beforeAll(async ({ browser, baseURL }, { workerIndex }) => {
  // Something for the lists and for the reviewer; a worker that follows a failure asks for another name.
  const page = await browser.newPage({ baseURL });
  await signIn(page, 'dev-a', '/requests/new');
  await fill(page, answers(`payments/on-display-${workerIndex}`));
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await expect(page.locator('[data-stage="Waiting for review"]')).toHaveCount(1, { timeout: 30_000 });
  onDisplay = page.url();
  await page.close();
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 390]) {
    test.describe(`${colorScheme}, ${width} wide`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });

      for (const { name, who, status = 200, go } of stops) {
        test(`${name} is for everybody`, async ({ page }) => {
          if (who !== 'nobody') await signIn(page, who);
          expect(await go(page)).toBe(status);
          await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
          const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          expect(over, 'pixels to scroll sideways').toBe(0);
          const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
          const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
          expect(found).toEqual([]);
        });
      }
    });
  }
}
