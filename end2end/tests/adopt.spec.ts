// Repositories that are in AWS alone come under Git, in two pull requests.

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { decideBoth } from '../support/story.ts';
import { expect, signIn, test } from '../support/test.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const ADOPT = 'Adopt the chosen ones';

/** The form about the repository at this place of the list. */
async function chosen(page: Page, at: number): Promise<string> {
  await page.goto('/inventory/unmanaged');
  const row = page.locator('main form tbody tr').nth(at);
  const name = await row.locator('th a').innerText();
  await row.getByRole('checkbox').check();
  await page.getByRole('button', { name: ADOPT }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Adopt ${name}`);
  return name;
}

async function fill(page: Page): Promise<void> {
  await page.locator('#team-0').fill('platform-engineering');
  await page.locator('#system-0').fill('spacetech');
  await page.locator('#source-0').fill('spacetech/my-app');
  await page.locator('#cluster-0').fill('eks-stage-use1');
  await page.locator('#description-0').fill('Pushed by hand before it was in Git');
}

test('what is typed comes back beside its reason', async ({ page }) => {
  await signIn(page, 'dev-a');
  await chosen(page, 1);
  await fill(page);
  await page.locator('#team-0').fill('no such team');
  await page.getByRole('button', { name: 'Ask to adopt it' }).click();
  await expect(page.locator('#team-0')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('#source-0')).toHaveValue('spacetech/my-app');
});

test('the form of adoptions is for everybody @scripts', async ({ page }) => {
  await signIn(page, 'dev-a');
  await chosen(page, 1);
  const found = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  expect(found.violations).toEqual([]);
});

test('a repository is adopted by two pull requests', async ({ page, somebody }) => {
  // Twice the way of other stories: through review, merge, Argo CD and Crossplane.
  test.slow();
  await signIn(page, 'dev-a');
  await chosen(page, 0);
  await expect(page.locator('main')).toContainText('The manifests will say exactly what AWS has.');
  await fill(page);
  await page.getByRole('button', { name: 'Ask to adopt it' }).click();
  await page.waitForURL(/\/requests\/[0-9a-f-]{36}(#.*)?$/);
  await decideBoth(await somebody('reviewer-m'), page);
  await expect(page.locator('main')).toContainText('AWS has what it had before');
});
