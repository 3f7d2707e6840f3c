// One box finds everything, from every page and without a mouse.

import type { Page } from '@playwright/test';
import { flaws } from '../support/axe.ts';
import { expect, signIn, test } from '../support/test.ts';

const box = (page: Page) => page.getByRole('searchbox', { name: 'Search everything' });

/** Some repository of the sandbox, as the inventory names it. */
async function someRepository(page: Page): Promise<{ name: string; href: string }> {
  await page.goto('/inventory?state=ready');
  const link = page.locator('tbody th a').first();
  return { name: (await link.textContent()) ?? '', href: (await link.getAttribute('href')) ?? '' };
}

test('words find repositories, requests and teams', async ({ page, javaScriptEnabled }) => {
  await signIn(page, 'dev-a');
  const { name } = await someRepository(page);
  await page.goto('/');
  await box(page).fill(name);
  await box(page).press('Enter');
  await page.waitForURL(/\/search\?q=/);
  const found = page.getByRole('region', { name: 'Repositories', exact: false }).first();
  await expect(found.getByRole('link', { name, exact: true })).toBeVisible();
  await expect(page.getByRole('main').getByRole('searchbox')).toHaveValue(name);
  expect(await flaws(page, javaScriptEnabled ?? true)).toEqual([]);
});

test('a pasted address leads straight to its repository', async ({ page }) => {
  await signIn(page, 'dev-a');
  const { name, href } = await someRepository(page);
  const [, , account, region] = href.split('/');
  for (const pasted of [`${account}.dkr.ecr.${region}.amazonaws.com/${name}`, `arn:aws:ecr:${region}:${account}:repository/${name}`]) {
    await page.goto('/');
    await box(page).fill(pasted);
    await box(page).press('Enter');
    await page.waitForURL(`**${href}`);
  }
  await page.goto(`/search?q=${account}.dkr.ecr.${region}.amazonaws.com/${encodeURIComponent(name)}:no-such-tag`);
  await expect(page.getByRole('main').getByRole('link', { name, exact: true })).toBeVisible();
});

test('a team leads to its repositories, and nothing found says what to do', async ({ page }) => {
  await signIn(page, 'dev-a');
  await page.goto('/search?q=telemetry&in=teams');
  await page.getByRole('main').getByRole('link', { name: 'telemetry', exact: true }).click();
  await page.waitForURL('**/inventory?team=telemetry');
  await page.goto('/search?q=there-is-no-such-thing');
  await expect(page.getByText('Nothing matches')).toBeVisible();
});

test('Control and K put the cursor into the box', { tag: '@scripts' }, async ({ page }) => {
  await signIn(page, 'dev-a', '/requests/new');
  await page.locator('#name').focus();
  await page.keyboard.press('Control+k');
  await expect(box(page)).toBeFocused();
  await page.keyboard.type('web');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/search?q=web');
});

test.describe('390 wide', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('the box is one press away, and the keys open the menu that holds it', async ({ page, javaScriptEnabled }) => {
    await signIn(page, 'dev-a');
    if (javaScriptEnabled) {
      await page.keyboard.press('Control+k');
      await expect(box(page)).toBeFocused();
      await page.keyboard.press('Escape');
    }
    await page.getByRole('banner').getByRole('link', { name: 'Search' }).click();
    await page.waitForURL('**/search');
    await page.getByRole('main').getByRole('searchbox').fill('telemetry');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/search?q=telemetry');
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over).toBe(0);
  });
});
