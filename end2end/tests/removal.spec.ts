// A repository is let go of in two pull requests; AWS keeps it.

import { AxeBuilder } from '@axe-core/playwright';
import { decideBoth, ready } from '../support/story.ts';
import { expect, signIn, test } from '../support/test.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

test('a wrong name comes back, and the right one leads to two pull requests', async ({ page, somebody, javaScriptEnabled }, { project }) => {
  // Three times the way of other stories.
  test.setTimeout(240_000);
  await signIn(page, 'admin-z');
  const name = `payments/leaving-${project.name}`;
  await page.goto(`${await ready(page, somebody, name)}removal`);
  await expect(page.getByRole('heading', { name: 'Take it away' })).toBeVisible();
  if (javaScriptEnabled) {
    const found = await new AxeBuilder({ page }).withTags(TAGS).analyze();
    expect(found.violations).toEqual([]);
  }
  await page.locator('#way').selectOption('detach');
  await page.locator('#typed').fill('another/one');
  await page.getByRole('button', { name: 'Ask for it' }).click();
  await expect(page.locator('main')).toContainText('to say that you are sure');
  await expect(page.locator('#way')).toHaveValue('detach');
  await expect(page.locator('#typed')).toHaveValue('another/one');
  await page.locator('#typed').fill(name);
  await page.getByRole('button', { name: 'Ask for it' }).click();
  await page.waitForURL(/\/requests\/[0-9a-f-]{36}(#.*)?$/);
  await decideBoth(await somebody('reviewer-m'), page);
  await expect(page.locator('main')).toContainText(`What was to go of ${name} is gone.`);
});
