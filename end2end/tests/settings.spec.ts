// Settings of a repository that is there: looked at, asked for, and in force in the end.

import type { Page } from '@playwright/test';
import { answers, fill } from '../support/form.ts';
import { expect, signIn, test } from '../support/test.ts';

type Somebody = (login: string) => Promise<Page>;

/** A reviewer approves the request that the page shows, and the page is looked at until it has ended. */
async function approve(page: Page, somebody: Somebody): Promise<void> {
  const review = page.url().replace('/requests/', '/reviews/');
  const reviewer = await somebody('reviewer-m');
  await expect(async () => {
    await reviewer.goto(review);
    await expect(reviewer.getByRole('button', { name: 'Submit decision' })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await reviewer.getByRole('button', { name: 'Submit decision' }).click();
  await expect(reviewer.getByRole('button', { name: 'Submit decision' })).toHaveCount(0);
  await expect(async () => {
    await page.reload();
    await expect(page.locator('[data-final=true]')).toBeAttached({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
}

/** The pages of a repository that was asked for, approved and made. */
async function ready(page: Page, somebody: Somebody, name: string): Promise<string> {
  await page.goto('/requests/new');
  await fill(page, answers(name));
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await page.waitForURL(/\/requests\/[0-9a-f-]{36}(#.*)?$/);
  await approve(page, somebody);
  await page.goto(`/inventory?q=${encodeURIComponent(name)}`);
  const href = await page.locator(`main th a[href$="${name}"]`).first().getAttribute('href');
  return `${href}/-/`;
}

test('other settings are looked at, asked for, and in force in the end', async ({ page, somebody }, { project }) => {
  await signIn(page, 'dev-a');
  const name = `payments/settled-${project.name}`;
  const pages = await ready(page, somebody, name);
  await page.goto(`${pages}settings`);
  await page.getByLabel('AWS tags of your own').fill('no sign');
  await page.getByRole('button', { name: 'Look at the change' }).click();
  await expect(page.getByRole('alert')).toContainText('as key=value');
  await expect(page.getByLabel('AWS tags of your own')).toHaveValue('no sign');
  await page.getByLabel('AWS tags of your own').fill('stage=prod');
  await page.getByRole('radio', { name: /^Immutable A tag never/ }).check();
  await page.getByRole('button', { name: 'Look at the change' }).click();
  const changes = page.getByRole('table', { name: 'Each setting that changes, before and after' });
  await expect(changes).toContainText('Immutable');
  await expect(changes).toContainText('AWS tag stage');
  await page.getByRole('textbox', { name: /^Why/ }).fill('Releases stay what they are.');
  await page.getByRole('button', { name: 'Ask for it' }).click();
  await page.waitForURL(/\/requests\/[0-9a-f-]{36}(#.*)?$/);
  await expect(page.getByRole('main')).toContainText('Settings, requested by dev-a');
  await approve(page, somebody);
  await expect(page.getByRole('main')).toContainText(`What was asked for ${name} is in force.`);
  await page.goto(`${pages}settings`);
  await expect(page.getByLabel('AWS tags of your own')).toHaveValue('stage=prod');
});
