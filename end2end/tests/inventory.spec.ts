// The inventory as people use it day by day: by keyboard, on a phone, through views of their own and as a file.

import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { flaws } from '../support/axe.ts';
import { expect, signIn, test } from '../support/test.ts';

const fold = (page: Page, name: string) => page.getByRole('main').locator('details', { has: page.locator('summary', { hasText: name }) }).first();

const names = (page: Page) => page.locator('tbody th a').allTextContents();

/** From where the focus is, forward to what is looked for: nobody may have to leave the keyboard. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let steps = 0; steps < 120; steps += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, selector)) return;
  }
  throw new Error(`no way by keyboard to ${selector}`);
}

test('a keyboard filters, sorts and opens', async ({ page }) => {
  await signIn(page, 'dev-a', '/inventory');
  await tabTo(page, 'details:has(input[name=state]) > summary');
  await page.keyboard.press('Enter');
  await tabTo(page, 'input[name=state][value=ready]');
  await page.keyboard.press('Space');
  await tabTo(page, 'details[open] button[type=submit]');
  await page.keyboard.press('Enter');
  await page.waitForURL(/state=ready/);
  await expect(page.getByRole('link', { name: 'Remove the filter State: Ready' })).toBeVisible();

  await tabTo(page, 'th[scope=col] a[href*="sort=team"]');
  await page.keyboard.press('Enter');
  await page.waitForURL(/sort=team/);
  await expect(page.getByRole('columnheader', { name: 'Team' })).toHaveAttribute('aria-sort', 'ascending');
  expect(page.url(), 'the filter stays').toContain('state=ready');

  await tabTo(page, 'tbody th a');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/repositories\//);
});

test('what differs is found by its filter and shown in its column', async ({ page }) => {
  await signIn(page, 'dev-a', '/inventory?drift=none&cols=drift');
  await expect(page.getByRole('link', { name: 'Remove the filter Drift: None' })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Drift' })).toBeVisible();
  await fold(page, 'Drift').locator('summary').click();
  await expect(fold(page, 'Drift').getByRole('checkbox', { name: /^None/ })).toBeChecked();
  await page.getByRole('link', { name: 'Remove the filter Drift: None' }).click();
  await page.waitForURL((url) => !url.search.includes('drift=none'));
});

test('columns and rows are as a person wants them, and the address says so', async ({ page }) => {
  await signIn(page, 'dev-a', '/inventory?state=ready');
  await fold(page, 'Columns').locator('summary').click();
  const menu = fold(page, 'Columns');
  await menu.getByRole('checkbox', { name: 'Account' }).check();
  await menu.getByRole('checkbox', { name: 'Cluster' }).uncheck();
  await menu.getByRole('radio', { name: 'Further apart' }).check();
  await menu.getByLabel('Sort by').selectOption('storage');
  await menu.getByLabel('Order').selectOption('desc');
  await menu.getByRole('button', { name: 'Show' }).click();
  await page.waitForURL(/cols=account/);
  expect(page.url()).toContain('state=ready');
  await expect(page.getByRole('columnheader', { name: 'Account' })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Cluster' })).toHaveCount(0);
  await expect(page.getByRole('columnheader', { name: /Storage/ })).toHaveAttribute('aria-sort', 'descending');
  const shown = await names(page);
  await page.reload();
  expect(await names(page)).toEqual(shown);
});

test('a view is kept, shared, opened by somebody else, renamed and deleted', async ({ page, somebody, javaScriptEnabled }, { project }) => {
  const [first, second] = [`Ours ${project.name}`, `All of ours ${project.name}`];
  await signIn(page, 'dev-a', '/inventory?managed=no&sort=created&order=desc');
  const shown = await names(page);
  await fold(page, 'Save view').locator('summary').click();
  await page.getByLabel('Name of the view').fill(first);
  await page.getByLabel('Share with everybody').check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('The view is saved.')).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: first, exact: true })).toHaveAttribute('aria-current', 'page');

  const other = await somebody('dev-b');
  await other.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: first, exact: true }).click();
  await other.waitForURL(/managed=no/);
  expect(await names(other)).toEqual(shown);
  await other.goto('/inventory/views');
  const theirs = other.getByRole('main').getByRole('listitem').filter({ hasText: first });
  await expect(theirs).toContainText('Shared by dev-a');
  await expect(theirs.getByRole('button')).toHaveCount(0);

  await page.goto('/inventory/views');
  const mine = () => page.getByRole('main').getByRole('listitem').filter({ hasText: project.name });
  await mine().locator('summary').click();
  await mine().getByRole('textbox').fill(second);
  await mine().getByRole('checkbox').uncheck();
  await mine().getByRole('button', { name: 'Save' }).click();
  await expect(mine().getByRole('link', { name: second })).toBeVisible();
  await expect(mine()).toContainText('Only you see it');
  expect(await flaws(page, javaScriptEnabled ?? true)).toEqual([]);
  await other.goto('/');
  await expect(other.getByRole('link', { name: first, exact: true })).toHaveCount(0);

  await mine().locator('summary').click();
  await mine().getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('The view is gone.')).toBeVisible();
  await expect(mine()).toHaveCount(0);
});

test('an export has every row of the view in its order', async ({ page }) => {
  await signIn(page, 'dev-a', '/inventory?sort=storage&order=desc');
  const rows: string[] = [];
  for (;;) {
    rows.push(...(await names(page)));
    const next = page.getByRole('link', { name: 'Next page' });
    if (!(await next.count())) break;
    await next.click();
  }
  await page.goto('/inventory?sort=storage&order=desc');
  await fold(page, 'Export').locator('summary').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()]);
  expect(download.suggestedFilename()).toMatch(/^berth-inventory-\d{4}-\d\d-\d\d\.csv$/);
  const csv = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
  expect(csv[0]).toContain('account,region,name,uri');
  const answer = await page.request.get('/inventory.json?sort=storage&order=desc');
  const json = (await answer.json()) as { name: string }[];
  expect(json.map((row) => row.name)).toEqual(rows);
  expect(csv).toHaveLength(rows.length + 1);
});

test.describe('390 wide', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('every tool opens within the screen, and what is sorted by is seen', async ({ page, javaScriptEnabled }) => {
    await signIn(page, 'dev-a', '/inventory?sort=storage&order=desc');
    await expect(page.getByRole('columnheader', { name: /Storage/ })).toBeVisible();
    for (const name of ['Team', 'State', 'Columns', 'Save view', 'Export']) {
      await page.goto('/inventory?sort=storage&order=desc');
      const opened = fold(page, name);
      await opened.locator('summary').click();
      const box = await opened.locator('.menu').boundingBox();
      expect(box && box.x >= 0 && box.x + box.width <= 390, `${name} within the screen`).toBe(true);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(over, `${name}: pixels to scroll sideways`).toBe(0);
      expect(await flaws(page, javaScriptEnabled ?? true), name).toEqual([]);
    }
  });
});

test('on paper stand the rows and what they were filtered by, without the tools', async ({ page }) => {
  await signIn(page, 'dev-a', '/inventory?state=ready');
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('tbody th').first()).toBeVisible();
  await expect(page.getByText('State: Ready')).toBeVisible();
  for (const hidden of ['.side', '.acts', '.facets']) await expect(page.locator(hidden).first()).toBeHidden();
});
