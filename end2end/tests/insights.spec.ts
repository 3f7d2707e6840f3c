// Figures that people can trust: whatever number they follow, the list behind it shows as many rows.

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, signIn, test } from '../support/test.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Once every place is read and its repositories are judged. */
async function figures(page: Page): Promise<void> {
  await expect(async () => {
    await page.goto('/insights');
    await expect(page.getByRole('heading', { name: 'Score by team' })).toBeVisible({ timeout: 1_000 });
    await expect(page.locator('#hygiene-t')).toHaveCount(1, { timeout: 1_000 });
    await expect(page.locator('table:has(#hygiene-t) tbody tr')).not.toHaveCount(0, { timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
}

const whole = (text: string | null) => Number((text ?? '').replaceAll(',', ''));

/** How many rows the list at this address has in all. */
async function rows(page: Page, href: string): Promise<number> {
  await page.goto(href);
  if (href.startsWith('/requests')) {
    const said = await page.locator('header.head p').textContent();
    return said === 'One request' ? 1 : whole(said?.split(' ')[0] ?? null);
  }
  const said = await page.getByRole('navigation', { name: 'Pages' }).locator('p').allTextContents();
  return said.length ? whole(said[0].split(' of ').at(-1) ?? null) : 0;
}

/** Links of numbers that count repositories or requests, with the number. */
async function counts(page: Page, table: string, column: number): Promise<[string, number][]> {
  const links = page.locator(`table:has(#${table}) tbody tr td:nth-of-type(${column}) a`);
  const found: [string, number][] = [];
  for (const link of await links.all()) found.push([(await link.getAttribute('href')) ?? '', whole(await link.textContent())]);
  return found;
}

/** The registries are still being read in the background: numbers and rows agree once nothing comes in between them. */
async function settled(page: Page, address: string, wanted: () => Promise<[string, number][]>): Promise<void> {
  await figures(page);
  await expect(async () => {
    await page.goto(address);
    for (const [href, number] of await wanted()) expect(await rows(page, href), href).toBe(number);
  }).toPass({ timeout: 180_000 });
}

test('every number of the figures opens as many rows', async ({ page }) => {
  test.setTimeout(240_000);
  await signIn(page, 'manager-k');
  await settled(page, '/insights', async () => {
    const wanted = [
      ...(await counts(page, 'teams-t', 2)),
      ...(await counts(page, 'waste-t', 1)),
      ...(await counts(page, 'hygiene-t', 3)),
      ...(await counts(page, 'hygiene-t', 4)),
      ...(await counts(page, 'misses-t', 2)),
    ];
    expect(wanted.length).toBeGreaterThan(10);
    return wanted;
  });
});

test('the scorecard opens what meets and what misses a check', async ({ page }) => {
  test.setTimeout(240_000);
  await signIn(page, 'manager-k');
  await settled(page, '/insights/scorecard', async () => {
    const wanted = [...(await counts(page, 'checks-t', 2)), ...(await counts(page, 'checks-t', 3)), ...(await counts(page, 'checks-t', 4))];
    expect(wanted).toHaveLength(36);
    return wanted;
  });
});

test('what nobody looks after is listed with whose it probably is', async ({ page }) => {
  await signIn(page, 'manager-k');
  await figures(page);
  await page.goto('/inventory/unmanaged');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Not managed');
  await expect(page.getByText('ready for adoption')).toBeVisible();
  const guesses = page.locator('table:has(#guesses-t) tbody tr td a');
  const href = (await guesses.first().getAttribute('href')) ?? '';
  const number = whole(await guesses.first().textContent());
  expect(await rows(page, href)).toBe(number);
});

for (const width of [1440, 390]) {
  test(`the figures are for everybody, ${width} wide`, async ({ page, javaScriptEnabled }) => {
    await page.setViewportSize({ width, height: 900 });
    await signIn(page, 'dev-a');
    await figures(page);
    for (const address of ['/insights', '/insights/scorecard', '/inventory/unmanaged']) {
      await page.goto(address);
      if (!javaScriptEnabled) continue;
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(over, `pixels to scroll ${address} sideways`).toBe(0);
      const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
      expect(found, address).toEqual([]);
    }
  });
}
