// A changed default comes to repositories that are there.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, signIn, test } from '../support/test.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const LOOK = 'Show what it touches';

test('a rollout is planned, started, paused and stopped', async ({ page }) => {
  await signIn(page, 'reviewer-m', '/rollouts/new');
  await page.getByRole('radio', { name: /^Settings/ }).check();
  await page.locator('#tags').fill('review=yearly');
  await page.getByRole('button', { name: LOOK }).click();
  await expect(page.locator('#plan-h')).toBeVisible();
  await expect(page.locator('main')).toContainText('AWS tag review');
  await page.locator('#reason').fill('Every repository is looked at once a year');
  await page.getByRole('button', { name: /^Start it for/ }).click();
  await page.waitForURL(/\/rollouts\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('AWS tag review=yearly');
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.locator('main')).toContainText('Paused');
  await page.getByRole('button', { name: 'Stop for good' }).click();
  await expect(page.locator('main')).toContainText('Stopped for good');
});

test('what can’t be taken comes back beside its field', async ({ page }) => {
  await signIn(page, 'reviewer-m', '/rollouts/new');
  await page.getByRole('radio', { name: /^Settings/ }).check();
  await page.locator('#tags').fill('no equals sign');
  await page.getByRole('button', { name: LOOK }).click();
  await expect(page.locator('#tags')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('#tags')).toHaveValue('no equals sign');
});

test('the pages of rollouts are for everybody @scripts', async ({ page }) => {
  await signIn(page, 'dev-a', '/rollouts');
  for (const path of ['/rollouts', '/rollouts/new?part=settings&scan=off']) {
    await page.goto(path);
    const found = await new AxeBuilder({ page }).withTags(TAGS).analyze();
    expect(found.violations).toEqual([]);
  }
});
